"""Path chunks: what goes in comes out, to the documented resolution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.visits.paths import UnreadablePath, decode, encode, trajectory_of
from positioning.types import LevelId, PoseEstimate, PoseStatus

LEVEL = LevelId("ground")

metres = st.floats(-2000.0, 2000.0, width=32)
poses = st.builds(
    PoseEstimate,
    t_s=st.integers(0, 86_400_000).map(lambda t_ms: t_ms / 1000),
    x_m=metres,
    y_m=metres,
    heading_rad=st.floats(-3.0, 3.0, width=32),
    var_x_m2=st.floats(0.0, 1e6, width=32),
    var_y_m2=st.floats(0.0, 1e6, width=32),
    cov_xy_m2=st.floats(-100.0, 100.0, width=32),
    sd_heading_rad=st.floats(0.0, 4.0, width=32),
    status=st.sampled_from(PoseStatus),
    level_id=st.just(LEVEL),
)


@given(st.lists(poses, max_size=30), st.booleans())
def test_a_path_comes_back(walked: list[PoseEstimate], compress: bool) -> None:
    assert list(decode([encode(trajectory_of(walked, LEVEL), compress=compress)], LEVEL).poses()) == walked


@given(st.lists(poses, min_size=1, max_size=20), st.integers(0, 20))
def test_chunks_join(walked: list[PoseEstimate], cut: int) -> None:
    parts = [encode(trajectory_of(part, LEVEL)) for part in (walked[:cut], walked[cut:])]
    assert list(decode(parts, LEVEL).poses()) == walked


def test_no_chunks_are_an_empty_path() -> None:
    assert len(decode([], LEVEL)) == 0


def test_single_precision_is_enough_for_a_day_in_a_mall() -> None:
    pose = PoseEstimate(86_399.9994, 1234.5678, -0.1, 3.1, 2.0, 3.0, 0.3, 0.2, PoseStatus.OK, LEVEL)
    (back,) = decode([encode(trajectory_of([pose], LEVEL))], LEVEL).poses()
    np.testing.assert_allclose((back.t_s, back.x_m, back.y_m), (86_399.999, 1234.5678, -0.1), atol=1e-4)


@pytest.mark.parametrize(
    "chunk",
    [b"", b"XX\x01\x00\x00\x00\x00\x00", b"AP\x02\x00\x00\x00\x00\x00", b"AP\x01\x00\x01\x00\x00\x00"],
)
def test_other_bytes_are_refused(chunk: bytes) -> None:
    with pytest.raises(UnreadablePath):
        decode([chunk], LEVEL)
