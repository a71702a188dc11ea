"""Reports over HTTP: the same documents as the command line's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from campaigns.errors import InvalidInput
from campaigns.storage.database import Database
from campaigns.stores.service import Stores
from campaigns.visits.reports.domain import Selection
from campaigns.visits.reports.picture import heat_png
from campaigns.visits.reports.service import Reports
from campaigns.visits.reports.views import (
    DwellView,
    FlowView,
    HeatView,
    csv_of,
    dwell_view,
    flow_view,
    heat_view,
)
from campaigns.web.access import Caller, callers
from campaigns.web.heavy import HeavyWork
from campaigns.web.values import Day
from positioning.types import LevelId


class Format(StrEnum):
    """How a report is answered."""

    JSON = "json"
    CSV = "csv"
    PNG = "png"


FormatOf = Annotated[Format, Query(alias="format")]
CellM = Annotated[float | None, Query(allow_inf_nan=False, description="side of a cell in metres")]


def _selection(
    store_id: str,
    first: Annotated[
        Day | None, Query(alias="from", description="first day; by default of all visits")
    ] = None,
    last: Annotated[
        Day | None, Query(alias="to", description="last day, included; by default likewise")
    ] = None,
    level: Annotated[str | None, Query(description="by default the store's first level")] = None,
) -> Selection:
    return Selection(store_id, first, last, LevelId(level) if level else None)


Selected = Annotated[Selection, Depends(_selection)]

OTHER_FORMATS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}, "image/png": {}}}}


def routes(
    reports: Reports, stores: Stores, database: Database, clock: Callable[[], datetime], heavy: HeavyWork
) -> APIRouter:
    """The routes of reports. Each figure passes the privacy gate; trial stores say that they are.

    Parameters
    ----------
    heavy : reads, reckons and tells: a month of a store's visits takes seconds.
    """
    router = APIRouter(tags=["reports"], prefix="/v1/stores/{store_id}/reports")

    @router.get("/dwell", response_model=DwellView, responses=OTHER_FORMATS)
    @callers(Caller.STAFF)
    async def dwell(selected: Selected, format_: FormatOf = Format.JSON) -> Response:
        """How long shoppers stay at zones and faces."""

        def work(session: Session) -> Response:
            return _answer(dwell_view(reports.dwell(session, selected, clock())), format_)

        return await heavy.run(lambda: database.read(work))

    @router.get("/paths", response_model=FlowView, responses=OTHER_FORMATS)
    @callers(Caller.STAFF)
    async def flows(selected: Selected, format_: FormatOf = Format.JSON) -> Response:
        """Where shoppers go next, zone by zone."""

        def work(session: Session) -> Response:
            return _answer(flow_view(reports.flows(session, selected, clock())), format_)

        return await heavy.run(lambda: database.read(work))

    @router.get("/heatmap", response_model=HeatView, responses=OTHER_FORMATS)
    @callers(Caller.STAFF)
    async def heat(selected: Selected, cell_m: CellM = None, format_: FormatOf = Format.JSON) -> Response:
        """Where time is spent on a level, as cells or as a picture over the plan."""

        def work(session: Session) -> Response:
            report = reports.heat(session, selected, cell_m, clock())
            if format_ is not Format.PNG:
                return _answer(heat_view(report), format_)
            drawn = stores.current(session, selected.store_id).store.level(report.head.level_id)
            return Response(heat_png(report, drawn), media_type="image/png")

        return await heavy.run(lambda: database.read(work))

    return router


def _answer(view: DwellView | FlowView | HeatView, format_: Format) -> Response:
    if format_ is Format.PNG:
        raise InvalidInput("format", "only the heatmap is a picture")
    if format_ is Format.CSV:
        return Response(csv_of(view), media_type="text/csv; charset=utf-8")
    return Response(view.model_dump_json(), media_type="application/json")
