"""Where a survey should walk again: walkable ground that no walk came near, where too little is heard, or
that one walk alone knows (`docs/theory/radio_map.md`, RADIO-16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from mapping_tool.evidence import silence
from mapping_tool.place_names import PlaceNames
from positioning.metrics import COVERED_WITHIN_M
from positioning.radio_field import field_of
from positioning.radio_fit import THIN_SAMPLES
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconMap, BoolArray, FloatArray, Transmitter, WalkableArea
from zones.level import Level

PLACE_CELL_M = 1.0
"""Places are looked at this far apart: a third of what counts as near a walk."""

LISTEN_S = 10.0
"""12 m of walking, about one leg between a survey's waypoints: what a search has to go by."""

LEAST_HEARD = 3.0
"""Three ranges fix a point in the plane; of two transmitters, the mirror image is as likely."""

PATH_PERIOD_S = 0.5
"""0.6 m of walking: well within the distance at which a walk counts as near."""

SPOT_REACH_M = 5.0
"""Thin places this close to one another are one spot: one leg of ten metres crosses it."""

LEAST_SPOT_M2 = 10.0
"""Less, within a circle of 79 m2, is the rim of ground that was walked."""


class ThinReason(StrEnum):
    """Why a place is thin; when several hold, the first one counts."""

    UNWALKED = "unwalked"
    UNHEARD = "unheard"
    ONCE = "walked once"


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What a survey knows of the walkable places of a level: columns (n,), each place a square of `cell_m`.

    `away_m` is how far the nearest walked ground is; `heard` how many transmitters a phone there hears in
    `LISTEN_S` on average; `walks` how many walks came near, None when only the map is known, not its walks.
    """

    cell_m: float
    x_m: FloatArray
    y_m: FloatArray
    away_m: FloatArray
    heard: FloatArray
    walks: NDArray[np.intp] | None = None

    @property
    def area_m2(self) -> float:
        return len(self.x_m) * self.cell_m**2

    def is_thin(self, reason: ThinReason) -> BoolArray:
        """Tell of each place (n,) whether this is why it is thin."""
        unwalked = self.away_m >= COVERED_WITHIN_M
        unheard = ~unwalked & (self.heard < LEAST_HEARD)
        if reason is ThinReason.UNWALKED:
            return np.asarray(unwalked)
        if reason is ThinReason.UNHEARD:
            return np.asarray(unheard)
        if self.walks is None:
            return np.zeros(len(self.x_m), dtype=np.bool_)
        return np.asarray(~unwalked & ~unheard & (self.walks <= 1))

    def thin_m2(self, reason: ThinReason) -> float:
        """Return how much ground is thin for this reason."""
        return float(self.is_thin(reason).sum()) * self.cell_m**2


@dataclass(frozen=True, slots=True)
class ThinSpot:
    """Thin ground of `area_m2` around one place. Floor frame; `near` says the place in people's words.

    `heard` is the mean over the spot of `Coverage.heard`, `away_m` the largest distance to walked ground.
    """

    reason: ThinReason
    x_m: float
    y_m: float
    area_m2: float
    near: str
    away_m: float
    heard: float

    @property
    def gain(self) -> float:
        """What walking here again is worth, among spots of one reason: in m2, weighed by what there is to be
        heard on ground that no walk knows, or by what is missing where too little is heard.
        """
        if self.reason is ThinReason.UNWALKED:
            return self.area_m2 * self.heard
        return self.area_m2 * (LEAST_HEARD - self.heard if self.reason is ThinReason.UNHEARD else 1.0)


@dataclass(frozen=True, slots=True)
class ThinGround:
    """All that is thin about a level's map: `rare` transmitters have fewer than `THIN_SAMPLES` samples."""

    coverage: Coverage
    spots: tuple[ThinSpot, ...]
    rare: tuple[Transmitter, ...]


def find_thin(
    level: Level, floor: WalkableArea, beacons: BeaconMap, walks: Sequence[SurveyWalk] | None = None
) -> ThinGround:
    """Say where the map of a level is thin; of the `walks` it was fitted to, also where one came only."""
    found = coverage(floor, beacons, walks)
    rare = [t for t in beacons.transmitters.values() if t.samples < THIN_SAMPLES]
    return ThinGround(found, thin_spots(found, level), tuple(sorted(rare, key=lambda t: (t.samples, t.key))))


