"""From a pose with its uncertainty to probabilities of places (ZONE-4 .. ZONE-7).

P(in zone) is the integral of the pose's Gaussian over the zone, given that people stand only where they can
walk. It is taken over a fixed set of equally probable points of the Gaussian, looked up in a raster of the
zones: the cost does not depend on how many zones there are, nor on how uncertain the pose is.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.special import ndtr

from positioning.types import BoolArray, FloatArray, LevelId, PoseEstimate
from zones.floor import free_area, polygons_of, rasterise
from zones.level import Area, Face, FaceId, Level, ZoneId
from zones.store import Store, VisitRules

POINTS = 512
"""Points of the Gaussian. The tests compare with Monte Carlo: errors stay below 0.02 from 0.4 m sd on."""

LEAST_FREE_SHARE = 0.25
"""A Gaussian with less of its mass than this where people can walk contradicts the plan; what is missing up
to it counts as "nowhere", so that a pose deep inside a closed unit does not become certain of the next
corridor."""

FINEST_CELL_M = 0.05
RASTER_CELLS = 2_000_000

REACHABLE_SDS_M = np.array([0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0])

Labels = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """How likely a pose puts somebody in a place.

    Attributes
    ----------
    probability : of being in the zone, or of facing the face.
    near_probability : of being in the zone widened by the exit margin; for faces the same as `probability`.
    reachable_probability : what `probability` would be with the same uncertainty at the best spot of the
        place.
    """

    probability: float
    near_probability: float
    reachable_probability: float


@dataclass(frozen=True, slots=True)
class Match:
    """The places a pose may be at; what is not listed has probability 0."""

    zones: Mapping[ZoneId, Evidence]
    faces: Mapping[FaceId, Evidence]


NOWHERE = Match(zones={}, faces={})


def sunflower(count: int) -> FloatArray:
    """Points (count, 2) of the standard Gaussian that carry equal probability (ZONE-4).

    Radii are the quantiles of the Rayleigh distribution, angles advance by the golden angle.

    References
    ----------
    H. Vogel, A better way to construct the sunflower head, Mathematical Biosciences 44 (1979) 179-189.
    """
    k = np.arange(count, dtype=np.float64)
    radius = np.sqrt(-2.0 * np.log1p(-(k + 0.5) / count))
    angle = k * (math.pi * (3.0 - math.sqrt(5.0)))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


class Matcher:
    """Matches poses on one level of a store; building it costs about a second on a floor with 700 zones.

    Parameters
    ----------
    store, level_id : the level; by default the store's first.
    """

    def __init__(self, store: Store, level_id: LevelId | None = None) -> None:
        level = store.level(level_id)
        self.level_id = level.id
        self._rules = store.rules
        self._points = sunflower(POINTS)
        self._zones = _ZoneRaster(level, store.rules.exit_margin_m)
        self._faces = _FaceColumns(level.faces, store.rules)
        self._areas = tuple(zone.area for zone in level.zones)
        self._zone_spots: dict[int, FloatArray] = {}
        self._reachable_zones: dict[tuple[int, int], float] = {}
        self._reachable_faces: dict[tuple[int, int], float] = {}

    def match(self, pose: PoseEstimate) -> Match:
        """The probabilities of all zones and faces that the pose may be at."""
        points = self._spread(pose.x_m, pose.y_m, pose.var_x_m2, pose.var_y_m2, pose.cov_xy_m2)
        labels, share = self._zones.look_up(points)
        inside, near = self._zones.probabilities(labels, share)
        sd_m = math.sqrt(0.5 * (pose.var_x_m2 + pose.var_y_m2))
        zones = {}
        for i in np.flatnonzero(near):
            reachable = _between(self._zone_reachable, int(i), sd_m)
            zones[self._zones.ids[i]] = Evidence(float(inside[i]), float(near[i]), reachable)
        return Match(zones, self._match_faces(pose, points[labels > 0], share, sd_m))

    def reachable_zone(self, zone_id: ZoneId, sd_m: float) -> float:
        """The highest P(in zone) that a pose of this sd can have: what makes a zone too small (ZONE-6)."""
        return _between(self._zone_reachable, self._zones.ids.index(zone_id), sd_m)

    def reachable_face(self, face_id: FaceId, sd_m: float) -> float:
        """The highest P(facing) that a pose of this sd with a perfect heading can have."""
        return _between(self._face_reachable, self._faces.ids.index(face_id), sd_m)

    def _match_faces(
        self, pose: PoseEstimate, standing: FloatArray, share: float, sd_m: float
    ) -> dict[FaceId, Evidence]:
        faces = self._faces
        reach_m = 4.0 * math.sqrt(pose.var_x_m2 + pose.var_y_m2)
        candidates = faces.within(pose.x_m, pose.y_m, reach_m)
        turned = faces.heading_probability(candidates, pose.heading_rad, pose.sd_heading_rad)
        candidates, turned = candidates[turned > 0.01], turned[turned > 0.01]
        if not len(candidates) or not len(standing):
            return {}
        before = faces.before(candidates, standing)
        claims = before @ turned
        probability = share * turned * ((1.0 / np.maximum(claims, 1.0)) @ before)
        best_turned = faces.heading_probability(candidates, faces.facing_rad[candidates], pose.sd_heading_rad)
        matched = {}
        for k in np.flatnonzero(probability):
            i = candidates[k]
            reachable = _between(self._face_reachable, int(i), sd_m) * float(best_turned[k])
            value = float(probability[k])
            matched[faces.ids[i]] = Evidence(value, value, reachable)
        return matched

    def _spread(self, x_m: float, y_m: float, var_x: float, var_y: float, cov_xy: float) -> FloatArray:
        """The points (POINTS, 2) of a Gaussian, by the Cholesky factor of its covariance."""
        sd_x = math.sqrt(max(var_x, 1e-12))
        slope = cov_xy / sd_x
        rest = math.sqrt(max(var_y - slope * slope, 0.0))
        u, v = self._points[:, 0], self._points[:, 1]
        return np.stack([x_m + sd_x * u, y_m + slope * u + rest * v], axis=1)

    def _zone_reachable(self, i: int, k: int) -> float:
        """P(in zone) of tabulated sd `k` at the spot of zone `i` farthest from its border (ZONE-6)."""
        known = self._reachable_zones.get((i, k))
        if known is None:
            if i not in self._zone_spots:
                self._zone_spots[i] = _best_spot(self._areas[i])
            labels, share = self._zones.look_up(self._zone_spots[i] + REACHABLE_SDS_M[k] * self._points)
            known = self._reachable_zones[i, k] = self._zones.probability_of(i, labels, share)
        return known

    def _face_reachable(self, i: int, k: int) -> float:
        """P(standing before face `i`) of tabulated sd `k` in the middle of the strip before it."""
        known = self._reachable_faces.get((i, k))
        if known is None:
            points = self._faces.middle_m[i] + REACHABLE_SDS_M[k] * self._points
            labels, share = self._zones.look_up(points)
            known = share * float(self._faces.before(np.array([i]), points[labels > 0]).sum())
            self._reachable_faces[i, k] = known
        return known


def _between(tabulated: Callable[[int, int], float], i: int, sd_m: float) -> float:
    """The value of place `i` at `sd_m`, linear between the tabulated ones, constant beyond them."""
    k = int(np.searchsorted(REACHABLE_SDS_M, sd_m))
    if k == 0 or k == len(REACHABLE_SDS_M):
        return tabulated(i, min(k, len(REACHABLE_SDS_M) - 1))
    low, high = float(REACHABLE_SDS_M[k - 1]), float(REACHABLE_SDS_M[k])
    part = (sd_m - low) / (high - low)
    return (1.0 - part) * tabulated(i, k - 1) + part * tabulated(i, k)


class _ZoneRaster:
    """Which zones cover each cell of a level: a label a cell, and for each label the zones that it stands
    for.

    Label 0 is "nobody can be here"; every other label is a row of `inside` and `near` (labels, zones).
    """

    def __init__(self, level: Level, margin_m: float) -> None:
        self.ids = tuple(zone.id for zone in level.zones)
        extent_m2 = level.width_m * level.height_m
        self._cell_m = max(FINEST_CELL_M, math.sqrt(extent_m2 / RASTER_CELLS))
        columns = math.ceil(level.width_m / self._cell_m)
        rows = math.ceil(level.height_m / self._cell_m)
        self._x_m = (np.arange(columns, dtype=np.float64) + 0.5) * self._cell_m
        self._y_m = (np.arange(rows, dtype=np.float64) + 0.5) * self._cell_m
        free = rasterise(free_area(level), self._x_m, self._y_m)
        key = np.zeros((rows, columns), dtype=np.uint64)
        random = np.random.default_rng(0).integers(1, 2**63, size=(len(self.ids), 2), dtype=np.uint64)
        masks = [[self._covered(area) for area in (z.area, z.area.buffer(margin_m))] for z in level.zones]
        for i, pair in enumerate(masks):
            for k, (window, covered) in enumerate(pair):
                key[window][covered] += random[i, k]
        # Cells of equal key (a sum of random numbers, one a zone) lie in the same zones: one of them speaks
        # for all.
        kinds, first, label = np.unique(key[free], return_index=True, return_inverse=True)
        self._labels: Labels = np.zeros(free.shape, dtype=np.int32)
        self._labels[free] = label.astype(np.int32) + 1
        j_of, i_of = (index[first] for index in free.nonzero())
        self._inside, self._near = (np.zeros((len(kinds) + 1, len(masks)), dtype=np.bool_) for _ in range(2))
        for i, pair in enumerate(masks):
            for table, (window, covered) in zip((self._inside, self._near), pair, strict=True):
                row, column = j_of - window[0].start, i_of - window[1].start
                within = (row >= 0) & (row < covered.shape[0]) & (column >= 0) & (column < covered.shape[1])
                table[1:, i][within] = covered[row[within], column[within]]

    def _covered(self, area: Area) -> tuple[tuple[slice, slice], BoolArray]:
        """The cells of an area, as a window of the raster and a mask in it."""
        left, bottom, right, top = area.bounds
        columns = slice(*np.searchsorted(self._x_m, (left, right)).tolist())
        rows = slice(*np.searchsorted(self._y_m, (bottom, top)).tolist())
        return (rows, columns), rasterise(area, self._x_m[columns], self._y_m[rows])

    def look_up(self, points: FloatArray) -> tuple[Labels, float]:
        """The labels of points (n, 2), and the probability that one point among the free ones carries."""
        i = np.floor(points[:, 0] / self._cell_m).astype(np.int64)
        j = np.floor(points[:, 1] / self._cell_m).astype(np.int64)
        rows, columns = self._labels.shape
        outside = (i < 0) | (j < 0) | (i >= columns) | (j >= rows)
        labels = self._labels[np.where(outside, 0, j), np.where(outside, 0, i)]
        labels[outside] = 0
        free = max(int(np.count_nonzero(labels)), LEAST_FREE_SHARE * len(points))
        return labels, 1.0 / free

    def probabilities(self, labels: Labels, share: float) -> tuple[FloatArray, FloatArray]:
        """P(in zone) and P(in the widened zone), each (zones,)."""
        counts = np.bincount(labels)
        kinds = np.flatnonzero(counts)
        weights: FloatArray = np.multiply(counts[kinds], share, dtype=np.float64)
        return weights @ self._inside[kinds], weights @ self._near[kinds]

    def probability_of(self, i: int, labels: Labels, share: float) -> float:
        """P(in zone `i`)."""
        return share * float(self._inside[labels, i].sum())


class _FaceColumns:
    """The faces of a level as columns: who stands before them, who looks at them (ZONE-5)."""

    def __init__(self, faces: Sequence[Face], rules: VisitRules) -> None:
        self.ids = tuple(face.id for face in faces)
        ends = np.array([(f.x1_m, f.y1_m, f.x2_m, f.y2_m) for f in faces]).reshape(-1, 4)
        self._start_m = ends[:, :2]
        edge = ends[:, 2:] - ends[:, :2]
        self._length_m = np.hypot(edge[:, 0], edge[:, 1])
        self._along = edge / self._length_m[:, None]
        self._normal = np.array([(f.normal_x, f.normal_y) for f in faces]).reshape(-1, 2)
        self._reach_m = np.array([f.reach_m for f in faces])
        self._half_angle_rad = rules.facing_half_angle_rad
        self.facing_rad = np.arctan2(-self._normal[:, 1], -self._normal[:, 0])
        self.middle_m = self._start_m + 0.5 * edge + 0.5 * self._reach_m[:, None] * self._normal

    def within(self, x_m: float, y_m: float, distance_m: float) -> NDArray[np.intp]:
        """The faces whose strip comes within a distance of a place."""
        apart = np.hypot(self.middle_m[:, 0] - x_m, self.middle_m[:, 1] - y_m)
        return np.flatnonzero(apart < distance_m + 0.5 * (self._length_m + self._reach_m))

    def before(self, faces: NDArray[np.intp], points: FloatArray) -> FloatArray:
        """(points, faces): 1 where a point lies in the rectangle before the face, as deep as its reach."""
        start, along_of, normal_of = self._start_m[faces], self._along[faces], self._normal[faces]
        along = points @ along_of.T - (start * along_of).sum(axis=1)
        ahead = points @ normal_of.T - (start * normal_of).sum(axis=1)
        inside = (
            (along >= 0) & (along <= self._length_m[faces]) & (ahead >= 0) & (ahead <= self._reach_m[faces])
        )
        return np.asarray(inside, dtype=np.float64)

    def heading_probability(
        self, faces: NDArray[np.intp], heading_rad: float | FloatArray, sd_rad: float
    ) -> FloatArray:
        """P(body heading within the half angle of looking straight at the face), wrapped normal."""
        apart = np.mod(heading_rad - self.facing_rad[faces] + math.pi, 2.0 * math.pi) - math.pi
        sd = max(sd_rad, 1e-6)
        turns = 2.0 * math.pi * np.arange(-2, 3)
        upper = (self._half_angle_rad - apart[:, None] + turns) / sd
        lower = (-self._half_angle_rad - apart[:, None] + turns) / sd
        return np.asarray((ndtr(upper) - ndtr(lower)).sum(axis=1))


def _best_spot(area: Area) -> FloatArray:
    """The centre (2,) of the largest circle inside: where a zone can be recognised best."""
    largest = max(polygons_of(area), key=lambda part: float(part.area))
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.2)
    return np.array(circle.coords[0])


_CACHED = 16
_cache: OrderedDict[tuple[int, LevelId], tuple[Store, Matcher]] = OrderedDict()
_cache_lock = threading.Lock()


def matcher_of(store: Store, level_id: LevelId | None = None) -> Matcher:
    """The matcher of a level, built once for each store object: hundreds of visits share one map revision.

    The cache keeps the store itself, so that an object's identity cannot come back as another store's.
    """
    key = (id(store), store.level(level_id).id)
    with _cache_lock:
        if key in _cache:
            _cache.move_to_end(key)
        else:
            _cache[key] = (store, Matcher(store, level_id))
            while len(_cache) > _CACHED:
                _cache.popitem(last=False)
        return _cache[key][1]
