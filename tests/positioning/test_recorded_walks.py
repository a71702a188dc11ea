"""The real recordings are read without a loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from positioning.capture import read_trace

pytestmark = pytest.mark.recordings


def test_every_mall_walk_is_read_whole(recordings: Path) -> None:
    paths = sorted((recordings / "malls").glob("*/survey/*.txt.gz"))[::6]
    assert paths
    for path in paths:
        trace = read_trace(path)
        assert trace.dropped.total == 0, path
        assert len(trace.waypoints) >= 2
        assert sum(len(f.imu) for f in trace) == len(trace.accel.t_s)
        assert trace.sightings == () or trace.sightings[0].key.startswith("mac:")