def coverage(floor: WalkableArea, beacons: BeaconMap, walks: Sequence[SurveyWalk] | None = None) -> Coverage:
    """Return what a map, and the walks it comes from where they are at hand, know of a level's places."""
    x_m, y_m, cell_m = walkable_places(floor)
    places_m = np.column_stack([x_m, y_m])
    ground = beacons.ground
    away_m = np.full(len(x_m), np.inf)
    if ground is not None and len(ground.x_m):
        away_m = np.asarray(KDTree(np.column_stack([ground.x_m, ground.y_m])).query(places_m)[0])
    came: NDArray[np.intp] | None = None
    if walks is not None:
        came = np.zeros(len(x_m), dtype=np.intp)
        for walk in walks:
            came += _comes_near(walk, places_m)
    return Coverage(cell_m, x_m, y_m, away_m, heard_at(beacons, x_m, y_m), came)


def heard_at(beacons: BeaconMap, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
    """Return how many transmitters a phone at places (n,) hears in `LISTEN_S`, on average."""
    field = field_of(beacons)
    row, column = field.index(x_m, y_m)
    heard = np.zeros(len(x_m))
    for key in beacons.transmitters:
        heard += 1.0 - silence(field.reception(key, row, column).rate_hz * LISTEN_S)
    return heard


def thin_spots(found: Coverage, level: Level) -> tuple[ThinSpot, ...]:
    """Return where to walk again, by reason, what gains most first.

    A spot is each time the place with most thin ground around it, until what is left is less than
    `LEAST_SPOT_M2` anywhere.
    """
    names = PlaceNames(level)
    spots: list[ThinSpot] = []
    for reason in ThinReason:
        gathered = _gathered(found, found.is_thin(reason))
        of_reason = [_spot(found, reason, centre, members, names) for centre, members in gathered]
        spots += sorted(of_reason, key=lambda spot: -spot.gain)
    return tuple(spots)


def walkable_places(
    floor: WalkableArea, apart_m: float = PLACE_CELL_M
) -> tuple[FloatArray, FloatArray, float]:
    """Return the walkable places (n,), (n,) and the side of the square that each stands for: `apart_m`, or
    the nearest that cells of the raster make.
    """
    stride = max(1, round(apart_m / floor.cell_m))
    cell_m = stride * floor.cell_m
    row, column = np.nonzero(floor.free[stride // 2 :: stride, stride // 2 :: stride])
    middle_m = (stride // 2 + 0.5) * floor.cell_m
    x_m: FloatArray = floor.x0_m + middle_m + column.astype(np.float64) * cell_m
    y_m: FloatArray = floor.y0_m + middle_m + row.astype(np.float64) * cell_m
    return x_m, y_m, cell_m


def _comes_near(walk: SurveyWalk, places_m: FloatArray) -> BoolArray:
    times_s = np.append(np.arange(walk.t_s[0], walk.t_s[-1], PATH_PERIOD_S), walk.t_s[-1])
    away_m, _ = KDTree(walk.places_m(times_s).T).query(places_m, distance_upper_bound=COVERED_WITHIN_M)
    return np.isfinite(away_m)


def _gathered(found: Coverage, thin: BoolArray) -> list[tuple[int, NDArray[np.intp]]]:
    """Return spots of thin places: the index of each one's centre, and those of all places in it."""
    index = np.flatnonzero(thin)
    if not len(index):
        return []
    places_m = np.column_stack([found.x_m[index], found.y_m[index]])
    tree = KDTree(places_m)
    around = tree.query_ball_tree(tree, SPOT_REACH_M)
    ends = np.cumsum([0, *map(len, around)])
    is_near = csr_array((np.ones(ends[-1]), np.concatenate(around), ends), shape=(len(index), len(index)))
    is_left = np.ones(len(index))
    spots: list[tuple[int, NDArray[np.intp]]] = []
    while True:
        count = (is_near @ is_left) * is_left
        centre = int(np.argmax(count))
        if count[centre] * found.cell_m**2 < LEAST_SPOT_M2:
            return spots
        members = np.array([i for i in around[centre] if is_left[i]], dtype=np.intp)
        is_left[members] = 0.0
        spots.append((int(index[centre]), index[members]))


def _spot(
    found: Coverage, reason: ThinReason, centre: int, members: NDArray[np.intp], names: PlaceNames
) -> ThinSpot:
    x_m, y_m = float(found.x_m[centre]), float(found.y_m[centre])
    return ThinSpot(
        reason, x_m, y_m,
        area_m2=len(members) * found.cell_m**2,
        near=names.near(x_m, y_m),
        away_m=float(found.away_m[members].max()),
        heard=float(found.heard[members].mean()),
    )  # fmt: skip
