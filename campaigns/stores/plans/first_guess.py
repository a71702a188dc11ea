"""A picture of which nobody measured anything yet: laid on the floor by a guess that is told as one."""

from __future__ import annotations

from collections.abc import Iterator

from mapping_tool.align import Alignment
from zones.level import Level, PlanImage
from zones.store import Store
from zones.validate import Problem, Severity

GUESSED_SIDE_M = 49.99
"""The longer side of a picture, until somebody measures: a shop's, and no figure that anybody would type, so
that a picture that lies by it was not measured."""


def first_guess(width_px: int, height_px: int) -> Alignment:
    """The picture upright, its lower left at the floor's origin, its longer side as long as a shop."""
    scale = GUESSED_SIDE_M / max(width_px, height_px)
    return Alignment((scale, 0.0, 0.0, 0.0, -scale, scale * height_px), scale, 0.0, (), False)


def is_guessed(image: PlanImage) -> bool:
    """Whether a picture lies on the floor as it was first guessed."""
    return image.floor_from_image == first_guess(image.width_px, image.height_px).floor_from_image


def unscaled(store: Store) -> Iterator[Problem]:
    """A problem for every level whose picture nobody measured."""
    for level in store.levels:
        if level.image is not None and is_guessed(level.image):
            yield _unscaled(level)


def _unscaled(level: Level) -> Problem:
    text = "scale not set: nobody has measured a distance on the picture yet"
    x_m, y_m = 0.5 * level.width_m, 0.5 * level.height_m
    return Problem(Severity.ERROR, "scale not set", level.name, text, x_m, y_m, level.id, "level", level.id)
