"""`aislecast report`: dwell, paths and heatmaps from what the service stored, as its API releases them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from campaigns.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campaigns.stores.service import Stores
    from campaigns.visits.reports.domain import HeatReport, Selection
    from campaigns.visits.reports.service import Reports
    from campaigns.visits.reports.views import DwellView, FlowView, HeadView, HeatView

report = typer.Typer(name="report", help="Dwell, paths and heatmaps of a store.", no_args_is_help=True)

T = TypeVar("T")

PRINTED_CELLS = 30
FILE_WIDTH = 120  # where no terminal says how wide it is
ID_COLUMNS = frozenset({"place_id", "from_id", "to_id"})
TEXT_COLUMNS = frozenset({"state", "kind", "name", "from_name", "to_name", "products"})
PRINTED_PRODUCTS = 3


class Format(StrEnum):
    """How a report is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    PNG = "png"


DAY = ["%Y-%m-%d"]
StoreId = Annotated[str, typer.Option("--store", help="The store's id.")]
First = Annotated[
    datetime | None, typer.Option("--from", formats=DAY, help="First day. [default: of all visits]")
]
Last = Annotated[
    datetime | None, typer.Option("--to", formats=DAY, help="Last day, included. [default: of all visits]")
]
LevelOf = Annotated[str | None, typer.Option("--level", help="[default: the store's first level]")]
FormatOf = Annotated[Format, typer.Option("--format")]
Out = Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")]
Config = Annotated[Path | None, typer.Option(help="Settings as TOML.")]


@report.command("dwell")
def dwell(
    store: StoreId,
    first: First = None,
    last: Last = None,
    level: LevelOf = None,
    format_: FormatOf = Format.TABLE,
    out: Out = None,
    config: Config = None,
) -> None:
    """How long shoppers stay at zones and faces."""
    from campaigns.visits.reports.views import dwell_view

    selection = _selection(store, first, last, level)
    made = _read(config, lambda session, reports, _: reports.dwell(session, selection, datetime.now(UTC)))
    _give(dwell_view(made), format_, out)


@report.command("paths")
def paths(
    store: StoreId,
    first: First = None,
    last: Last = None,
    level: LevelOf = None,
    format_: FormatOf = Format.TABLE,
    out: Out = None,
    config: Config = None,
) -> None:
    """Where shoppers go next, zone by zone."""
    from campaigns.visits.reports.views import flow_view

    selection = _selection(store, first, last, level)
    made = _read(config, lambda session, reports, _: reports.flows(session, selection, datetime.now(UTC)))
    _give(flow_view(made), format_, out)


@report.command("heatmap")
def heatmap(
    store: StoreId,
    first: First = None,
    last: Last = None,
    level: LevelOf = None,
    cell_m: Annotated[float | None, typer.Option(help="Side of a cell in metres. [default: 1]")] = None,
    format_: FormatOf = Format.TABLE,
    out: Out = None,
    config: Config = None,
) -> None:
    """Where time is spent; as a picture over the floor plan with `--format png --out FILE`."""
    from campaigns.visits.reports.picture import heat_png
    from campaigns.visits.reports.views import heat_view

    selection = _selection(store, first, last, level)
    if format_ is Format.PNG and out is None and sys.stdout.isatty():
        raise InvalidInput("--format", "a picture needs --out FILE (or a pipe)")

    def work(session: Session, reports: Reports, stores: Stores) -> tuple[HeatReport, bytes | None]:
        made = reports.heat(session, selection, cell_m, datetime.now(UTC))
        if format_ is not Format.PNG:
            return made, None
        return made, heat_png(made, stores.current(session, store).store.level(made.head.level_id))

    made, picture = _read(config, work)
    if picture is None:
        _give(heat_view(made), format_, out)
    else:
        _write(picture, out)


def _selection(store_id: str, first: datetime | None, last: datetime | None, level: str | None) -> Selection:
    from campaigns.visits.reports.domain import Selection
    from positioning.types import LevelId

    return Selection(
        store_id,
        None if first is None else first.date(),
        None if last is None else last.date(),
        None if level is None else LevelId(level),
    )


def _read(config: Path | None, work: Callable[[Session, Reports, Stores], T]) -> T:
    """Run `work` on the service's database; it may be running at the same time."""
    from campaigns.logs import silence
    from campaigns.settings import load_settings
    from campaigns.storage.database import Database
    from campaigns.stores.products.service import Products
    from campaigns.stores.service import Stores
    from campaigns.visits.reports.service import Reports

    silence()
    database = Database(load_settings(config).database)
    if database.file is not None and not database.file.exists():
        raise NotFound("database", str(database.file))
    stores = Stores()
    try:
        return database.read(lambda session: work(session, Reports(stores, Products(stores)), stores))
    finally:
        database.close()


def _give(view: DwellView | FlowView | HeatView, format_: Format, out: Path | None) -> None:
    from campaigns.visits.reports.views import csv_of

    match format_:
        case Format.PNG:
            raise InvalidInput("--format", "only the heatmap is a picture")
        case Format.JSON:
            _write((view.model_dump_json(indent=1) + "\n").encode(), out)
        case Format.CSV:
            _write(csv_of(view).encode(), out)
        case Format.TABLE if out is not None:
            raise InvalidInput("--out", "a table is for the terminal; choose --format json, csv or png")
        case Format.TABLE:
            _print(view)


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    from zones.storefile import write_whole

    write_whole(out, content)
    typer.echo(f"wrote {out}: {len(content) / 1000:.0f} kB")


def _print(view: DwellView | FlowView | HeatView) -> None:
    from rich.console import Console
    from rich.table import Table

    from campaigns.visits.reports.views import HeatView, columns_of, rows_of

    console = Console() if sys.stdout.isatty() else Console(width=FILE_WIDTH)
    console.print(_head_line(view.head), highlight=False)
    rows = list(rows_of(view))
    if not rows:
        console.print("no data in this period")
        return
    if isinstance(view, HeatView):
        rows = [*sorted(view.cells, key=lambda cell: -(cell.seconds or 0.0))[:PRINTED_CELLS]]
    table = Table(box=None, header_style="bold")
    left_out = ID_COLUMNS if any(row.state == "suppressed" for row in rows) else ID_COLUMNS | {"state"}
    columns = [name for name in columns_of(view) if name not in left_out]
    for name in columns:
        table.add_column(name, justify="left" if name in TEXT_COLUMNS else "right")
    for row in rows:
        table.add_row(*(_cell(getattr(row, name)) for name in columns))
    console.print(table)
    if isinstance(view, HeatView) and len(view.cells) > len(rows):
        console.print(f"{len(rows)} cells of {len(view.cells)}, those with most time; all: --format csv")


def _head_line(head: HeadView) -> str:
    days = f"{head.first}" if head.first == head.last else f"{head.first} to {head.last}"
    place = f"{head.store_name} ({head.store_id}), level {head.level_id}"
    facts = [f"{place}, {days} {head.time_zone}", f"{head.visits} visits"]
    if head.provisional_visits:
        facts.append(f"{head.provisional_visits} not closed yet")
    facts.append(head.note or f"figures of fewer than {head.k} shoppers a day are suppressed")
    return "; ".join(facts)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        rest = len(value) - PRINTED_PRODUCTS
        return ", ".join(value[:PRINTED_PRODUCTS]) + (f" and {rest} more" if rest > 0 else "")
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
