"""A service without sockets over one SQLite file, and simulated walks through the demo shop."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns import logs
from campaigns.delivery.tables import deliveries
from campaigns.offers.domain import (
    CampaignPlan,
    CampaignState,
    Cap,
    Creative,
    Trigger,
    TriggerKind,
    Visitors,
)
from campaigns.offers.schedule import Schedule
from campaigns.offers.tables import decisions
from campaigns.parts import Parts, assemble
from campaigns.settings import Settings
from campaigns.shoppers.domain import Purpose, ShopperIdentity
from campaigns.stores.domain import StoreKind
from campaigns.visits.domain import Hello
from campaigns.visits.frames import binary_frame
from campaigns.visits.paths import decode
from campaigns.visits.tables import filter_states, frames, path_chunks, visits, zone_stays
from campaigns.visits.turn import PendingFrame, TurnResult
from firmware_sim.itinerary import Habits
from firmware_sim.shopper import ShopFloor
from positioning import wire
from positioning.types import BeaconKey, LevelId, SensorFrame
from zones import load_store
from zones.store import Store

BEGAN_AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
CLOCK_NS = 5_000_000_000
DEMO_SHOP = Path(__file__).parents[3] / "firmware_sim" / "stores" / "demo_shop.json"
EVERYTHING = frozenset(Purpose)
NAMES = UUID("b7a0e6a4-7a54-4f3c-8a53-0c6f6d1b9b1e")


def visit_id(number: int) -> UUID:
    """The same ids in every run."""
    return uuid5(NAMES, str(number))


@dataclass
class Clock:
    """The service's clock, set by the test."""

    now: datetime = BEGAN_AT

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Shop:
    """One life of the service over a database file: `kill` it, and begin the next over the same file."""

    folder: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.parts: Parts = assemble(Settings(data_dir=self.folder), self.clock)
        self.visits: dict[UUID, tuple[BeaconKey, ...]] = {}
        """Visits opened, with the list that their frames index."""

    def write(self, work: Callable[[Session], object]) -> object:
        return self.parts.database.write(work)

    def create(self, document: bytes, kind: StoreKind = StoreKind.TRIAL) -> None:
        self.write(lambda s: self.parts.stores.create(s, document, kind, BEGAN_AT))

    def register(
        self, purposes: frozenset[Purpose] = EVERYTHING, store_id: str = "demo-shop"
    ) -> ShopperIdentity:
        def work(session: Session) -> ShopperIdentity:
            _, token = self.parts.shoppers.register(session, store_id, purposes, "1", BEGAN_AT)
            return self.parts.shoppers.identify(session, token)

        return self.parts.database.write(work)

    def everywhere(self, kind: TriggerKind, dwell_s: float | None = None) -> Trigger:
        """A trigger on every zone of the demo shop."""
        zones = load_store(DEMO_SHOP).level().zones
        return Trigger(kind, tuple(zone.id for zone in zones), 0.1, dwell_s)

    def add_campaign(self, trigger: Trigger, name: str = "Tea time") -> None:
        plan = CampaignPlan(
            name=name,
            state=CampaignState.ACTIVE,
            priority=0,
            trigger=trigger,
            schedule=Schedule(),
            cap=Cap(per_visit=5),
            visitors=Visitors.ANY,
            creative=Creative("A cup?", "At {zone}"),
        )
        self.write(lambda s: self.parts.offers.create(s, "demo-shop", plan, "test", BEGAN_AT))

    def open(
        self,
        shopper: ShopperIdentity,
        number: int,
        began_at: datetime = BEGAN_AT,
        store_id: str = "demo-shop",
    ) -> UUID:
        hello = Hello(visit_id(number), CLOCK_NS, began_at)
        welcome = self.parts.database.write(
            lambda s: self.parts.visits.visits.open(s, store_id, shopper, hello, self.clock())
        )
        self.visits[hello.visit_id] = welcome.beacons
        return hello.visit_id

    def pending(self, visit: UUID, sequence: int, frame: SensorFrame) -> PendingFrame:
        beacons = self.visits[visit]
        body = wire.encode_binary(frame, visit, sequence, CLOCK_NS, beacons)
        return binary_frame(body, str(visit), beacons, self.clock())

    def take(self, batch: Sequence[PendingFrame]) -> TurnResult:
        """One turn, as the ingest worker does it, on this thread."""
        runtime = self.parts.visits
        try:
            result = self.parts.database.write(lambda s: runtime.turn.take(s, batch, self.clock()))
        except Exception:
            runtime.turn.forget(batch)
            raise
        runtime.closer.begun(result.closings)
        return result

    def send(self, visit: UUID, walk: Sequence[SensorFrame], first: int = 0) -> TurnResult:
        return self.take([self.pending(visit, first + i, frame) for i, frame in enumerate(walk)])

    def end(self, visit: UUID, shopper: ShopperIdentity) -> None:
        runtime = self.parts.visits
        runtime.closer.begun(self.parts.database.write(lambda s: runtime.visits.end(s, str(visit), shopper)))

    def settle(self) -> None:
        """Wait for the smoothing that is under way, then stop."""
        self.parts.visits.closer.finish()
        self.parts.writer.close()
        self.parts.database.close()

    def kill(self) -> Shop:
        """The next life: nothing of the memory of this one is kept."""
        self.parts.database.close()
        following = Shop(self.folder, self.clock)
        following.visits = dict(self.visits)
        return following

    def rows(self, table: sa.Table, *without: str) -> list[tuple[object, ...]]:
        """A table's rows, in an order that does not depend on when they were written."""
        columns = [column for column in table.columns if column.name not in ("id_", *without)]
        found = self.parts.database.read(lambda s: s.execute(sa.select(*columns)).all())
        return sorted(tuple(map(repr, row)) for row in found)

    def everything(self) -> dict[str, object]:
        """All that a visit leaves, without the arrival clock and the cutting into chunks."""
        ids = self.parts.database.read(lambda s: s.execute(sa.select(visits.c.id)).scalars().all())
        paths = {}
        for each in ids:
            chunks = self.parts.database.read(
                lambda s, each=each: (
                    s.execute(
                        sa.select(path_chunks.c.poses)
                        .where(path_chunks.c.visit_id == each)
                        .order_by(path_chunks.c.first_sequence)
                    )
                    .scalars()
                    .all()
                )
            )
            paths[each] = list(decode(chunks, LevelId("ground")).poses())
        return {
            "visits": self.rows(visits, "last_heard_at"),
            "frames": self.rows(frames),
            "paths": paths,
            "stays": self.rows(zone_stays, "id"),
            "decisions": self.rows(decisions),
            "deliveries": self.rows(deliveries),
        }

    def count(self, table: sa.Table) -> int:
        return self.parts.database.read(
            lambda s: s.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        )

    def states(self) -> int:
        return self.count(filter_states)


