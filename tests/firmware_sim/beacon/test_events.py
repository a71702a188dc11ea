import numpy as np
import pytest

from firmware_sim.beacon.events import throughout


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_column_says_one_value_throughout_and_cannot_be_written_to(n: int) -> None:
    columns = throughout(np.array([1.5, -2.0]), n)
    assert [column.tolist() for column in columns] == [[1.5] * n, [-2.0] * n]
    for column in columns:
        with pytest.raises(ValueError, match="read-only"):
            column[:] = 0.0
