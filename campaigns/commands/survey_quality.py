"""`aislecast survey quality`: how far off people will be, before they come; and how far off some were."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from mapping_tool.error_agreement import JudgedWaypoint, RankAgreement
    from mapping_tool.predicted_error import ErrorSpot, PredictedError
    from mapping_tool.thin_spots import ThinGround
    from positioning.types import BeaconMap
    from zones.level import Level
    from zones.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """What is known of a level's map: `thin` is None where nobody surveyed, `agreement` without walks."""

    level: Level
    beacons: BeaconMap
    is_start_known: bool
    error: PredictedError
    worst: tuple[ErrorSpot, ...]
    thin: ThinGround | None
    judged: Sequence[JudgedWaypoint]
    agreement: RankAgreement | None

    @property
    def changing(self) -> int:
        """How many of the map's transmitters will go by another address soon."""
        from mapping_tool.identity import count_changing

        return count_changing(self.beacons)


def quality(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="The store file with plan and beacons.")],
    walks: Annotated[
        Path | None,
        typer.Option(help="Walks that the map was not fitted to: their measured error beside it."),
    ] = None,
    start: Annotated[
        Literal["known", "unknown"] | None,
        typer.Option(
            help="Whether it is known where visits begin. [default: known where there is one entrance,"
            " unknown with --walks]"
        ),
    ] = None,
    level: Annotated[str | None, typer.Option(help="The level's id. [default: the store's first]")] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the predicted error over the plan (.png).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Predict the error in metres of people who have walked a while, and say where it is worst, where the map
    is thin, and which ids are shared; with --walks, how far off people were.
    """
    from campaigns.commands.error_picture import error_png
    from campaigns.errors import InvalidInput
    from zones import load_store
    from zones.storefile import require_writable, write_whole

    if plot is not None:
        if plot.suffix.lower() != ".png":
            raise InvalidInput("--plot", f"{plot}: must end in .png")
        require_writable(plot)
    found = _assess(load_store(store), store, level, walks, start)
    if as_json:
        typer.echo(json.dumps(document(found), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        typer.echo("\n".join(lines(found)))
    if plot is not None:
        write_whole(plot, error_png(found.level, found.error, found.beacons, found.worst))
        typer.echo(f"wrote {plot}", err=as_json)


def _assess(
    loaded: Store, store: Path, level_id: str | None, walks: Path | None, start: str | None
) -> Quality:
    from campaigns.errors import InvalidInput
    from mapping_tool.error_agreement import judge_walks, rank_agreement
    from mapping_tool.held_back import RecordedWalk
    from mapping_tool.predicted_error import WalkModel, predict_error, worst_spots
    from mapping_tool.survey import read_survey
    from mapping_tool.tapped_walk import has_motion
    from mapping_tool.thin_spots import find_thin
    from positioning.types import LevelId

    level = loaded.level(LevelId(level_id) if level_id else None)
    beacons, floor = loaded.beacon_map(level.id), loaded.walkable(level.id)
    if not beacons.transmitters:
        raise InvalidInput("STORE", f"{store}: level {level.name} has no beacons; see `beacon plan`")
    is_known = start == "known" if start else walks is None and len(level.entrances) == 1
    error = predict_error(floor, beacons, WalkModel(is_searched=not is_known))
    judged: list[JudgedWaypoint] = []
    if walks is not None:
        recorded = (RecordedWalk(tuple(t), t.waypoints) for t in read_survey(walks).traces if has_motion(t))
        judged = judge_walks(beacons, floor, error, recorded, is_start_known=is_known)
    return Quality(
        level, beacons, is_known, error, worst_spots(error, level),
        thin=find_thin(level, floor, beacons) if beacons.ground is not None else None,
        judged=judged,
        agreement=None if walks is None else rank_agreement(judged),
    )  # fmt: skip


def lines(found: Quality) -> Iterator[str]:
    """Say it for people, the predicted error first."""
    from campaigns.commands.survey_report import changing_note, thin_lines

    error = found.error
    yield (
        f"predicted error, {_start(found)} start, once people have walked a while: half within"
        f" {error.quantile_m(0.5):.1f} m, nine of ten within {error.quantile_m(0.9):.1f} m;"
        f" the map is off by {found.beacons.error_m:g} m"
    )
    yield "  worst places, mean error there:"
    for number, spot in enumerate(found.worst, start=1):
        near = f", {spot.near}" if spot.near else ""
        yield f"    {number}. ({spot.x_m:.0f}, {spot.y_m:.0f}) m{near}: {spot.mean_m:.1f} m"
    if found.agreement is not None:
        yield from _measured_lines(found)
    yield f"transmitters: {len(found.beacons.transmitters)}" + changing_note(found.changing)
    shared = len(found.beacons.shared_ids)
    yield f"ids that several transmitters share: {shared}" + (", told apart by address" if shared else "")
    if found.thin is None:
        yield "nobody has surveyed the level: the error is that of beacons as placed by hand"
    else:
        yield from thin_lines(found.thin)


def _start(found: Quality) -> str:
    return "known" if found.is_start_known else "unknown"


def _measured_lines(found: Quality) -> Iterator[str]:
    from mapping_tool.error_agreement import AGREEMENT_CELL_M, JUDGED_FROM_S

    agreement = found.agreement
    if agreement is None or not found.judged:
        yield f"measured: no waypoint {JUDGED_FROM_S:.0f} s into a walk or later"
        return
    measured = _summary(found.judged)
    yield (
        f"measured, {_start(found)} start, live, from {JUDGED_FROM_S:.0f} s on: {measured['walks']} walks,"
        f" {measured['waypoints']} waypoints: mean {measured['mean_m']:.1f} m (predicted"
        f" there {measured['predicted_mean_m']:.1f}), median {measured['median_m']:.1f},"
        f" 90 % {measured['q90_m']:.1f}"
    )
    told = f"  rank correlation with the predicted error by cells of {AGREEMENT_CELL_M:.0f} m: "
    if agreement.correlation is None:
        yield told + f"not known of {agreement.cells} cells"
        return
    interval = agreement.interval
    limits = "" if interval is None else f" ({interval.low:.2f} to {interval.high:.2f})"
    yield told + f"{agreement.correlation:.2f}{limits}, {agreement.cells} cells"


def _summary(judged: Sequence[JudgedWaypoint]) -> dict[str, Any]:
    import numpy as np

    measured_m = np.array([each.measured_m for each in judged])
    return {
        "walks": len({each.walk for each in judged}),
        "waypoints": len(judged),
        "mean_m": float(measured_m.mean()),
        "median_m": float(np.median(measured_m)),
        "q90_m": float(np.quantile(measured_m, 0.9)),
        "predicted_mean_m": float(np.mean([each.predicted_m for each in judged])),
    }


def document(found: Quality) -> dict[str, Any]:
    """Return all of it as plain values; `places` are the predicted error's cells."""
    from campaigns.stores.jobs.survey_document import thin_document

    error = found.error
    measured = None
    if found.agreement is not None:
        measured = {
            **(_summary(found.judged) if found.judged else {"walks": 0, "waypoints": 0}),
            "rank_correlation": dataclasses.asdict(found.agreement),
        }
    return {
        "level": found.level.id,
        "start": _start(found),
        "map_error_m": found.beacons.error_m,
        "prediction_ratio": dataclasses.asdict(found.beacons.prediction_ratio),
        "predicted": {"median_m": error.quantile_m(0.5), "q90_m": error.quantile_m(0.9)},
        "worst": [dataclasses.asdict(spot) for spot in found.worst],
        "measured": measured,
        "transmitters": len(found.beacons.transmitters),
        "changing": found.changing,
        "shared_ids": sorted(found.beacons.shared_ids),
        "thin": None if found.thin is None else thin_document(found.thin, found.level),
        "places": {
            "cell_m": error.cell_m,
            "x_m": error.x_m.round(2).tolist(),
            "y_m": error.y_m.round(2).tolist(),
            "mean_m": error.mean_m.round(2).tolist(),
        },
    }
