"""Alignments of pictures as the API takes and gives them."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from campaigns.errors import InvalidInput
from campaigns.stores.unreadable import unreadable
from campaigns.web.values import Number, Whole
from mapping_tool.align import Alignment, MeasuredDistance, PlacedPoint, align
from mapping_tool.errors import ContradictingScales, UnreadablePlan, UnusableMeasure
from mapping_tool.picture import LARGEST_SIDE_PX, Picture, picture_level

MOST_MEASURES = 100
"""Of one picture: measures are compared pair by pair."""

Point = Annotated[list[Number], Field(min_length=2, max_length=2)]
Side = Annotated[Whole, Field(ge=1, le=LARGEST_SIDE_PX)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DistanceBody(_Body):
    """Two points of the picture (column and row in pixels) and how far apart they are."""

    from_px: Point
    to_px: Point
    length_m: Number


class ArrowBody(_Body):
    """An arrow on the picture that points to true north."""

    from_px: Point
    to_px: Point


class PointBody(_Body):
    """A point of the picture, and where it is on the floor (metres, y up)."""

    px: Point
    floor_m: Point


class AlignmentBody(_Body):
    """What was measured on a picture."""

    width_px: Side
    height_px: Side
    distances: list[DistanceBody] = Field(default=[], max_length=MOST_MEASURES)
    north: ArrowBody | None = None
    points: list[PointBody] = Field(default=[], max_length=MOST_MEASURES)

    def aligned(self) -> AlignmentView:
        """How the picture lies on the floor. Raises `InvalidInput` when measures contradict or cannot be."""
        distances = [MeasuredDistance(_pair(d.from_px), _pair(d.to_px), d.length_m) for d in self.distances]
        points = [PlacedPoint(_pair(p.px), _pair(p.floor_m)) for p in self.points]
        where = "distances" if self.distances else "points"
        try:
            found = align(distances, points, self.width_px, self.height_px)
            picture = Picture("picture", self.width_px, self.height_px)
            level = picture_level(picture, found, "picture", self._up_north_rad())
        except ContradictingScales as error:
            raise InvalidInput(where, str(error), "scales-contradict", **error.facts) from error
        except (UnusableMeasure, UnreadablePlan) as error:
            raise unreadable(where, "", error, "unusable-measure") from error
        return AlignmentView(
            floor_from_image=list(found.floor_from_image),
            width_m=level.width_m,
            height_m=level.height_m,
            north_rad=level.north_rad,
            residual_m=found.rms_m if found.is_overdetermined else None,
            rows=[_row(distance, found) for distance in distances],
        )

    def _up_north_rad(self) -> float:
        """How far north is turned counter-clockwise from the picture's up; rows run down."""
        if self.north is None:
            return 0.0
        (u1, v1), (u2, v2) = self.north.from_px, self.north.to_px
        if (u1, v1) == (u2, v2):
            raise InvalidInput("north", "an arrow without length points nowhere", "arrow-too-short")
        return math.atan2(v1 - v2, u2 - u1) - 0.5 * math.pi


class AlignmentRow(BaseModel):
    """A distance as it was stated and as the fit has it."""

    stated_m: float
    fitted_m: float
    difference_m: float


class AlignmentView(BaseModel):
    """How a picture lies on the floor. `residual_m` (root mean square) is null when nothing is left over that
    could tell how well it fits."""

    floor_from_image: list[float]
    width_m: float
    height_m: float
    north_rad: float
    residual_m: float | None
    rows: list[AlignmentRow]


def _pair(values: list[float]) -> tuple[float, float]:
    return values[0], values[1]


def _row(distance: MeasuredDistance, found: Alignment) -> AlignmentRow:
    fitted_m = found.metres_per_px * math.dist(distance.a_px, distance.b_px)
    return AlignmentRow(
        stated_m=distance.distance_m, fitted_m=fitted_m, difference_m=fitted_m - distance.distance_m
    )
