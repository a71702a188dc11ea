"""No sequence of events, repeats, crashes and changes gets past a cap: over real SQLite."""

from __future__ import annotations

import functools
import importlib
import itertools
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from shapely import box

from campaigns.accounts.service import Accounts
from campaigns.delivery.service import Deliveries
from campaigns.delivery.tables import deliveries
from campaigns.offers.domain import Campaign, CampaignPlan, VisitContext
from campaigns.offers.schemas import CampaignBody
from campaigns.offers.service import Offers
from campaigns.offers.tables import decisions
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.storage.database import Database, metadata
from campaigns.stores.domain import StoreKind
from campaigns.stores.products.service import Products
from campaigns.stores.service import Stores
from campaigns.visits import repository as visit_rows
from campaigns.visits.domain import Visit
from positioning.types import LevelId, PoseEstimate, PoseStatus
from zones.level import Level, Zone, ZoneId, ZoneKind
from zones.store import Revision, Store, VenueId
from zones.storefile import dumps
from zones.visits import VisitEvent, ZoneDwelled, ZoneEntered

BEGIN = datetime(2026, 3, 25, 22, 0, tzinfo=UTC)  # the clocks change four days later
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("tea", "coffee")
GRANTED = frozenset({Purpose.POSITIONING, Purpose.OFFERS})
ACCOUNTS, STORES = Accounts(), Stores()


def plan(
    zones: Sequence[str], priority: int, cap: dict[str, Any], dwell_s: float | None = None
) -> CampaignPlan:
    kind = "zone_enter" if dwell_s is None else "zone_dwell"
    return CampaignBody.model_validate(
        {
            "name": "A campaign",
            "state": "active",
            "priority": priority,
            "trigger": {"kind": kind, "zone_ids": zones, "dwell_s": dwell_s},
            "cap": cap,
            "creative": {"title": "Offer", "text": "For you"},
        }
    ).plan()


PLANS = (
    plan(["tea"], 1, {"per_visit": 1, "per_days": {"count": 2, "days": 3}}),
    plan(["tea", "coffee"], 0, {"per_visit": 2, "cool_down_s": 600}),
    plan(["coffee"], 2, {"per_visit": 3, "per_days": {"count": 1, "days": 1}, "cool_down_s": 60}, dwell_s=10),
    plan(["tea", "coffee"], -1, {"per_visit": 100}),
)


def store_document() -> bytes:
    zones = tuple(
        Zone(ZoneId(name), name, ZoneKind.SHELF, box(5 * i, 0, 5 * i + 5, 5)) for i, name in enumerate(ZONES)
    )
    level = Level(LevelId("ground"), "Ground", 0, 0.0, 10.0, 5.0, box(0, 0, 10, 5), zones=zones)
    return dumps(Store(VenueId("shop"), "Shop", "Europe/Berlin", Revision(1, BEGIN), (level,)))


DOCUMENT = store_document()


@dataclass(frozen=True)
class Furnished:
    """The file of a shop before its first visit."""

    database: bytes = field(repr=False)
    shopper_ids: tuple[str, ...]
    campaigns: tuple[Campaign, ...]


def offers_service() -> Offers:
    shoppers = Shoppers(STORES)
    return Offers(STORES, Products(STORES), shoppers, ACCOUNTS, Deliveries(shoppers))


@functools.cache
def furnished_shop() -> Furnished:
    for capability in ("accounts", "stores", "shoppers", "delivery", "offers", "visits"):
        importlib.import_module(f"campaigns.{capability}.tables")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.sqlite3"
        database = Database(f"sqlite:///{path}")
        metadata.create_all(database.engine)
        offers, register = offers_service(), Shoppers(STORES).register

        def furnish(session: sa.orm.Session) -> tuple[tuple[str, ...], tuple[Campaign, ...]]:
            STORES.create(session, DOCUMENT, StoreKind.TRIAL, BEGIN)
            shopper_ids = tuple(register(session, "shop", GRANTED, "1", BEGIN)[0] for _ in range(2))
            return shopper_ids, tuple(offers.create(session, "shop", plan, "mika", BEGIN) for plan in PLANS)

        shopper_ids, campaigns = database.write(furnish)
        database.close()  # the last connection moves the log into the file
        return Furnished(path.read_bytes(), shopper_ids, campaigns)


@dataclass(frozen=True)
class Asked:
    """One call of `decide`: whatever comes of it must come of it again."""

    visit: VisitContext
    events: tuple[VisitEvent, ...]
    now: datetime


