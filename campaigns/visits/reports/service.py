"""Reports over what the service stored; the API and the command line read the same ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns.errors import InvalidInput
from campaigns.stores.domain import StoreKind, StoreRevision
from campaigns.stores.products.service import Products
from campaigns.stores.service import Stores
from campaigns.visits import paths
from campaigns.visits.reports import repository
from campaigns.visits.reports.domain import (
    DwellReport,
    DwellRow,
    FlowReport,
    FlowRow,
    HeatReport,
    Period,
    ReportHead,
    Selection,
    released_dwell,
    released_flows,
    released_heat,
)
from positioning.types import Trajectory
from zones.errors import UnknownLevel
from zones.heatmap import Grid
from zones.level import FaceId, Level, ZoneId

RELEASE_CELL_M = 1.0
"""The one grid of live stores; two grids could be subtracted from each other."""

SMALLEST_CELL_M, LARGEST_CELL_M = 0.25, 20.0


class Reports:
    """Dwell, flows and heat of a store's level over whole days. Reads only."""

    def __init__(self, stores: Stores, products: Products) -> None:
        self._stores = stores
        self._products = products

    def dwell(self, session: Session, selection: Selection, now: datetime) -> DwellReport:
        """How long people stay at zones and faces.

        Raises
        ------
        NotFound : there is no such store.
        InvalidInput : there is no such level, or the days are in the wrong order or too many.
        """
        revision, level, head = self._begin(session, selection, now)
        stays = repository.finished_stays(session, selection.store_id, level.id, head.period)
        rules = revision.store.rules
        released, suppressed = released_dwell(stays, head.k, stop_s=rules.stop_s, engage_s=rules.engage_s)
        names = {("zone", str(zone.id)): zone.name for zone in level.zones}
        names |= {("face", str(face.id)): face.name for face in level.faces}
        ordered = sorted(released.items(), key=lambda item: (item[0][0] != "zone", -item[1].total_s, item[0]))
        on_faces = self._products.names_by_face(session, selection.store_id)
        found = [*ordered, *((place, None) for place in sorted(suppressed))]
        return DwellReport(
            head,
            tuple(
                DwellRow(
                    kind,
                    place_id,
                    names.get((kind, place_id), place_id),
                    statistics,
                    tuple(on_faces.get(FaceId(place_id), ())) if kind == "face" else (),
                )
                for (kind, place_id), statistics in found
            ),
        )

    def flows(self, session: Session, selection: Selection, now: datetime) -> FlowReport:
        """Where people go next, zone by zone; raises as `dwell`."""
        _, level, head = self._begin(session, selection, now)
        stays = repository.finished_stays(session, selection.store_id, level.id, head.period)
        released, suppressed = released_flows(stays, head.k)
        names = {zone.id: zone.name for zone in level.zones}

        def name(zone_id: ZoneId) -> str:
            return names.get(zone_id, zone_id)

        rows = [FlowRow(f.from_id, name(f.from_id), f.to_id, name(f.to_id), f) for f in released]
        rows += [FlowRow(a, name(a), b, name(b), None) for a, b in sorted(suppressed)]
        return FlowReport(head, tuple(rows))

    def heat(self, session: Session, selection: Selection, cell_m: float | None, now: datetime) -> HeatReport:
        """Where time is spent, from the smoothed paths of closed visits; raises as `dwell`.

        Parameters
        ----------
        cell_m : side of a cell in metres; a live store has one grid only.
        """
        revision, level, head = self._begin(session, selection, now)
        grid = Grid.of_level(level, _cell(revision, cell_m))
        by_day: dict[date, list[tuple[Hashable, Trajectory]]] = defaultdict(list)
        for shopper_id, began_at, chunk in repository.final_paths(
            session, selection.store_id, level.id, head.period
        ):
            by_day[head.period.day_of(began_at)].append((shopper_id, paths.decode([chunk], level.id)))
        return HeatReport(head, grid, *released_heat(by_day, grid, head.k))

    def _begin(
        self, session: Session, selection: Selection, now: datetime
    ) -> tuple[StoreRevision, Level, ReportHead]:
        revision = self._stores.current(session, selection.store_id)
        try:
            level = revision.store.level(selection.level_id)
        except UnknownLevel as error:
            raise InvalidInput("level", str(error)) from error
        zone = ZoneInfo(revision.time_zone)
        earliest, latest = repository.span(session, selection.store_id) or (now, now)
        first = selection.first or min(earliest.astimezone(zone).date(), selection.last or date.max)
        last = selection.last or max(latest.astimezone(zone).date(), first)
        period = Period(first, last, revision.time_zone)
        visits, provisional = repository.visit_counts(session, revision.store_id, level.id, period)
        head = ReportHead(
            store_id=revision.store_id,
            store_name=revision.store.name,
            kind=revision.kind,
            map_revision=revision.number,
            level_id=level.id,
            period=period,
            k=revision.privacy_k,
            visits=visits,
            provisional_visits=provisional,
        )
        return revision, level, head


def _cell(revision: StoreRevision, cell_m: float | None) -> float:
    if cell_m is None or cell_m == RELEASE_CELL_M:
        return RELEASE_CELL_M
    if revision.kind is StoreKind.LIVE:
        raise InvalidInput("cell_m", f"live stores are released on a grid of {RELEASE_CELL_M:g} m only")
    if not SMALLEST_CELL_M <= cell_m <= LARGEST_CELL_M:
        raise InvalidInput("cell_m", f"between {SMALLEST_CELL_M:g} and {LARGEST_CELL_M:g} m")
    return cell_m
