"""What the service is made of: the services of every capability, and what one tells another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from campaigns.accounts.domain import StaffIdentity
from campaigns.accounts.service import Accounts
from campaigns.delivery.service import Deliveries
from campaigns.offers.service import Offers
from campaigns.settings import Settings
from campaigns.shoppers.domain import Purpose
from campaigns.shoppers.service import Shoppers
from campaigns.storage import schema
from campaigns.storage.database import Database
from campaigns.storage.files import Claim
from campaigns.storage.writer import Writer
from campaigns.stores.domain import StoreFigures, StoreSettings
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.jobs.runner import JobRunner
from campaigns.stores.jobs.service import Jobs
from campaigns.stores.products.service import Products
from campaigns.stores.recordings.service import Recordings
from campaigns.stores.service import Stores
from campaigns.stores.surveys.service import Surveys
from campaigns.visits.live import MapPublished
from campaigns.visits.reports.service import Reports
from campaigns.visits.runtime import VisitRuntime
from campaigns.visits.withdrawal import forget_behaviour, forget_frames
from campaigns.web.heavy import HeavyWork

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The service's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Parts:
    """The services of one process, put together around one database and its one writer."""

    database: Database
    claim: Claim
    writer: Writer
    clock: Clock
    accounts: Accounts
    stores: Stores
    beacon_watch: BeaconWatch
    products: Products
    recordings: Recordings
    jobs: Jobs
    job_runner: JobRunner
    shoppers: Shoppers
    deliveries: Deliveries
    offers: Offers
    visits: VisitRuntime
    reports: Reports
    surveys: Surveys
    heavy: HeavyWork
    plan_readers: HeavyWork
    drafting: HeavyWork

    def open(self) -> None:
        """Open the database for this process alone, at this version's schema; again is no matter."""
        schema.prepare(self.database)
        self.claim.take()
        self.database.require_writable()

    async def logged_in(self, token: str) -> StaffIdentity:
        """Who is logged in with `token`. Raises `NotAuthenticated`."""
        now = self.clock()
        return await asyncio.to_thread(
            self.database.read, lambda session: self.accounts.identify(session, token, now)
        )

    def count_figures(self, session: Session, store: StoreSettings, now: datetime) -> StoreFigures:
        """What happens in a store now; today begins at midnight of the store."""
        local = now.astimezone(ZoneInfo(store.time_zone))
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return StoreFigures(
            live_visits=self.visits.visits.open_count(session, store.store_id),
            offers_today=self.offers.sent_count(session, store.store_id, midnight.astimezone(UTC)),
        )

    def tell_published(self, store_id: str, revision: int) -> None:
        """Pages that watch the store draw its new map."""
        self.visits.hub.publish([MapPublished(store_id, revision)])


def assemble(settings: Settings, clock: Clock = utc_now) -> Parts:
    """Put the parts together. Nothing is opened yet: the database connects when it is first asked."""
    database = Database(settings.database)
    writer = Writer(database)
    accounts, stores = Accounts(), Stores()
    beacon_watch, products = BeaconWatch(stores), Products(stores)
    recordings, jobs = Recordings(stores), Jobs(stores)
    surveys = Surveys(stores)
    job_runner = JobRunner(jobs, database, writer, clock, (recordings.write, surveys.write))
    shoppers = Shoppers(stores)
    deliveries = Deliveries(shoppers)
    offers = Offers(stores, products, shoppers, accounts, deliveries)
    visits = VisitRuntime(
        database=database,
        writer=writer,
        stores=stores,
        beacon_watch=beacon_watch,
        shoppers=shoppers,
        offers=offers,
        deliveries=deliveries,
        clock=clock,
    )
    shoppers.on_withdrawn(
        Purpose.OFFERS, lambda session, change: deliveries.cancel(session, change.shopper_id, change.at)
    )
    shoppers.on_withdrawn(Purpose.ANALYTICS, forget_behaviour)
    shoppers.on_withdrawn(Purpose.MAP_IMPROVEMENT, forget_frames)
    return Parts(
        database,
        Claim(database.file),
        writer,
        clock,
        accounts,
        stores,
        beacon_watch,
        products,
        recordings,
        jobs,
        job_runner,
        shoppers,
        deliveries,
        offers,
        visits,
        Reports(stores, products),
        surveys,
        HeavyWork("heavy", at_once=2, most_waiting=16),
        # Files of strangers, each read in a process of its own that may take a minute and two gigabytes.
        HeavyWork("plans", at_once=1, most_waiting=4),
        # What people at desks wait for; each of the others is seconds.
        HeavyWork("drafts", at_once=1, most_waiting=32),
    )
