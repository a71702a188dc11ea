"""`aislecast beacon plan`: where to hang beacons, how many for an error, which to add next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mapping_tool.beacon_plan import BeaconPlan
    from mapping_tool.beacon_spots import Spot
    from zones.level import Level


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
    into: Annotated[
        Path | None,
        typer.Option(help="Write the store with the planned beacons on its map: the next revision."),
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the plan with its predicted error (.png).")] = None,
) -> None:  # fmt: skip
    """Plan beacons by the predicted error of people who have walked a while: on ceilings, walls and shelf
    tops, never worse than a regular grid of as many. Beacons on the map stay only where --next alone adds to
    them.
    """
    from datetime import UTC, datetime

    from campaigns.commands.error_picture import plan_png
    from campaigns.commands.progress_bar import progress_bar
    from campaigns.errors import InvalidInput
    from campaigns.stores.jobs.plan_document import plan_document
    from mapping_tool.beacon_request import PlanRequest, plan_for
    from mapping_tool.planned_store import free_keys, planned_spots, with_planned
    from positioning.types import LevelId
    from zones import load_store, save_store
    from zones.storefile import require_writable, write_whole

    if count is not None and error is not None:
        raise InvalidInput("--count", "give either --count or --error")
    if count is None and error is None and not further:
        raise InvalidInput("--count", "say --count, --error or --next")
    if plot is not None and plot.suffix.lower() != ".png":
        raise InvalidInput("--plot", f"{plot}: must end in .png")
    for target in (out, plot, into):
        if target is not None:
            require_writable(target)
    loaded = load_store(store)
    planned = loaded.level(LevelId(level) if level else None)
    request = PlanRequest(count, error, further, map_error)
    with progress_bar() as advance:
        found = plan_for(loaded, planned.id, request, advance)
    for line in lines(found, planned):
        typer.echo(line)
    keys = free_keys(loaded, planned.id, len(planned_spots(found)))
    content = json.dumps(plan_document(found, planned, keys), indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(out, content.encode() + b"\n")
    typer.echo(f"wrote {out}")
    if into is not None:
        note = f"{len(keys)} planned beacons on level {planned.name}"
        after = with_planned(loaded, planned.id, found, datetime.now(UTC), note)
        save_store(after, into)
        typer.echo(f"wrote {into}: revision {after.revision.number} with {note}")
    if plot is not None:
        write_whole(plot, plan_png(planned, found, loaded.beacon_map(planned.id) if found.kept else None))
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
