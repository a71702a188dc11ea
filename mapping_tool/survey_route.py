"""The walk that a survey is guided along: past all walkable ground, tapped at places a person finds again.

Places from which all others are within `COVERED_WITHIN_M` on foot are chosen greedily (set cover), put into
a short order (`shortest_round`), joined by ways that keep off the shelves and pulled straight: between two
taps a surveyor walks a straight line, since that is what the fit takes the way between them for (RADIO-10).

References
----------
V. Chvatal, "A greedy heuristic for the set-covering problem", Mathematics of Operations Research 4, 1979.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from mapping_tool.landmarks import LandmarkKind, Landmarks
from mapping_tool.shortest_round import short_round
from mapping_tool.straight_legs import Sight, pulled_straight, tapped_often
from mapping_tool.survey_ground import Nodes, SurveyGround, WalkedLeg
from positioning.metrics import COVERED_WITHIN_M
from positioning.types import BoolArray, FloatArray, WalkableArea
from zones.level import Level

LEAST_SPOT_M2 = 4.0
"""What is left in smaller pieces is the rim of ground that was walked: nobody is sent back for it."""

FREE_M = 1.0
"""People walk in the middle of an aisle; nearer to a shelf than this a way counts as longer."""

NEIGHBOUR_M = 9.0
"""Chosen places lie at most twice the covered distance and a place apart: their neighbours are this near."""

FAR_M = 40.0
"""A change of the order saves something between neighbours; beyond four of their distances it does not."""

CHUNK = 256


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where to tap. `near` is what stands there: an entrance, shelf or shop, or nothing."""

    x_m: float
    y_m: float
    kind: LandmarkKind
    near: str


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """What is left to walk, and how far that is; no checkpoints when nothing is left."""

    checkpoints: tuple[Checkpoint, ...]
    length_m: float

    @property
    def legs(self) -> tuple[WalkedLeg, ...]:
        return tuple(WalkedLeg(a.x_m, a.y_m, b.x_m, b.y_m) for a, b in pairwise(self.checkpoints))


def plan_survey(
    level: Level,
    floor: WalkableArea,
    ground: SurveyGround,
    covered: BoolArray | None = None,
    start_m: tuple[float, float] | None = None,
) -> SurveyPlan:
    """Propose a walk over what is not covered yet.

    Parameters
    ----------
    covered : (n,) of the ground's places; nothing when left out.
    start_m : where the surveyor stands; the first entrance when left out.
    """
    wanted = _worth_walking(ground, ~covered if covered is not None else np.ones(len(ground), dtype=np.bool_))
    if not wanted.any():
        return SurveyPlan((), 0.0)
    start = _start(level, ground, start_m)
    chosen = np.append(start, _watching(ground, wanted))
    sight, landmarks = Sight(floor), Landmarks(level)
    corners_m = pulled_straight(_walked_through(ground, chosen), sight)
    corners_m = tapped_often(corners_m, sight, landmarks)
    checkpoints = tuple(_checkpoint(x_m, y_m, landmarks) for x_m, y_m in corners_m.tolist())
    return SurveyPlan(checkpoints, float(np.hypot(*np.diff(corners_m, axis=0).T).sum()))


def _start(level: Level, ground: SurveyGround, start_m: tuple[float, float] | None) -> int:
    if start_m is None and level.entrances:
        start_m = level.entrances[0].x_m, level.entrances[0].y_m
    return 0 if start_m is None else ground.nearest(*start_m)[0]


def _worth_walking(ground: SurveyGround, wanted: BoolArray) -> BoolArray:
    """Leave out of places (n,) those in pieces of less than `LEAST_SPOT_M2`."""
    index = np.flatnonzero(wanted)
    if not len(index):
        return wanted
    _, piece = csgraph.connected_components(ground.ways[index][:, index], directed=False)
    large = np.bincount(piece) * ground.cell_m**2 >= LEAST_SPOT_M2
    kept = np.zeros(len(wanted), dtype=np.bool_)
    kept[index[large[piece]]] = True
    return kept


def _watching(ground: SurveyGround, wanted: BoolArray) -> Nodes:
    """Return places from which all wanted ones are covered; every other one of the grid, then all, are
    tried.
    """
    every_other = (ground.rows % 2 == 0) & (ground.columns % 2 == 0)
    left = wanted.copy()
    chosen: list[int] = []
    for candidates in (np.flatnonzero(every_other), np.arange(len(ground))):
        if left.any():
            chosen += _cover(ground, _around(ground, candidates, left), left)
    return np.array(chosen, dtype=np.intp)


