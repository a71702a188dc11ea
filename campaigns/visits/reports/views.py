"""Reports as JSON documents and as CSV; the command line prints the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
from pydantic import BaseModel

from campaigns.stores.domain import StoreKind
from campaigns.visits.reports.domain import DwellReport, FlowReport, HeatReport, ReportHead
from campaigns.web.spreadsheet import table_text

TRIAL_NOTE = "trial store: recordings or simulations, no privacy gate"

State = Literal["released", "suppressed"]


class HeadView(BaseModel):
    """What a report says of itself. Times and days are the store's."""

    store_id: str
    store_name: str
    kind: StoreKind
    note: str | None
    map_revision: int
    level_id: str
    first: date
    last: date
    time_zone: str
    k: int
    visits: int
    provisional_visits: int

    @classmethod
    def of(cls, head: ReportHead) -> HeadView:
        return cls(
            store_id=head.store_id,
            store_name=head.store_name,
            kind=head.kind,
            note=TRIAL_NOTE if head.is_trial else None,
            map_revision=head.map_revision,
            level_id=head.level_id,
            first=head.period.first,
            last=head.period.last,
            time_zone=head.period.time_zone,
            k=head.k,
            visits=head.visits,
            provisional_visits=head.provisional_visits,
        )


class DwellRowView(BaseModel):
    """Figures are null when suppressed: fewer than k shoppers a day. `products` stand on the face today."""

    state: State
    kind: str
    place_id: str
    name: str
    stays: int | None = None
    shopper_days: int | None = None
    total_s: float | None = None
    mean_s: float | None = None
    median_s: float | None = None
    p90_s: float | None = None
    stops: int | None = None
    engagements: int | None = None
    products: list[str] = []


class DwellView(BaseModel):
    head: HeadView
    rows: list[DwellRowView]


class FlowRowView(BaseModel):
    """Figures are null when suppressed: fewer than k shoppers a day."""

    state: State
    from_id: str
    from_name: str
    to_id: str
    to_name: str
    moves: int | None = None
    shopper_days: int | None = None


class FlowView(BaseModel):
    head: HeadView
    rows: list[FlowRowView]


class CellView(BaseModel):
    """One visited cell; x and y are its centre in floor metres."""

    state: State
    x_m: float
    y_m: float
    seconds: float | None = None
    shopper_days: int | None = None


class HeatView(BaseModel):
    """Only visited cells; every other cell is zero."""

    head: HeadView
    cell_m: float
    columns: int
    rows: int
    cells: list[CellView]


def dwell_view(report: DwellReport) -> DwellView:
    """A dwell report as a document; times rounded to 0.1 s."""
    rows = []
    for row in report.rows:
        view = DwellRowView(
            state="suppressed", kind=row.kind, place_id=row.place_id, name=row.name, products=[*row.products]
        )
        if (known := row.statistics) is not None:
            view.state = "released"
            view.stays, view.shopper_days = known.stays, known.people
            view.total_s, view.mean_s = round(known.total_s, 1), round(known.mean_s, 1)
            view.median_s, view.p90_s = round(known.median_s, 1), round(known.p90_s, 1)
            view.stops, view.engagements = known.stops, known.engagements
        rows.append(view)
    return DwellView(head=HeadView.of(report.head), rows=rows)


def flow_view(report: FlowReport) -> FlowView:
    """A flow report as a document."""
    rows = [
        FlowRowView(
            state="suppressed" if row.flow is None else "released",
            from_id=row.from_id,
            from_name=row.from_name,
            to_id=row.to_id,
            to_name=row.to_name,
            moves=None if row.flow is None else row.flow.moves,
            shopper_days=None if row.flow is None else row.flow.people,
        )
        for row in report.rows
    ]
    return FlowView(head=HeadView.of(report.head), rows=rows)


def heat_view(report: HeatReport) -> HeatView:
    """A heatmap as a document, row by row from the lower left."""
    cells = []
    for j, i in np.argwhere((report.shopper_days > 0) | report.suppressed).tolist():
        view = CellView(
            state="suppressed", x_m=(i + 0.5) * report.grid.cell_m, y_m=(j + 0.5) * report.grid.cell_m
        )
        if not report.suppressed[j, i]:
            view.state = "released"
            view.seconds = round(float(report.seconds[j, i]), 2)
            view.shopper_days = int(report.shopper_days[j, i])
        cells.append(view)
    grid = report.grid
    return HeatView(
        head=HeadView.of(report.head), cell_m=grid.cell_m, columns=grid.columns, rows=grid.rows, cells=cells
    )


def csv_of(view: DwellView | FlowView | HeatView) -> str:
    """A report as CSV (RFC 4180) with a header line; the head's facts are comment lines before it."""
    head = view.head.model_dump(mode="json", exclude_none=True)
    return table_text(
        columns_of(view),
        (list(row.model_dump().values()) for row in rows_of(view)),
        notes=(f"{name}: {value}" for name, value in head.items()),
    )


def rows_of(view: DwellView | FlowView | HeatView) -> Sequence[DwellRowView | FlowRowView | CellView]:
    """The rows of any report."""
    return view.cells if isinstance(view, HeatView) else view.rows


def columns_of(view: DwellView | FlowView | HeatView) -> list[str]:
    """The names of a report's columns."""
    match view:
        case DwellView():
            return list(DwellRowView.model_fields)
        case FlowView():
            return list(FlowRowView.model_fields)
        case HeatView():
            return list(CellView.model_fields)
