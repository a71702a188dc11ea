"""A visit with hindsight, as beacon health sees it: where the phone was every few seconds, and what it heard.

Ids `HEALTH-n` point to `docs/theory/beacon_health.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from positioning.types import BeaconKey, BeaconMap, BeaconSighting, FloatArray, PoseStatus, Trajectory

LOOK_S = 5.0
"""Six metres of walking: readings closer together share their shadowing (HEALTH-2)."""

LARGEST_SD_M = 5.0
"""A path less certain than this cannot tell one aisle's beacons from the next one's; a live search ends below
it, too (BANK-6)."""


@dataclass(frozen=True, slots=True, eq=False)
class HeardLooks:
    """The looks (k,) in which one transmitter was heard, its mean RSSI in each, and all its sightings."""

    look: NDArray[np.intp]
    rssi_dbm: FloatArray
    sightings: int


@dataclass(frozen=True, slots=True, eq=False)
class VisitLooks:
    """A visit as looks of `LOOK_S`: columns (n,), floor frame; and what was heard in them.

    `variance_m2` is the position's variance in one axis, the way walked within the look included. Moments at
    which the path is not known well enough are left out, and what was heard then.
    """

    x_m: FloatArray
    y_m: FloatArray
    variance_m2: FloatArray
    duration_s: FloatArray
    heard: Mapping[BeaconKey, HeardLooks] = field(repr=False)

    def __len__(self) -> int:
        return len(self.x_m)


def looks_of(path: Trajectory, sightings: Iterable[BeaconSighting], beacons: BeaconMap) -> VisitLooks:
    """Cut a smoothed visit into looks.

    Examples
    --------
    >>> from positioning.trajectory import collect
    >>> from positioning.types import LevelId
    >>> len(looks_of(collect([]), [], BeaconMap(LevelId("G"), {})))
    0
    """
    variance_m2 = 0.5 * (path.var_x_m2 + path.var_y_m2)
    is_ok = np.array([status is PoseStatus.OK for status in path.status], dtype=np.bool_)
    usable = is_ok & (variance_m2 <= LARGEST_SD_M**2)
    t_s = path.t_s[usable]
    slot = np.floor(t_s / LOOK_S).astype(np.intp)
    slots, look = np.unique(slot, return_inverse=True)
    rows = np.bincount(look, minlength=len(slots))

    def mean(column: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(look, weights=column, minlength=len(slots)) / np.maximum(rows, 1))

    x_m, y_m = mean(path.x_m[usable]), mean(path.y_m[usable])
    walked_m2 = 0.5 * mean((path.x_m[usable] - x_m[look]) ** 2 + (path.y_m[usable] - y_m[look]) ** 2)
    spacing_s = np.diff(path.t_s, prepend=path.t_s[:1])[usable]
    duration_s = mean(np.minimum(spacing_s, LOOK_S)) * rows
    heard = _heard(sightings, beacons, path.t_s, usable, slots)
    return VisitLooks(x_m, y_m, mean(variance_m2[usable]) + walked_m2, duration_s, heard)


def _heard(
    sightings: Iterable[BeaconSighting],
    beacons: BeaconMap,
    path_s: FloatArray,
    usable: NDArray[np.bool_],
    slots: NDArray[np.intp],
) -> dict[BeaconKey, HeardLooks]:
    """Gather by transmitter and look; a sighting belongs to the frame that ends next after it."""
    by_look: defaultdict[BeaconKey, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for sighting in sightings:
        key = sighting.known_as(beacons.transmitters)
        row = int(np.searchsorted(path_s, sighting.t_s))
        if key is None or row >= len(path_s) or not usable[row]:
            continue
        look = int(np.searchsorted(slots, int(path_s[row] // LOOK_S)))
        by_look[key][look].append(sighting.rssi_dbm)
    return {
        key: HeardLooks(
            look=np.array(list(of_key), dtype=np.intp),
            rssi_dbm=np.array([np.mean(readings) for readings in of_key.values()]),
            sightings=sum(map(len, of_key.values())),
        )
        for key, of_key in by_look.items()
    }