def _around(ground: SurveyGround, candidates: Nodes, left: BoolArray) -> Nodes:
    """Return the candidates so near to a place that is left that they may cover it."""
    grid = np.zeros((int(ground.rows.max()) + 1, int(ground.columns.max()) + 1), dtype=np.bool_)
    grid[ground.rows[left], ground.columns[left]] = True
    away_m = ndimage.distance_transform_edt(~grid) * ground.cell_m
    return candidates[away_m[ground.rows[candidates], ground.columns[candidates]] <= COVERED_WITHIN_M]


def _cover(ground: SurveyGround, candidates: Nodes, left: BoolArray) -> list[int]:
    """Take the candidate that covers most, again and again; takes what it covers out of `left`."""
    if not len(candidates):
        return []
    rows = [
        sparse.csr_matrix(
            np.isfinite(
                csgraph.dijkstra(ground.ways, indices=candidates[k : k + CHUNK], limit=COVERED_WITHIN_M)
            )
        )
        for k in range(0, len(candidates), CHUNK)
    ]
    covers = sparse.csr_matrix(sparse.vstack(rows))
    covered_by = sparse.csr_matrix(covers.T)
    gain = np.asarray(covers @ left.astype(np.float64))
    # Of places that cover as much, the one in the middle of the aisle: a metre of room is worth two places.
    room = 2.0 * np.minimum(ground.clearance_m[candidates], FREE_M)
    chosen: list[int] = []
    while gain.max() > 0.0:
        best = int(np.argmax(np.where(gain > 0.0, gain + room, -1.0)))
        new = covers.indices[covers.indptr[best] : covers.indptr[best + 1]]
        new = new[left[new]]
        left[new] = False
        gain -= np.bincount(covered_by[new].indices, minlength=len(candidates))
        chosen.append(int(candidates[best]))
    return chosen


def _walked_through(ground: SurveyGround, chosen: Nodes) -> FloatArray:
    """Return the centres (k, 2) of all places on a short way through the chosen ones, the first one first."""
    distance_m = _between(ground, chosen)
    order = short_round(distance_m)
    narrow = 1.0 + np.maximum(0.0, FREE_M - ground.clearance_m)
    shunned = sparse.csr_matrix(sparse.diags(narrow) @ ground.ways)
    nodes = [int(chosen[order[0]])]
    for a, b in pairwise(order.tolist()):
        limit = math.inf if distance_m[a, b] > FAR_M else 2.0 * float(distance_m[a, b]) + ground.cell_m
        nodes += _way(shunned, int(chosen[a]), int(chosen[b]), limit)
    return np.column_stack([ground.x_m[nodes], ground.y_m[nodes]])


def _way(ways: sparse.csr_matrix, start: int, goal: int, limit: float) -> list[int]:
    """Return the places behind the start up to the goal; the goal alone where no way on this ground leads
    there: two rooms, each with a door of its own.
    """
    away_m, before = csgraph.dijkstra(ways, indices=np.array(start), limit=limit, return_predecessors=True)
    if not np.isfinite(away_m[goal]):
        return [goal]
    chain = [goal]
    while chain[-1] != start:
        chain.append(int(before[chain[-1]]))
    return chain[-2::-1]


def _between(ground: SurveyGround, chosen: Nodes) -> FloatArray:
    """Return how far it is between the chosen places (k, k): exact between neighbours, over them within
    `FAR_M`, and as the crow flies beyond, where only the order of far parts depends on it.
    """
    rows = []
    for k in range(0, len(chosen), CHUNK):
        away_m = csgraph.dijkstra(ground.ways, indices=chosen[k : k + CHUNK], limit=NEIGHBOUR_M)[:, chosen]
        rows.append(sparse.csr_matrix(np.where(np.isfinite(away_m), away_m, 0.0)))
    found_m = csgraph.dijkstra(sparse.vstack(rows), directed=False, limit=FAR_M)
    x_m, y_m = ground.x_m[chosen], ground.y_m[chosen]
    beyond_m = FAR_M + np.hypot(x_m[:, None] - x_m, y_m[:, None] - y_m)
    return np.where(np.isfinite(found_m), found_m, beyond_m)


def _checkpoint(x_m: float, y_m: float, landmarks: Landmarks) -> Checkpoint:
    found = landmarks.nearest(x_m, y_m, COVERED_WITHIN_M)
    if found is None:
        return Checkpoint(round(x_m, 2), round(y_m, 2), LandmarkKind.OPEN, "")
    return Checkpoint(round(x_m, 2), round(y_m, 2), found.kind, found.name)
