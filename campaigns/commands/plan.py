"""`aislecast plan`: floor plans into store files and out of them, and whether a store file makes sense."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mapping_tool.plan_import import ImportReport
    from zones.validate import Problem

plan = typer.Typer(name="plan", help="Floor plans: import, export and validate.", no_args_is_help=True)

PICTURE, DRAWING, PLACE = "Pictures", "DXF drawings", "What the source does not say"

At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="LATITUDE,LONGITUDE",
        help="Where on Earth the lower left of the floor is (its frame's origin).",
        rich_help_panel=PLACE,
    ),
]


class ExportFormat(StrEnum):
    """What a store is handed on as."""

    IMDF = "imdf"
    GEOJSON = "geojson"


class Coordinates(StrEnum):
    """What the numbers of a GeoJSON file are."""

    DEGREES = "degrees"
    METRES = "metres"


@plan.command("import")
def import_(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SRC",
            help="A picture (PNG, JPEG), a DXF drawing, GeoJSON, an IMDF folder or zip, a mall recording"
            " folder, or a store.json.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The store file to write.")],
    time_zone: Annotated[
        str, typer.Option(help="The venue's time zone, where the source does not say.", rich_help_panel=PLACE)
    ] = "UTC",
    walks: Annotated[
        Path | None,
        typer.Option(
            help="Survey walks: units they lead through stay open. [default: SRC/survey, when there]"
        ),
    ] = None,
    distance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="U,V,U,V,METRES",
            help="Two points of the picture (pixels from its left, from its top) and how far apart they are."
            " Several are averaged and checked against each other.",
            rich_help_panel=PICTURE,
        ),
    ] = None,
    point: Annotated[
        list[str] | None,
        typer.Option(
            metavar="U,V,X,Y",
            help="A point of the picture (pixels) and where it is on the floor (metres, y up). One shifts the"
            " picture, two or more turn and scale it.",
            rich_help_panel=PICTURE,
        ),
    ] = None,
    north: Annotated[
        float | None,
        typer.Option(
            min=-360.0,
            max=360.0,
            metavar="DEGREES",
            help="Where true north is: degrees clockwise from the plan's up. [default: 0]",
            rich_help_panel=PLACE,
        ),
    ] = None,
    at: At = None,
    level: Annotated[
        str,
        typer.Option(
            help="The floor's name, as F1. [default: the file's name]",
            rich_help_panel=PLACE,
            show_default=False,
        ),
    ] = "",
    layer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=NAME",
            help="The layer of walls, fixtures, units or the outline; * stands for any letters.",
            rich_help_panel=DRAWING,
        ),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            help="What the drawing is in: mm, cm, m, km, in, ft, yd. [default: $INSUNITS]",
            rich_help_panel=DRAWING,
        ),
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw what was imported (.png).")] = None,
) -> None:
    """Turn a floor plan into a store, with zones and faces where the plan has units."""
    from datetime import UTC, datetime

    from campaigns.commands.plan_options import distance_of, drawing_choice, origin_of, point_of
    from campaigns.errors import InvalidInput
    from mapping_tool.plan_import import SaidOfPlan, import_plan
    from zones.storefile import dumps, loads, require_writable, write_whole

    require_writable(out)
    if walks is not None and not walks.is_dir():
        raise InvalidInput("--walks", f"{walks} is no folder")
    if plot is not None:
        if plot.suffix.lower() != ".png":
            raise InvalidInput("--plot", f"{plot}: must end in .png")
        require_writable(plot)
    said = SaidOfPlan(
        distances=[distance_of(text) for text in distance or ()],
        points=[point_of(text) for text in point or ()],
        north_deg=north,
        origin=origin_of(at),
        level_name=level,
        drawing=drawing_choice(layer or (), unit),
    )
    store, report = import_plan(source, datetime.now(UTC), time_zone, walks, said)
    document = dumps(store)
    loads(document, str(out))  # what the import made must pass what every reader asks
    write_whole(out, document)
    for line in _summary(report):
        typer.echo(line)
    typer.echo(f"wrote {out}: revision {store.revision.number}, {len(document) / 1000:.0f} kB")
    if plot is not None:
        from campaigns.commands.plan_picture import plan_png

        write_whole(plot, plan_png(store, source.parent))


def _summary(report: ImportReport) -> list[str]:
    counts = report.counts
    parts = {"units": counts.units, "fixtures": counts.fixtures, "outlines repaired": counts.repaired}
    told = [f"{count} {what}" for what, count in parts.items() if count or report.frontages]
    lines = [f"{report.kind}: {', '.join(told)}" if told else report.kind]
    lines += [f"  {note}" for note in report.notes]
    lines += [f"  left out: {count} {reason}" for reason, count in sorted(counts.dropped.items())]
    if report.open_units:
        lines.append(f"  {report.open_units} units stay open: ways, or places that the survey leads through")
    for name, made in report.frontages.items():
        lines.append(
            f"  level {name}: {made.zones} zones and {made.faces} faces; no zone for {made.unnamed} units"
            f" without a name, {made.hidden} without a front, {made.slivers} with slivers only"
        )
    return lines


@plan.command("export")
def export(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store.json.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write; of IMDF also a new folder.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")],
    at: At = None,
    coordinates: Annotated[
        Coordinates, typer.Option(help="GeoJSON only: degrees of WGS84, or each level's floor metres.")
    ] = Coordinates.DEGREES,
) -> None:
    """Hand a store on as IMDF 1.0 (a folder, or a .zip) or GeoJSON, both of which import reads back equal."""
    from campaigns.commands.plan_files import require_new_folder, write_folder
    from campaigns.commands.plan_options import origin_of
    from campaigns.errors import InvalidInput
    from mapping_tool.errors import UnplacedStore
    from mapping_tool.plan_export import export_geojson, export_imdf, placed, zipped
    from zones.storefile import load_store, require_writable, write_whole

    is_folder = form is ExportFormat.IMDF and out.suffix.lower() != ".zip"
    in_metres = coordinates is Coordinates.METRES
    if in_metres and (form is ExportFormat.IMDF or at is not None):
        raise InvalidInput("--coordinates", "metres are for GeoJSON, and have no place on Earth")
    (require_new_folder if is_folder else require_writable)(out)
    loaded = load_store(store)
    if not in_metres:
        try:
            loaded = placed(loaded, origin_of(at))
        except UnplacedStore as error:
            raise InvalidInput("--at", error.reason) from error
    made = export_imdf(loaded) if form is ExportFormat.IMDF else export_geojson(loaded, in_metres)
    if is_folder:
        write_folder(out, made.files)
    else:
        write_whole(out, zipped(made.files) if form is ExportFormat.IMDF else made.files["plan.geojson"])
    typer.echo(f"wrote {out}: {', '.join(f'{count} {kind}' for kind, count in made.counts.items())}")
    typer.echo(f"  only Aislecast reads of it: {', '.join(made.beside)}")
    for line in made.left_out:
        typer.echo(f"  not in it: {line}")


SHOWN_OF_A_KIND = 5


@plan.command("validate")
def validate(
    store: Annotated[Path, typer.Argument(metavar="STORE", help="A store.json.")],
    show_all: Annotated[bool, typer.Option("--all", help="Show every warning.")] = False,
) -> None:
    """Say what is wrong or doubtful on a store's map, and where. The exit status is 1 when there are
    errors."""
    from zones.errors import UnreadableStore
    from zones.storefile import loads
    from zones.validate import Severity, problems

    try:
        document = store.read_bytes()
    except OSError as error:
        raise UnreadableStore(str(store), error.strerror or "cannot be read") from error
    found = problems(loads(document, str(store), allow_crossing=True))
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    warnings: dict[str, list[Problem]] = {}
    for problem in found[len(errors) :]:  # errors come first
        warnings.setdefault(problem.kind, []).append(problem)
    for problem in errors:
        typer.echo(str(problem))
    for alike in warnings.values():
        shown = alike if show_all else alike[:SHOWN_OF_A_KIND]
        for problem in shown:
            typer.echo(str(problem))
        if len(shown) < len(alike):
            typer.echo(f"  and {len(alike) - len(shown)} more like these (--all shows them)")
    typer.echo(f"{store}: {len(errors)} errors, {len(found) - len(errors)} warnings")
    if errors:
        raise typer.Exit(1)