@pytest.fixture(scope="session")
def demo_document() -> bytes:
    return DEMO_SHOP.read_bytes()


@pytest.fixture(scope="session")
def demo_store() -> Store:
    return load_store(DEMO_SHOP)


@pytest.fixture(scope="session")
def walks(demo_store: Store) -> list[list[SensorFrame]]:
    """Three short simulated visits, cut into frames of a second."""
    floor = ShopFloor(demo_store, np.random.default_rng(1))
    habits = Habits(stops=(2, 2), dwell_s=(8.0, 10.0), checkout_s=(3.0, 4.0))
    return [list(floor.visit(f"s{i}", habits, np.random.default_rng(i)).frames(1.0)) for i in range(3)]


@pytest.fixture(autouse=True, scope="session")
def plain_tracebacks() -> None:
    """As the service logs: without local variables, which take seconds to print."""
    logs.configure("json")


@pytest.fixture(scope="session")
def new_shop(empty_database: Path) -> Callable[[Path], Shop]:
    """Begins a service over a folder, with the database that is there or an empty one."""

    def begun(folder: Path) -> Shop:
        if not (folder / empty_database.name).exists():
            shutil.copy(empty_database, folder)
        return Shop(folder)

    return begun


@pytest.fixture
def shop(tmp_path: Path, demo_document: bytes, new_shop: Callable[[Path], Shop]) -> Iterator[Shop]:
    """A service with the demo shop as a trial store."""
    opened = new_shop(tmp_path)
    opened.create(demo_document)
    yield opened
    opened.parts.database.close()
