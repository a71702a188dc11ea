"""What staff say of a plan on the command line, checked: distances, points, layers, places on Earth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from campaigns.errors import InvalidInput
from mapping_tool.align import MeasuredDistance, PlacedPoint
from mapping_tool.drawing import KINDS, METRES_PER_UNIT, DrawingChoice
from zones.level import GeoOrigin

LARGEST_LATITUDE_DEG = 89.0


def distance_of(text: str) -> MeasuredDistance:
    """`U,V,U,V,METRES`."""
    u1, v1, u2, v2, metres = _numbers("--distance", text, 5, "U,V,U,V,METRES, as 40,550,760,550,288")
    return MeasuredDistance((u1, v1), (u2, v2), metres)


def point_of(text: str) -> PlacedPoint:
    """`U,V,X,Y`."""
    u, v, x_m, y_m = _numbers("--point", text, 4, "U,V,X,Y, as 40,550,16.0,11.6")
    return PlacedPoint((u, v), (x_m, y_m))


def origin_of(text: str | None) -> GeoOrigin | None:
    """`LATITUDE,LONGITUDE`, as maps show it."""
    if text is None:
        return None
    latitude_deg, longitude_deg = _numbers("--at", text, 2, "LATITUDE,LONGITUDE, as 48.42259,9.95675")
    if abs(latitude_deg) > LARGEST_LATITUDE_DEG or abs(longitude_deg) > 180.0:
        raise InvalidInput("--at", f"{text}: no latitude within 89 degrees and longitude within 180")
    if latitude_deg == longitude_deg == 0.0:
        raise InvalidInput("--at", "(0, 0) lies in the sea: a place that was never set")
    return GeoOrigin(longitude_deg, latitude_deg)


def drawing_choice(layers: Sequence[str], unit: str | None) -> DrawingChoice:
    """`KIND=NAME` of layers, and a unit."""
    named: dict[str, str] = {}
    for text in layers:
        kind, _, name = text.partition("=")
        if kind not in KINDS or not name or kind in named:
            raise InvalidInput("--layer", f"{text}: KIND=NAME is needed, once for each of {', '.join(KINDS)}")
        named[kind] = name
    if unit is not None and unit not in METRES_PER_UNIT:
        raise InvalidInput("--unit", f"{unit}: one of {', '.join(METRES_PER_UNIT)} is needed")
    return DrawingChoice(named, unit)


def _numbers(option: str, text: str, count: int, form: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(map(math.isfinite, numbers)):
        raise InvalidInput(option, f"{text}: {form} is needed")
    return numbers
