import numpy as np
import pytest

from positioning.types import ImuSamples


def test_inertial_columns_are_read_only_and_their_owners_arrays_are_not() -> None:
    own = np.zeros((4, 3))
    samples = ImuSamples(t_s=np.arange(4.0), accel_mps2=own)
    with pytest.raises(ValueError, match="read-only"):
        samples.accel_mps2[0, 0] = 1.0
    own[0, 0] = 1.0
    assert samples.accel_mps2[0, 0] == 1.0


def test_a_slice_of_samples_has_the_same_memory() -> None:
    whole = ImuSamples(t_s=np.arange(4.0), accel_mps2=np.zeros((4, 3)))
    part = ImuSamples(t_s=whole.t_s[1:3], accel_mps2=whole.accel_mps2[1:3])
    assert np.shares_memory(part.accel_mps2, whole.accel_mps2)
    assert part.t_s.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        part.t_s[0] = 0.0


def test_columns_of_other_types_and_orders_become_rows_of_doubles() -> None:
    samples = ImuSamples(t_s=np.arange(4), accel_mps2=np.zeros((3, 4), dtype=np.float32).T)  # type: ignore[arg-type]
    assert samples.t_s.dtype == samples.accel_mps2.dtype == np.float64
    assert samples.accel_mps2.flags.c_contiguous
    assert not samples.accel_mps2.flags.writeable
