"""Where survey walks went and what they heard there, summed by cell: all that a map keeps of a survey.

Derivation: `docs/theory/radio_map.md`, RADIO-13.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from positioning.radio_map import expected_rssi_dbm
from positioning.types import (
    BeaconKey,
    BeaconSighting,
    FloatArray,
    HeardCells,
    SurveyedGround,
    Transmitter,
)

GROUND_CELL_M = 2.0
"""About how far a surveyor's interpolated path is off, so that finer cells would hold no more."""

EXCESS_LIMIT_DB = 15.0
"""Two to three times the spread of BLE around any law: one reflection must not bend the map around it."""


@dataclass(frozen=True, slots=True)
class SurveyWalk:
    """A walk whose path is known: columns `t_s`, `x_m`, `y_m` (n,) in order of time, and what was heard on
    it.
    """

    name: str
    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray
    sightings: tuple[BeaconSighting, ...]

    def places_m(self, times_s: FloatArray) -> FloatArray:
        """Return where the walker was (2, n)."""
        return np.stack([np.interp(times_s, self.t_s, self.x_m), np.interp(times_s, self.t_s, self.y_m)])


def walked_ground(walks: Sequence[SurveyWalk], period_s: float = 0.5) -> SurveyedGround:
    """Return the seconds that the walks spent in each visited cell; nothing heard yet."""
    places = [walk.places_m(np.arange(walk.t_s[0], walk.t_s[-1], period_s)) for walk in walks]
    if not places:
        return SurveyedGround(GROUND_CELL_M, np.empty(0), np.empty(0), np.empty(0))
    cells, visits = np.unique(_cells(np.concatenate(places, axis=1)), axis=1, return_counts=True)
    x_m, y_m = (cells + 0.5) * GROUND_CELL_M
    return SurveyedGround(GROUND_CELL_M, x_m, y_m, visits.astype(np.float64) * period_s)


def heard_ground(
    walks: Sequence[SurveyWalk],
    transmitters: Mapping[BeaconKey, Transmitter],
    offsets_db: Sequence[float] | None = None,
) -> SurveyedGround:
    """Return the walked cells with what was heard from each, against each transmitter's law (RADIO-13).

    `offsets_db` says what each walk's phone hears above the others (RADIO-8): nothing, when left out.
    """
    offsets_db = [0.0] * len(walks) if offsets_db is None else offsets_db
    ground = walked_ground(walks)
    index = {
        cell: i for i, cell in enumerate(map(tuple, _cells(np.stack([ground.x_m, ground.y_m])).T.tolist()))
    }
    sums: defaultdict[BeaconKey, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for walk, offset_db in zip(walks, offsets_db, strict=True):
        mapped = [s for s in walk.sightings if s.key in transmitters and walk.t_s[0] <= s.t_s <= walk.t_s[-1]]
        places_m = walk.places_m(np.array([s.t_s for s in mapped]))
        for sighting, place_m, cell in zip(mapped, places_m.T, _cells(places_m).T.tolist(), strict=True):
            if (at := index.get(tuple(cell))) is None:
                continue  # a moment between two samples of the path, in a cell that it only touched
            law_dbm = float(expected_rssi_dbm(transmitters[sighting.key], place_m[0], place_m[1]))
            excess_db = float(
                np.clip(sighting.rssi_dbm - offset_db - law_dbm, -EXCESS_LIMIT_DB, EXCESS_LIMIT_DB)
            )
            sums[sighting.key][at].append(excess_db)
    heard = {
        key: HeardCells(
            np.array(sorted(by_cell), dtype=np.intp),
            np.array([float(len(by_cell[cell])) for cell in sorted(by_cell)]),
            np.round([np.mean(by_cell[cell]) for cell in sorted(by_cell)], 2),
        )
        for key, by_cell in sorted(sums.items())
    }
    return replace(ground, heard=heard)


def _cells(places_m: FloatArray) -> np.ndarray:
    return np.floor(places_m / GROUND_CELL_M).astype(np.int64)