class CapsHold(RuleBasedStateMachine):
    """Visits of two shoppers, out of order and interleaved, with crashes and repeats in between."""

    visits = Bundle("visits")
    calls = Bundle("calls")

    @initialize()
    def open_the_shop(self) -> None:
        furnished = furnished_shop()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "shop.sqlite3"
        path.write_bytes(furnished.database)
        self.database = Database(f"sqlite:///{path}")
        self.offers = offers_service()
        self.shoppers = furnished.shopper_ids
        self.campaigns = list(furnished.campaigns)
        self.visit_numbers = itertools.count(1)
        self.ceilings: dict[str, int] = {}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    @rule(target=visits, who=st.integers(0, 1), hours=st.integers(0, 24 * 8), ceiling=st.integers(1, 4))
    def come_in(self, who: int, hours: int, ceiling: int) -> VisitContext:
        began_at = BEGIN + timedelta(hours=hours)
        visit_id = str(UUID(int=next(self.visit_numbers)))
        visit = Visit(
            visit_id, "shop", self.shoppers[who], 1, "ground", None, 0, began_at, None, 0, began_at, began_at
        )
        self.database.write(lambda session: visit_rows.add(session, visit))
        self.ceilings[visit_id] = ceiling
        names = {ZoneId(zone): zone for zone in ZONES}
        return VisitContext(
            visit_id,
            "shop",
            visit.shopper_id,
            GRANTED,
            began_at,
            1,
            "ground",
            "Europe/Berlin",
            ceiling,
            names,
        )

    @rule(
        target=calls,
        visit=visits,
        happened=st.lists(
            st.tuples(st.sampled_from(ZONES), st.integers(0, 90), st.booleans()), min_size=1, max_size=4
        ),
        delay_s=st.sampled_from([0.0, 0.0, 0.0, 10.0, 100.0]),
    )
    def move(self, visit: VisitContext, happened: list[tuple[str, int, bool]], delay_s: float) -> Asked:
        events: list[VisitEvent] = []
        for zone, ten_s, stays in happened:
            t_s = 10.0 * ten_s
            if stays:
                events.append(ZoneDwelled(ZoneId(zone), t_s + 10, t_s + 10, t_s, 10.0, 0.9))
            else:
                events.append(ZoneEntered(ZoneId(zone), t_s, t_s + 2, 0.9))
        known_s = max(event.decided_t_s for event in events)
        asked = Asked(visit, tuple(events), visit.at(known_s + delay_s))
        self.database.write(lambda session: self.ask(session, asked))
        return asked

    @rule(asked=calls, later_s=st.sampled_from([0.0, 5.0, 1000.0]))
    def send_the_frames_again(self, asked: Asked, later_s: float) -> None:
        before = self.stored()
        again = Asked(asked.visit, asked.events[::-1], asked.now + timedelta(seconds=later_s))
        assert self.database.write(lambda session: self.ask(session, again)) == []
        assert self.stored() == before

    @rule(visit=visits, ten_s=st.integers(0, 90))
    def crash_and_try_again(self, visit: VisitContext, ten_s: int) -> None:
        event = ZoneEntered(ZoneId("tea"), 10.0 * ten_s, 10.0 * ten_s + 2, 0.9)
        asked = Asked(visit, (event,), visit.at(event.decided_t_s))
        with self.database.engine.connect() as connection, sa.orm.Session(connection) as session:
            lost = self.ask(session, asked)
            session.rollback()
        assert self.database.write(lambda session: self.ask(session, asked)) == lost

    @rule(which=st.integers(0, len(PLANS) - 1), priority=st.integers(-3, 3))
    def change_a_campaign(self, which: int, priority: int) -> None:
        campaign = self.campaigns[which]
        changed = replace(campaign.plan, priority=priority)
        self.campaigns[which] = self.database.write(
            lambda session: self.offers.change(session, campaign.id, changed, "mika", BEGIN)
        )

    def ask(self, session: sa.orm.Session, asked: Asked) -> list[Any]:
        pose = PoseEstimate(0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.5, PoseStatus.OK)
        return self.offers.decide(session, asked.visit, asked.events, pose, asked.now)

    def stored(self) -> tuple[list[Any], list[Any]]:
        def rows(session: sa.orm.Session, table: sa.Table) -> list[Any]:
            return list(session.execute(sa.select(table).order_by(table.c.id)).all())

        return self.database.read(lambda session: (rows(session, decisions), rows(session, deliveries)))

    @invariant()
    def no_cap_is_exceeded(self) -> None:
        if not hasattr(self, "database"):
            return
        decided, delivered = self.stored()
        sent = [row for row in decided if row.outcome == "sent"]
        assert sorted(row.decision_id for row in delivered) == sorted(row.id for row in sent)
        in_visit = Counter(row.visit_id for row in sent)
        assert all(count <= self.ceilings[visit_id] for visit_id, count in in_visit.items())
        for campaign, shopper_id in itertools.product(self.campaigns, self.shoppers):
            mine = [row for row in sent if (row.campaign_id, row.shopper_id) == (campaign.id, shopper_id)]
            check_cap(campaign, mine)


def check_cap(campaign: Campaign, sent: list[Any]) -> None:
    """Told from the rows alone, in another way than the gates do it."""
    cap = campaign.plan.cap
    assert all(count <= cap.per_visit for count in Counter(row.visit_id for row in sent).values())
    times = sorted(row.event_at for row in sent)
    gaps = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(times)]
    assert all(gap >= cap.cool_down_s for gap in gaps)
    if cap.per_days is not None:
        days = [time.astimezone(BERLIN).date() for time in times]
        for first in days:
            window = [day for day in days if 0 <= (day - first).days < cap.per_days.days]
            assert len(window) <= cap.per_days.count


CapsHold.TestCase.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
test_caps_hold = CapsHold.TestCase
