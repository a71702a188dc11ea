"""Ground truth of a visit in the words of reports: stays in zones, looks at faces, from the true path.

A zone's stays are those that `zones.visits` would find with certain poses (VISIT-2, VISIT-3, VISIT-6). A face
is looked at by somebody who stands before it, turned to it, for as long as the rules call an engagement.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from firmware_sim.motion import Truth
from positioning.types import BoolArray, FloatArray, LevelId
from zones.floor import rasterise
from zones.level import Face
from zones.store import Store

FINEST_CELL_M = 0.1
RASTER_CELLS = 2_000_000
STEP_S = 0.1
"""Truth that is finer is thinned out to this: stays are made of true paths as `zones.scoring` makes them."""


@dataclass(frozen=True, slots=True)
class TrueStay:
    """Somebody was in a zone, or looked at a face, between two times of their visit."""

    kind: Literal["zone", "face"]
    place_id: str
    name: str
    entered_t_s: float
    left_t_s: float


class TrueStays:
    """Finds the stays of true paths on one level.

    Every cell of a raster carries a label; a label stands for the zones that the cell lies in or near.
    """

    def __init__(self, store: Store, level_id: LevelId | None = None) -> None:
        level = store.level(level_id)
        self._rules, self._level = store.rules, level
        self._cell_m = max(FINEST_CELL_M, math.sqrt(level.width_m * level.height_m / RASTER_CELLS))
        x_m, y_m = (
            np.asarray((np.arange(math.ceil(side_m / self._cell_m)) + 0.5) * self._cell_m, dtype=np.float64)
            for side_m in (level.width_m, level.height_m)
        )
        self._label: NDArray[np.int32] = np.zeros((len(y_m), len(x_m)), dtype=np.int32)
        inside: list[dict[int, bool]] = [{}]  # of each label: the zones it is near, and whether in them
        for k, zone in enumerate(level.zones):
            widened = zone.area.buffer(store.rules.exit_margin_m)
            left_m, bottom_m, right_m, top_m = widened.bounds
            columns = slice(*np.searchsorted(x_m, (left_m, right_m)).tolist())
            rows = slice(*np.searchsorted(y_m, (bottom_m, top_m)).tolist())
            near, within = (rasterise(area, x_m[columns], y_m[rows]) for area in (widened, zone.area))
            window = self._label[rows, columns]
            keys = np.where(near | within, 2 * window + within, -1)
            for key in np.unique(keys[keys >= 0]).tolist():
                window[keys == key] = len(inside)
                inside.append({**inside[key // 2], k: bool(key % 2)})
        self._near, self._inside = (np.zeros((len(level.zones), len(inside)), dtype=np.bool_) for _ in "ni")
        for label, zones in enumerate(inside):
            for k, is_inside in zones.items():
                self._near[k, label], self._inside[k, label] = True, is_inside
        self._faces = _FaceColumns.of(level.faces)

    def of(self, truth: Truth) -> list[TrueStay]:
        """The stays of a visit in order of entry; times are the visit's."""
        every = max(1, round(STEP_S / float(truth.t_s[0])))
        t_s, x_m, y_m = truth.t_s[::every], truth.x_m[::every], truth.y_m[::every]
        height, width = self._label.shape
        rows = np.clip((y_m / self._cell_m).astype(np.int64), 0, height - 1)
        columns = np.clip((x_m / self._cell_m).astype(np.int64), 0, width - 1)
        found = [*self._zone_stays(t_s, self._label[rows, columns]), *self._looks(truth, every)]
        return sorted(found, key=lambda stay: (stay.entered_t_s, stay.kind, stay.place_id))

    def _zone_stays(self, t_s: FloatArray, label: NDArray[np.int32]) -> Iterator[TrueStay]:
        passed = np.flatnonzero(self._inside[:, np.unique(label)].any(axis=1))
        for k in passed.tolist():
            zone = self._level.zones[k]
            for entered_s, left_s in self._intervals(t_s, self._inside[k][label], self._near[k][label]):
                yield TrueStay("zone", zone.id, zone.name, entered_s, left_s)

    def _intervals(
        self, t_s: FloatArray, inside: BoolArray, near: BoolArray
    ) -> Iterator[tuple[float, float]]:
        """Entry and exit of each stay, given where the path is in a zone and where in the widened one."""
        entered_s = math.nan
        spells = list(_runs(near))
        for (begin, end), (next_begin, _) in pairwise([*spells, (len(t_s), len(t_s))]):
            if math.isnan(entered_s):
                within = begin + np.flatnonzero(inside[begin:end])
                if not len(within) or t_s[within[-1]] - t_s[within[0]] < self._rules.enter_hold_s:
                    continue
                entered_s = float(t_s[within[0]])
            if next_begin == len(t_s):
                yield entered_s, float(t_s[min(end, len(t_s) - 1)])
            elif t_s[next_begin - 1] - t_s[end] >= self._rules.exit_hold_s:
                yield entered_s, float(t_s[end])
                entered_s = math.nan

    def _looks(self, truth: Truth, every: int) -> Iterator[TrueStay]:
        """Every stand before a face, turned to it; faces that share a place share the probability."""
        t_s, heading_rad = truth.t_s[::every], truth.heading_rad[::every]
        for begin, end in _runs(truth.pace_mps[::every] == 0.0):
            lasted_s = float(t_s[end - 1] - t_s[begin])
            middle = every * ((begin + end) // 2)
            if lasted_s < self._rules.engage_s:
                continue
            before = self._faces.before(float(truth.x_m[middle]), float(truth.y_m[middle]))
            apart = heading_rad[begin:end, None] - self._faces.facing_rad[before]
            turned = np.abs(np.mod(apart + math.pi, math.tau) - math.pi) <= self._rules.facing_half_angle_rad
            looked = before[turned[-1]]
            if len(looked) * self._rules.facing_probability > 1.0:
                continue
            since = begin + np.argmax(turned[:, turned[-1]], axis=0)
            for k, first in zip(looked.tolist(), since.tolist(), strict=True):
                if t_s[end - 1] - t_s[first] >= self._rules.engage_s:
                    face = self._level.faces[k]
                    yield TrueStay("face", face.id, face.name, float(t_s[first]), float(t_s[end - 1]))


@dataclass(frozen=True, slots=True, eq=False)
class _FaceColumns:
    """Faces as columns (n,): where their edge begins, its direction and length, their normal and reach."""

    start_m: FloatArray
    along: FloatArray
    normal: FloatArray
    length_m: FloatArray
    reach_m: FloatArray
    facing_rad: FloatArray

    @classmethod
    def of(cls, faces: Sequence[Face]) -> _FaceColumns:
        ends = np.array([(f.x1_m, f.y1_m, f.x2_m, f.y2_m) for f in faces]).reshape(-1, 4)
        edge = ends[:, 2:] - ends[:, :2]
        length_m = np.hypot(edge[:, 0], edge[:, 1])
        normal = np.array([(f.normal_x, f.normal_y) for f in faces]).reshape(-1, 2)
        return cls(
            start_m=ends[:, :2],
            along=edge / length_m[:, None],
            normal=normal,
            length_m=length_m,
            reach_m=np.array([f.reach_m for f in faces]),
            facing_rad=np.arctan2(-normal[:, 1], -normal[:, 0]),
        )

    def before(self, x_m: float, y_m: float) -> NDArray[np.intp]:
        """The faces in whose rectangle, as deep as their reach, a place lies."""
        away = np.array([x_m, y_m]) - self.start_m
        along_m, ahead_m = (away * self.along).sum(axis=1), (away * self.normal).sum(axis=1)
        inside = (along_m >= 0) & (along_m <= self.length_m) & (ahead_m >= 0) & (ahead_m <= self.reach_m)
        return np.flatnonzero(inside)


def _runs(held: BoolArray) -> Iterator[tuple[int, int]]:
    """Where something holds: begin and end (not included) of each run."""
    edges = (np.flatnonzero(held[1:] != held[:-1]) + 1).tolist()
    if len(held) and held[0]:
        edges = [0, *edges]
    if len(held) and held[-1]:
        edges.append(len(held))
    yield from zip(edges[::2], edges[1::2], strict=True)
