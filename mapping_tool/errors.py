"""Errors of the mapping tool: each name states the fact, each instance carries the values.

A plan or measure that cannot be used has one of many faults: `fault` names it and `facts` are its values, for
who tells it in another language than `reason` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

PlanFault = Literal[
    "archive-broken",
    "archive-file-twice",
    "archive-lacks",
    "archive-leads-out",
    "archive-too-large",
    "archive-too-many",
    "coordinates-unreadable",
    "dxf-broken",
    "dxf-layers",
    "dxf-not-read-here",
    "dxf-parts",
    "dxf-unit",
    "file-too-large",
    "floor-left-of-origin",
    "floor-size",
    "geometry-kind",
    "level-missing",
    "level-twice",
    "member-missing",
    "nested-too-deeply",
    "no-degrees",
    "no-geojson",
    "no-json",
    "no-picture",
    "no-plan",
    "no-venue-outline",
    "outline-crosses",
    "picture-broken",
    "picture-inflates",
    "picture-too-large",
    "place-never-set",
]
"""Of plans."""

MeasureFault = Literal["measure-alone", "measure-nothing", "measure-outside", "points-mirrored"]
"""Of what was measured on a picture."""

Fact = str | int | float


class MappingError(Exception):
    """Base of every error that `mapping_tool` raises."""


class UnreadablePlan(MappingError):
    """A source holds no floor plan that could be imported.

    `fault` is None where only a command can be told it: a source that is not there, a contradicted option.
    """

    def __init__(self, source: str, reason: str, fault: PlanFault | None = None, /, **facts: Fact) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
        self.fault = fault
        self.facts: Mapping[str, Fact] = facts


class OversizedPicture(UnreadablePlan):
    """A picture has more pixels than are shown."""

    def __init__(self, source: str, size_px: tuple[int, int], most_side_px: int, most_px: int) -> None:
        width_px, height_px = size_px
        super().__init__(
            source,
            f"has {width_px} x {height_px} pixels; at most {most_side_px} a side and"
            f" {most_px / 1e6:.0f} million are shown",
            "picture-too-large",
            width_px=width_px,
            height_px=height_px,
            most_side_px=most_side_px,
            most_px=most_px,
        )


class UnplacedStore(MappingError):
    """A store cannot be put on Earth: nobody said where it is, or two say so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnusableMeasure(MappingError):
    """A distance or a point on a picture says nothing of where it lies on the floor."""

    def __init__(self, reason: str, fault: MeasureFault, /, **facts: Fact) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault
        self.facts: Mapping[str, Fact] = facts


class ContradictingScales(MappingError):
    """Two measures on one picture give scales that differ by more than clicks explain."""

    def __init__(self, one: str, other: str, /, **facts: Fact) -> None:
        super().__init__(f"two scales contradict each other: {one}, but {other}")
        self.facts: Mapping[str, Fact] = facts
