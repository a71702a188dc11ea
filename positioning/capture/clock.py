"""Which time stamps of a recording belong together.

A damaged digit can throw a record days away; a phone can fall silent for minutes. Stamps are sorted and
cut into runs wherever two neighbours lie further apart than `RUN_GAP_MS`. A run of fewer than `RUN_RECORDS`
is a stray. The recording is the run that the file begins with (strays aside) and every later run that
follows within `OUTAGE_MS`: a clock that jumps by hours or days is damage, not silence.

Nothing here depends on the recording's end but whether its very last records form a run, so a recording
cut short keeps the same begin and the same records up to the cut.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RUN_GAP_MS = 2_000
"""Fifty sample periods of the slowest phone that we read (25 Hz)."""

RUN_RECORDS = 5
"""Damage hits single records; a phone that wakes up writes more than this within 0.1 s."""

OUTAGE_MS = 3_600_000
"""A visit that was silent for an hour is over (zones close it far earlier)."""


def coherent_span(stamps_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the runs of time stamps that make up the recording.

    Parameters
    ----------
    stamps_ms : (n,) Unix milliseconds of all inertial records in the file's order, n >= 1.

    Returns
    -------
    (r, 2) first and last stamp of each run, in order of time; a record whose stamp lies in one belongs to
    the recording.
    """
    ordered = np.sort(stamps_ms)
    cuts = np.flatnonzero(np.diff(ordered) > RUN_GAP_MS) + 1
    starts = np.concatenate(([0], cuts))
    ends = np.concatenate((cuts, [len(ordered)]))
    sizes = ends - starts
    solid = sizes >= min(RUN_RECORDS, int(sizes.max()))
    spans = np.column_stack((ordered[starts], ordered[ends - 1]))[solid]
    run_of_record = np.searchsorted(spans[:, 0], stamps_ms, side="right") - 1
    inside = (run_of_record >= 0) & (stamps_ms <= spans[run_of_record, 1])
    first = int(run_of_record[np.argmax(inside)])
    silences = spans[first + 1 :, 0] - spans[first:-1, 1]
    too_long = np.flatnonzero(silences > OUTAGE_MS)
    last = first + int(too_long[0]) if too_long.size else len(spans) - 1
    return spans[first : last + 1]


def within(stamps_ms: NDArray[np.int64], spans_ms: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which stamps (n,) lie in one of the runs (r, 2)."""
    run = np.searchsorted(spans_ms[:, 0], stamps_ms, side="right") - 1
    inside: NDArray[np.bool_] = (run >= 0) & (stamps_ms <= spans_ms[np.maximum(run, 0), 1])
    return inside
