"""One simulated visit: in at an entrance, along some shelves, over the checkout, out again; codes that they
stop at are read.

The frames are what the phone would have sent; the truth is kept beside them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from firmware_sim.errors import NotSimulable, NoWay
from firmware_sim.motion import Gait, Leg, Truth, walk
from firmware_sim.phone import Phone, sense
from firmware_sim.radio import RadioWorld
from firmware_sim.routes import Routes
from positioning.types import (
    BeaconMap,
    BeaconSighting,
    CodeScan,
    FloatArray,
    ImuSamples,
    LevelId,
    SensorFrame,
)
from zones.level import Code, Entrance, Face, Level, Zone, ZoneKind
from zones.store import Store

STEP_PERIOD_S = 0.53
"""Median of the site1-B1 survey walks: 1.86 steps a second."""
STEP_LENGTH_M = 0.68
"""About 0.41 of a body height of 1.66 m (the factor: H. Weinberg, Analog Devices AN-602, 2002)."""

STRAIGHT_IN_M = 1.5
"""People come through a door in its direction before they turn: about two steps."""

READ_REACH_M = 0.75
"""Whoever stops within an arm's length of a code reads it, or has theirs read at the till."""

BROWSED_KINDS = frozenset({ZoneKind.AREA, ZoneKind.SHELF, ZoneKind.SIGNAGE, ZoneKind.OTHER})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a shopper stands still, and turned to what (None: as they came)."""

    x_m: float
    y_m: float
    heading_rad: float | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """How people shop: how many places they stop at and for how long. Uniform between the two bounds."""

    stops: tuple[int, int] = (3, 6)
    dwell_s: tuple[float, float] = (8.0, 35.0)
    checkout_s: tuple[float, float] = (20.0, 45.0)


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedVisit:
    """What one phone sensed during one visit, and the truth."""

    name: str
    truth: Truth
    imu: ImuSamples
    sightings: tuple[BeaconSighting, ...]
    stops: tuple[Place, ...]
    codes: tuple[CodeScan, ...] = ()

    @property
    def duration_s(self) -> float:
        return float(self.truth.t_s[-1])

    def frames(self, period_s: float = 1.0) -> Iterator[SensorFrame]:
        """The visit cut into frames of `period_s`; the last one is shorter."""
        sighted_s = np.array([sighting.t_s for sighting in self.sightings])
        edges_s = np.append(np.arange(0.0, self.duration_s, period_s), self.duration_s)
        samples = np.searchsorted(self.imu.t_s, edges_s, side="right")
        sightings = np.searchsorted(sighted_s, edges_s, side="right")
        for k in range(len(edges_s) - 1):
            a, b = samples[k], samples[k + 1]
            yield SensorFrame(
                t_start_s=float(edges_s[k]),
                t_end_s=float(edges_s[k + 1]),
                imu=_rows(self.imu, int(a), int(b)),
                sightings=self.sightings[sightings[k] : sightings[k + 1]],
                codes=tuple(scan for scan in self.codes if edges_s[k] < scan.t_s <= edges_s[k + 1]),
            )


class ShopFloor:
    """A level of a store as simulated people use it: ways, places to stop at, radio.

    Places that nobody can reach are left out. The radio world is drawn once from `rng`, around what was
    `installed`: by default around the store's own beacon map.
    """

    def __init__(
        self,
        store: Store,
        rng: np.random.Generator,
        level_id: LevelId | None = None,
        installed: BeaconMap | None = None,
    ) -> None:
        level = store.level(level_id)
        self.level_id = level.id
        self.north_rad = level.north_rad
        self.routes = Routes(store.walkable(level.id))
        self.radio = RadioWorld(installed or store.beacon_map(level.id), rng)
        self.entrances = level.entrances
        self.codes = level.codes
        self.browsed = self._reachable(_browsed(level))
        self.checkouts = self._reachable([_middle(z) for z in level.zones if z.kind is ZoneKind.CHECKOUT])
        for lacking, there in (("entrance", self.entrances), ("zone or face to stop at", self.browsed)):
            if not there:
                raise NotSimulable(store.venue_id, lacking)

    def visit(self, name: str, habits: Habits, rng: np.random.Generator) -> SimulatedVisit:
        """Simulate one visit from door to door."""
        gait = Gait(
            step_length_m=STEP_LENGTH_M * float(rng.normal(1.0, 0.07)),
            step_period_s=STEP_PERIOD_S * float(rng.normal(1.0, 0.05)),
        )
        entrance = self.entrances[int(rng.integers(len(self.entrances)))]
        stops = self._itinerary(entrance, habits, rng)
        legs, here = self._entering(entrance)
        for place, dwell_s in stops:
            way_m = self.routes.way(*here, place.x_m, place.y_m)
            legs.append(Leg(way_m=way_m, dwell_s=dwell_s, heading_rad=place.heading_rad))
            here = _end(way_m)
        first_m = legs[0].way_m[1] - legs[0].way_m[0]
        truth = walk(legs, gait, self.level_id, heading_rad=math.atan2(first_m[1], first_m[0]))
        phone = Phone.drawn(rng)
        return SimulatedVisit(
            name=name,
            truth=truth,
            imu=sense(truth, phone, self.north_rad, rng),
            sightings=self.radio.heard(truth, phone, rng),
            stops=tuple(place for place, _ in stops),
            codes=_read(self.codes, truth),
        )

    def _entering(self, entrance: Entrance) -> tuple[list[Leg], tuple[float, float]]:
        """The first steps through the door, straight in where its direction is known; and where they end."""
        door = self.routes.nearest_m(entrance.x_m, entrance.y_m)
        if entrance.heading_rad is None:
            return [], door
        inside = (
            door[0] + STRAIGHT_IN_M * math.cos(entrance.heading_rad),
            door[1] + STRAIGHT_IN_M * math.sin(entrance.heading_rad),
        )
        way_m = self.routes.way(*door, *inside)
        return [Leg(way_m=way_m, dwell_s=0.0)], _end(way_m)

    def _itinerary(
        self, entrance: Entrance, habits: Habits, rng: np.random.Generator
    ) -> list[tuple[Place, float]]:
        count = min(int(rng.integers(habits.stops[0], habits.stops[1] + 1)), len(self.browsed))
        chosen = rng.choice(len(self.browsed), count, replace=False)
        stops = [(self.browsed[int(i)], float(rng.uniform(*habits.dwell_s))) for i in chosen]
        if self.checkouts:
            till = self.checkouts[int(rng.integers(len(self.checkouts)))]
            stops.append((till, float(rng.uniform(*habits.checkout_s))))
        stops.append((Place(entrance.x_m, entrance.y_m), 1.0))
        return stops

    def _reachable(self, places: list[Place]) -> tuple[Place, ...]:
        door = self.entrances[0] if self.entrances else None
        kept = []
        for place in places:
            try:
                x_m, y_m = self.routes.nearest_m(place.x_m, place.y_m)
                if door is not None:
                    self.routes.way(door.x_m, door.y_m, x_m, y_m)
            except NoWay:
                continue
            kept.append(Place(x_m, y_m, place.heading_rad))
        return tuple(kept)


def _browsed(level: Level) -> list[Place]:
    """Before each face, turned to it; in each zone that has no face, its middle."""
    faced = {face.zone_id for face in level.faces}
    return [_before(face) for face in level.faces] + [
        _middle(zone) for zone in level.zones if zone.kind in BROWSED_KINDS and zone.id not in faced
    ]


def _before(face: Face) -> Place:
    """Where one stands to look at a face: half its reach away, at most a metre, before its middle."""
    away_m = min(face.reach_m / 2, 1.0)
    return Place(
        x_m=(face.x1_m + face.x2_m) / 2 + away_m * face.normal_x,
        y_m=(face.y1_m + face.y2_m) / 2 + away_m * face.normal_y,
        heading_rad=math.atan2(-face.normal_y, -face.normal_x),
    )


def _middle(zone: Zone) -> Place:
    inside = zone.area.representative_point()
    return Place(float(inside.x), float(inside.y))


def _read(codes: Iterable[Code], truth: Truth) -> tuple[CodeScan, ...]:
    """The codes of a visit, each when the shopper first stands before it."""
    scans = []
    for code in codes:
        away_m = np.hypot(truth.x_m - code.x_m, truth.y_m - code.y_m)
        standing = np.flatnonzero((truth.pace_mps == 0.0) & (away_m <= READ_REACH_M))
        if len(standing):
            scans.append(CodeScan(float(truth.t_s[standing[0]]), code.id))
    return tuple(sorted(scans, key=lambda scan: scan.t_s))


def _end(way_m: FloatArray) -> tuple[float, float]:
    return float(way_m[-1, 0]), float(way_m[-1, 1])


def _rows(imu: ImuSamples, a: int, b: int) -> ImuSamples:
    return ImuSamples(
        t_s=imu.t_s[a:b],
        accel_mps2=imu.accel_mps2[a:b],
        gyro_radps=None if imu.gyro_radps is None else imu.gyro_radps[a:b],
        mag_ut=None if imu.mag_ut is None else imu.mag_ut[a:b],
        attitude_xyzw=None if imu.attitude_xyzw is None else imu.attitude_xyzw[a:b],
    )
