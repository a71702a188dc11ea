"""`aislecast beacon plan`: where to hang beacons, how many for an error, which to add next."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from mapping_tool.beacon_plan import BeaconPlan
    from mapping_tool.beacon_spots import Spot
    from zones.level import Level


HALF = 0.5
"""`--error` is a median, as accuracies are told."""


def plan_beacons(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="The store file with the plan.")],
    out: Annotated[Path, typer.Option(help="The plan to write, as JSON.")],
    count: Annotated[int | None, typer.Option(min=1, max=200, help="Put up so many beacons.")] = None,
    error: Annotated[
        float | None, typer.Option(min=0.1, help="As many as bring half of all people within so many m.")
    ] = None,
    further: Annotated[
        int,
        typer.Option(
            "--next", min=0, max=50,
            help="Name the next ones to add, in order: to the plan, or, without --count and --error, to the"
            " beacons on the map.",
        ),
    ] = 0,
    map_error: Annotated[
        float | None,
        typer.Option(
            min=0.1, max=10.0,
            help="How far off the map will be at a place, in m: about 1 where staff survey by taps every few"
            " metres, 3 by walks between waypoints ten metres apart.",
        ),
    ] = None,
    level: Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the plan with its predicted error (.png).")] = None,
) -> None:  # fmt: skip
    """Plan beacons by the predicted error of people who have walked a while: on ceilings, walls and shelf
    tops, never worse than a regular grid of as many. Beacons on the map stay only where --next alone adds to
    them.
    """
    from campaigns.commands.error_picture import plan_png
    from campaigns.errors import InvalidInput
    from mapping_tool.beacon_plan import JUDGED_SHARE, PLANNED_ERROR_M, BeaconPlanner
    from mapping_tool.predicted_error import WalkModel
    from positioning.types import LevelId
    from zones import load_store
    from zones.storefile import require_writable, write_whole

    if count is not None and error is not None:
        raise InvalidInput("--count", "give either --count or --error")
    is_adding = count is None and error is None
    if is_adding and not further:
        raise InvalidInput("--count", "say --count, --error or --next")
    if plot is not None and plot.suffix.lower() != ".png":
        raise InvalidInput("--plot", f"{plot}: must end in .png")
    for target in (out, plot):
        if target is not None:
            require_writable(target)
    loaded = load_store(store)
    planned = loaded.level(LevelId(level) if level else None)
    hanging = loaded.beacon_map(planned.id) if is_adding else None
    if hanging is not None and map_error is not None:
        hanging = dataclasses.replace(hanging, error_m=map_error)
    planner = BeaconPlanner(
        planned, loaded.walkable(planned.id), hanging=hanging,
        error_m=PLANNED_ERROR_M if map_error is None else map_error,
        share=JUDGED_SHARE if error is None else HALF,
        model=WalkModel(is_searched=len(planned.entrances) != 1),
    )  # fmt: skip
    found = planner.for_error(error, further) if error else planner.with_count(count or 0, further)
    for line in lines(found, planned):
        typer.echo(line)
    content = json.dumps(document(found, planned), indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(out, content.encode() + b"\n")
    typer.echo(f"wrote {out}")
    if plot is not None:
        write_whole(plot, plan_png(planned, found, hanging))
        typer.echo(f"wrote {plot}")


def lines(found: BeaconPlan, level: Level) -> Iterator[str]:
    """Say a plan for people."""
    from mapping_tool.place_names import PlaceNames

    names = PlaceNames(level)
    many = f"{len(found.beacons) or 'no'} beacons"
    if found.kept:
        many = f"{found.kept} beacons that hang"
    yield (
        f"{many}: predicted error, once people have walked a while: half within"
        f" {found.error.quantile_m(0.5):.2f} m, nine of ten within {found.error.quantile_m(0.9):.2f} m"
    )
    if found.grid_error is not None:
        yield (
            f"  the best regular grid of as many: {found.grid_error.quantile_m(0.5):.2f} and"
            f" {found.grid_error.quantile_m(0.9):.2f} m"
        )
    for number, spot in enumerate(found.beacons, start=1):
        yield f"  {number}. {_place(spot, names.near(spot.x_m, spot.y_m))}"
    share = found.share
    for number, added in enumerate(found.further, start=1):
        place = _place(added.spot, names.near(added.spot.x_m, added.spot.y_m))
        yield f"  next {number}. {place}: then {share:.0%} within {added.error_m:.2f} m"


def _place(spot: Spot, near: str) -> str:
    return f"({spot.x_m:.1f}, {spot.y_m:.1f}) m, {spot.mount}" + (f", {near}" if near else "")


def document(found: BeaconPlan, level: Level) -> dict[str, Any]:
    """Return a plan as plain values, floor frame in metres."""
    from mapping_tool.place_names import PlaceNames

    names = PlaceNames(level)

    def named(spot: Spot) -> dict[str, Any]:
        return {
            "x_m": round(spot.x_m, 2),
            "y_m": round(spot.y_m, 2),
            "mount": str(spot.mount),
            "near": names.near(spot.x_m, spot.y_m),
        }

    grid = None
    if found.grid is not None and found.grid_error is not None:
        grid = {
            "median_m": found.grid_error.quantile_m(0.5),
            "q90_m": found.grid_error.quantile_m(0.9),
            "beacons": [named(spot) for spot in found.grid],
        }
    return {
        "level": level.id,
        "kept": found.kept,
        "predicted": {"median_m": found.error.quantile_m(0.5), "q90_m": found.error.quantile_m(0.9)},
        "beacons": [named(spot) for spot in found.beacons],
        "share": found.share,
        "next": [{**named(added.spot), "error_m": added.error_m} for added in found.further],
        "best_regular_grid": grid,
    }
