"""What tests of offers share: a store with three zones, a shopper on a visit, campaigns of all kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from shapely import box

from campaigns.accounts.service import Accounts
from campaigns.delivery.domain import OfferMessage
from campaigns.delivery.service import Deliveries
from campaigns.offers.domain import Campaign, CampaignPlan, VisitContext
from campaigns.offers.schemas import CampaignBody
from campaigns.offers.service import Evaluated, Offers
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.storage.database import Database
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

STORE = "tea-house"
ZONE_NAMES = {ZoneId("tea"): "Tea", ZoneId("coffee"): "Coffee", ZoneId("door"): "Door"}


def tea_house() -> Store:
    """One level with three zones side by side, in Berlin."""
    zones = tuple(
        Zone(zone_id, name, ZoneKind.SHELF, box(5 * i, 0, 5 * i + 5, 5))
        for i, (zone_id, name) in enumerate(ZONE_NAMES.items())
    )
    level = Level(LevelId("ground"), "Ground", 0, 0.0, 15.0, 5.0, box(0, 0, 15, 5), zones=zones)
    created = datetime(2026, 1, 1, tzinfo=UTC)
    return Store(VenueId(STORE), "Tea House", "Europe/Berlin", Revision(1, created), (level,))


def plan_of(**changes: Any) -> CampaignPlan:
    """A plan that sends at once to everybody in the tea zone, changed where a test says so."""
    plain: dict[str, Any] = {
        "name": "Tea week",
        "state": "active",
        "trigger": {"kind": "zone_enter", "zone_ids": ["tea"]},
        "creative": {"title": "{zone} at {store}", "text": "20 % off"},
    }
    return CampaignBody.model_validate(plain | changes).plan()


@dataclass
class Shop:
    """A real database with the services on it. Every call is a transaction of its own."""

    database: Database
    accounts: Accounts
    opened_at: datetime
    stores: Stores = field(default_factory=Stores)

    def __post_init__(self) -> None:
        self.shoppers = Shoppers(self.stores)
        self.deliveries = Deliveries(self.shoppers)
        self.products = Products(self.stores)
        self.offers = Offers(self.stores, self.products, self.shoppers, self.accounts, self.deliveries)
        document = dumps(tea_house())
        self.database.write(lambda s: self.stores.create(s, document, StoreKind.TRIAL, self.opened_at))

    def campaign(self, **changes: Any) -> Campaign:
        plan = plan_of(**changes)
        return self.database.write(lambda s: self.offers.create(s, STORE, plan, "mika", self.opened_at))

    def change(self, campaign: Campaign, **changes: Any) -> Campaign:
        plan = plan_of(**changes)
        return self.database.write(lambda s: self.offers.change(s, campaign.id, plan, "mika", self.opened_at))

    def shopper(self, *purposes: Purpose) -> str:
        granted = frozenset({Purpose.POSITIONING, Purpose.OFFERS, *purposes})
        register = self.shoppers.register
        return self.database.write(lambda s: register(s, STORE, granted, "2026-01", self.opened_at))[0]

    def visit(self, shopper_id: str, began_at: datetime | None = None, pushes: int = 1) -> VisitContext:
        began_at = began_at or self.opened_at
        visit = Visit(
            str(uuid4()), STORE, shopper_id, 1, "ground", None, 0, began_at, None, 0, began_at, began_at
        )
        self.database.write(lambda s: visit_rows.add(s, visit))
        purposes = self.database.read(lambda s: self.shoppers.purposes(s, shopper_id))
        return VisitContext(
            visit.id, STORE, shopper_id, purposes, began_at, 1, "ground", "Europe/Berlin", pushes, ZONE_NAMES
        )

    def decide(self, visit: VisitContext, *events: VisitEvent, age_s: float = 0.0) -> list[OfferMessage]:
        """Decide as soon as the events are known, or `age_s` later."""
        t_s = max(event.decided_t_s for event in events)
        now = visit.at(t_s) + timedelta(seconds=age_s)
        return self.database.write(lambda s: self.offers.decide(s, visit, events, pose(t_s), now))

    def decisions(self, campaign: Campaign, **page: Any) -> list[Evaluated]:
        return self.database.read(lambda s: self.offers.decisions(s, campaign.id, **page))

    def reasons(self, campaign: Campaign) -> list[str]:
        """Newest first."""
        return [evaluated.decision.reason.value for evaluated in self.decisions(campaign)]


def pose(t_s: float) -> PoseEstimate:
    return PoseEstimate(t_s, 2.0, 2.0, 0.0, 1.0, 1.0, 0.0, 0.5, PoseStatus.OK, LevelId("ground"))


def entered(zone: str, t_s: float, probability: float = 0.9) -> ZoneEntered:
    return ZoneEntered(ZoneId(zone), t_s, t_s + 2.0, probability)


def dwelled(zone: str, entered_t_s: float, dwell_s: float, probability: float = 0.9) -> ZoneDwelled:
    t_s = entered_t_s + dwell_s
    return ZoneDwelled(ZoneId(zone), t_s, t_s, entered_t_s, dwell_s, probability)


@pytest.fixture(scope="session")
def accounts() -> Accounts:
    """One for all tests: it holds no state but a hash that takes long to make."""
    return Accounts()


@pytest.fixture
def shop(database: Database, accounts: Accounts) -> Shop:
    """Opened on a Saturday at noon in Berlin."""
    return Shop(database, accounts, datetime(2026, 1, 31, 11, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def enter() -> Callable[..., ZoneEntered]:
    """Makes an event: a zone entered at `t_s`, known two seconds later."""
    return entered


@pytest.fixture(scope="session")
def dwell() -> Callable[..., ZoneDwelled]:
    """Makes an event: a dwell time reached."""
    return dwelled
