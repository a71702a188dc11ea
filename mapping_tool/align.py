"""From a picture's pixels to floor metres, out of what staff measured on it (PLAN-1, PLAN-2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mapping_tool.errors import ContradictingScales, UnusableMeasure
from positioning.types import FloatArray

CLICK_PX = 3.0
"""How far beside a corner people point on a plan that is not enlarged: half of a drawn wall's breadth."""

SAME_SCALE = 0.02
"""Scales further apart than this are told apart by more than clicks: on a shop of 50 m it makes 1 m, half of
the error of its positions."""

Point = tuple[float, float]
ComplexArray = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class MeasuredDistance:
    """Two points of a picture, column and row in pixels from its upper left, and how far apart they are."""

    a_px: Point
    b_px: Point
    distance_m: float


@dataclass(frozen=True, slots=True)
class PlacedPoint:
    """A point of a picture, column and row in pixels, and where it is on the floor (floor frame)."""

    at_px: Point
    at_m: Point


@dataclass(frozen=True, slots=True)
class Alignment:
    """A similarity from pixels to the floor frame.

    `floor_from_image` as in `zones.level.PlanImage`; `turned_rad` is how far the picture is turned
    counter-clockwise on the floor. `residuals_m` are those of the distances, or of the points where there are
    any; `is_overdetermined` when they can say how well it fits: two points fit any scale.
    """

    floor_from_image: tuple[float, float, float, float, float, float]
    metres_per_px: float
    turned_rad: float
    residuals_m: tuple[float, ...]
    is_overdetermined: bool

    @property
    def rms_m(self) -> float:
        """The residuals' root mean square."""
        return math.sqrt(sum(r**2 for r in self.residuals_m) / len(self.residuals_m))

    def floor(self, points_px: FloatArray) -> FloatArray:
        """Floor points (n, 2) of pixels (n, 2)."""
        a, b, c, d, e, f = self.floor_from_image
        return np.asarray(points_px @ np.array([[a, d], [b, e]]) + (c, f))


@dataclass(frozen=True, slots=True)
class _Scale:
    """What two points say of the scale, and how far off by clicks it may be."""

    a_px: Point
    b_px: Point
    distance_m: float

    @property
    def length_px(self) -> float:
        return math.dist(self.a_px, self.b_px)

    @property
    def log(self) -> float:
        return math.log(self.distance_m / self.length_px)

    @property
    def slack(self) -> float:
        return CLICK_PX / self.length_px

    def __str__(self) -> str:
        ends = f"({self.a_px[0]:g}, {self.a_px[1]:g}) to ({self.b_px[0]:g}, {self.b_px[1]:g})"
        return (
            f"{math.exp(self.log):.4g} m a pixel ({ends}: {self.distance_m:.4g} m, {self.length_px:.4g} px)"
        )


def align(
    distances: Sequence[MeasuredDistance], points: Sequence[PlacedPoint], width_px: int, height_px: int
) -> Alignment:
    """Fit the picture to the floor.

    Two placed points or more give the similarity with the least squared residuals, turned as they are.
    Distances give the scale likewise, the picture upright; one placed point beside them says where it lies,
    else its lower left is the origin.

    Raises
    ------
    UnusableMeasure
        When there is neither a distance nor a pair of points, or one of them cannot be.
    ContradictingScales
        When two of them differ by more than clicks explain.
    """
    for at_px in [end for d in distances for end in (d.a_px, d.b_px)] + [p.at_px for p in points]:
        if not (0.0 <= at_px[0] <= width_px and 0.0 <= at_px[1] <= height_px):
            raise UnusableMeasure(
                f"({at_px[0]:g}, {at_px[1]:g}) lies outside the picture of {width_px} x {height_px} pixels",
                "measure-outside",
                x_px=at_px[0],
                y_px=at_px[1],
                width_px=width_px,
                height_px=height_px,
            )
    scales = [_Scale(d.a_px, d.b_px, d.distance_m) for d in distances]
    scales += [_Scale(p.at_px, q.at_px, math.dist(p.at_m, q.at_m)) for p, q in combinations(points, 2)]
    if not scales:
        raise UnusableMeasure(
            "a picture needs a distance between two of its points, or two placed points", "measure-alone"
        )
    for scale in scales:
        if not (scale.length_px > 0.0 and 0.0 < scale.distance_m < math.inf):
            raise UnusableMeasure(
                f"({scale.a_px[0]:g}, {scale.a_px[1]:g}) and ({scale.b_px[0]:g}, {scale.b_px[1]:g}),"
                f" {scale.distance_m:g} m apart, say nothing of the scale",
                "measure-nothing",
                distance_m=scale.distance_m,
            )
    smallest = min(scales, key=lambda scale: scale.log + scale.slack)
    largest = max(scales, key=lambda scale: scale.log - scale.slack)
    if (largest.log - largest.slack) - (smallest.log + smallest.slack) > SAME_SCALE:
        raise ContradictingScales(
            str(smallest), str(largest),
            one_m=smallest.distance_m, one_px=smallest.length_px,
            other_m=largest.distance_m, other_px=largest.length_px,
        )  # fmt: skip
    if len(points) > 1:
        return _by_points(points)
    corner = PlacedPoint((0.0, float(height_px)), (0.0, 0.0))
    return _by_distances(scales, points[0] if points else corner)


def _by_distances(scales: Sequence[_Scale], known: PlacedPoint) -> Alignment:
    """PLAN-1: the scale s that leaves least of s length = distance; the known point shifts."""
    length_px = np.array([scale.length_px for scale in scales])
    distance_m = np.array([scale.distance_m for scale in scales])
    s = float(length_px @ distance_m / (length_px @ length_px))
    residuals_m = tuple(np.abs(s * length_px - distance_m).tolist())
    (u_px, v_px), (x_m, y_m) = known.at_px, known.at_m
    affine = (s, 0.0, x_m - s * u_px, 0.0, -s, y_m + s * v_px)
    return Alignment(affine, s, 0.0, residuals_m, len(scales) > 1)


def _by_points(points: Sequence[PlacedPoint]) -> Alignment:
    """PLAN-2: with z = u - iv and w = x + iy, the a and b of w = a z + b that leave least.

    References
    ----------
    B. K. P. Horn, Closed-form solution of absolute orientation using unit quaternions, J. Opt. Soc. Am. A 4
    (1987) 629-642; in the plane the rotation and the scale are one complex number.
    """
    z = np.array([complex(p.at_px[0], -p.at_px[1]) for p in points])
    w = np.array([complex(*p.at_m) for p in points])
    a, b, residuals_m = _complex_fit(z, w)
    _, _, mirrored_m = _complex_fit(z.conj(), w)
    if len(points) > 2 and np.linalg.norm(residuals_m) > max(
        2.0 * float(np.linalg.norm(mirrored_m)), abs(a) * CLICK_PX
    ):
        raise UnusableMeasure(
            "the placed points are mirrored: on the floor y runs up the plan", "points-mirrored"
        )
    affine = (a.real, a.imag, b.real, a.imag, -a.real, b.imag)
    return Alignment(affine, abs(a), float(np.angle(a)), tuple(residuals_m.tolist()), len(points) > 2)


def _complex_fit(z: ComplexArray, w: ComplexArray) -> tuple[complex, complex, FloatArray]:
    from_middle = z - z.mean()
    a = complex(np.vdot(from_middle, w - w.mean()) / np.vdot(from_middle, from_middle).real)
    b = complex(w.mean() - a * z.mean())
    return a, b, np.abs(a * z + b - w)
