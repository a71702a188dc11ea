"""What each walk heard of each transmitter, against what the map expects there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mapping_tool.evidence import OFFSET_PRIOR, SCAN_PRIOR, STRAY_HZ, silence
from positioning.radio_map import expected_rssi_dbm, sighting_rate_hz
from positioning.surveyed import EXCESS_LIMIT_DB, SurveyWalk
from positioning.types import BeaconKey, FloatArray, Transmitter

PATH_PERIOD_S = 0.5
"""0.6 m of walking, far below the range over which a rate changes."""


@dataclass(frozen=True, slots=True, eq=False)
class HeardWalks:
    """Tables (transmitters, walks), rows in the order of `keys`.

    `count` sightings; `mean_db` their mean RSSI above the law, the walk's offset taken off; `within_db2` the
    sum of squares about that mean; `chance` that the walk hears the transmitter at all.
    """

    keys: tuple[BeaconKey, ...]
    count: FloatArray
    mean_db: FloatArray
    within_db2: FloatArray
    chance: FloatArray


def heard_walks(transmitters: Mapping[BeaconKey, Transmitter], walks: Sequence[SurveyWalk]) -> HeardWalks:
    """Fill the tables for some transmitters of a map.

    A walk's offset, and how often its phone hears, come from the *other* transmitters (HEALTH-3): what
    changed shall not hide itself. The law is compared with, not the survey's own cells (RADIO-13): these
    take up what one day alone heard at a place, and a change with it.
    """
    shape = (len(transmitters), len(walks))
    count, total_db, square_db2, expected = (np.zeros(shape) for _ in range(4))
    rows = {key: row for row, key in enumerate(transmitters)}
    for column, walk in enumerate(walks):
        places_m = walk.places_m(np.arange(walk.t_s[0], walk.t_s[-1], PATH_PERIOD_S))
        for key, transmitter in transmitters.items():
            expected[rows[key], column] = PATH_PERIOD_S * sighting_rate_hz(transmitter, *places_m).sum()
        known = [s for s in walk.sightings if s.key in rows and walk.t_s[0] <= s.t_s <= walk.t_s[-1]]
        for sighting, place_m in zip(known, walk.places_m(np.array([s.t_s for s in known])).T, strict=True):
            law_dbm = expected_rssi_dbm(transmitters[sighting.key], place_m[0], place_m[1])
            excess_db = np.clip(sighting.rssi_dbm - law_dbm, -EXCESS_LIMIT_DB, EXCESS_LIMIT_DB)
            at = rows[sighting.key], column
            count[at] += 1.0
            total_db[at] += excess_db
            square_db2[at] += excess_db**2
    heard = np.maximum(count, 1.0)
    scan = (count.sum(axis=0) - count + SCAN_PRIOR) / (expected.sum(axis=0) - expected + SCAN_PRIOR)
    duration_s = np.array([walk.t_s[-1] - walk.t_s[0] for walk in walks])
    return HeardWalks(
        keys=tuple(transmitters),
        count=count,
        mean_db=total_db / heard - _offsets_db(total_db / heard, count > 0.0),
        within_db2=np.maximum(square_db2 - total_db**2 / heard, 0.0),
        chance=1.0 - silence(scan * expected + STRAY_HZ * duration_s),
    )


def _offsets_db(mean_db: FloatArray, is_heard: np.ndarray) -> FloatArray:
    """Return for each transmitter and walk the median over the other transmitters of the walk, shrunk."""
    offsets_db = np.zeros(mean_db.shape)
    for column in range(mean_db.shape[1]):
        heard = np.flatnonzero(is_heard[:, column])
        for row in heard:
            others_db = mean_db[heard[heard != row], column]
            if len(others_db):
                share = len(others_db) / (len(others_db) + OFFSET_PRIOR)
                offsets_db[row, column] = share * np.median(others_db)
    return offsets_db
