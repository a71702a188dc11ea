"""The application: the one place where the parts meet the web."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from prometheus_client import CollectorRegistry

from campaigns.accounts import api as accounts_api
from campaigns.accounts.domain import StaffIdentity
from campaigns.offers import api as offers_api
from campaigns.parts import Clock, Parts, assemble, utc_now
from campaigns.settings import Settings
from campaigns.shoppers import api as shoppers_api
from campaigns.shoppers.domain import ShopperIdentity
from campaigns.stores import api as stores_api
from campaigns.stores.drafts import api as drafts_api
from campaigns.stores.drafts.desk import DraftDesk
from campaigns.stores.drafts.service import Drafts
from campaigns.stores.health import api as health_api
from campaigns.stores.jobs import api as jobs_api
from campaigns.stores.plans import api as plans_api
from campaigns.stores.products import api as products_api
from campaigns.stores.quality import api as quality_api
from campaigns.stores.quality.service import Quality
from campaigns.stores.quality.standing import Standings
from campaigns.stores.recordings import api as recordings_api
from campaigns.stores.surveys import api as surveys_api
from campaigns.stores.surveys import scanner_api
from campaigns.visits import api as visits_api
from campaigns.visits.floor import api as floor_api
from campaigns.visits.reports import api as reports_api
from campaigns.visits.statuses import STATUSES
from campaigns.web import openapi, operations, pages, problems
from campaigns.web.access import Gate
from campaigns.web.bodies import BodyLimit
from campaigns.web.openapi import DescribedApp
from campaigns.web.requests import Observed, RequestFigures


def create_app(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    """Put the service together. It opens its database when it is started (its lifespan), not before.

    Parameters
    ----------
    clock : the service's UTC clock.
    """
    parts = assemble(settings, clock)
    registry = CollectorRegistry()
    app = DescribedApp(
        title="Aislecast",
        version=version("aislecast"),
        description="Indoor positioning and in-store retail media.",
        openapi_url=None,  # see `openapi.routes`
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(_gate(parts).authorise)],
        lifespan=lambda _: _life(parts),
    )
    app.state.open = parts.open
    app.state.end_streams = parts.visits.hub.close
    problems.install(app, STATUSES)
    _include(app, settings, parts, registry)
    app.add_middleware(BodyLimit)
    app.add_middleware(Observed, figures=RequestFigures(registry))
    return app


def _gate(parts: Parts) -> Gate:
    """The gate of this process: tokens of shoppers, log-ins of staff."""

    async def shopper(token: str) -> ShopperIdentity:
        return await asyncio.to_thread(
            parts.database.read, lambda session: parts.shoppers.identify(session, token)
        )

    async def staff(token: str) -> StaffIdentity:
        identity = await parts.logged_in(token)
        now = parts.clock()
        if await asyncio.to_thread(
            parts.database.read, lambda session: parts.accounts.is_use_due(session, token, now)
        ):
            await parts.writer.run(lambda session: parts.accounts.note_use(session, token, now))
        return identity

    return Gate(identify_shopper=shopper, identify_staff=staff)


def _include(app: FastAPI, settings: Settings, parts: Parts, registry: CollectorRegistry) -> None:
    database, writer, clock = parts.database, parts.writer, parts.clock
    app.include_router(operations.routes(database, registry))
    app.include_router(accounts_api.routes(parts.accounts, database, writer, clock, settings.log_in_failures))
    app.include_router(
        stores_api.routes(
            parts.stores,
            parts.accounts,
            database,
            writer,
            clock,
            parts.heavy,
            count_figures=parts.count_figures,
            on_published=parts.tell_published,
        )
    )
    desk = DraftDesk(
        parts.stores, parts.accounts, database, writer, clock, parts.tell_published, parts.drafting
    )
    app.include_router(drafts_api.routes(desk))
    app.include_router(drafts_api.revision_routes(desk))
    app.include_router(
        plans_api.routes(
            parts.stores,
            parts.accounts,
            database,
            writer,
            clock,
            parts.plan_readers,
            count_figures=parts.count_figures,
        )
    )
    app.include_router(
        health_api.routes(
            parts.beacon_watch, parts.accounts, database, writer, clock, on_published=parts.tell_published
        )
    )
    app.include_router(
        surveys_api.routes(parts.surveys, parts.accounts, database, writer, clock, parts.heavy)
    )
    app.include_router(scanner_api.routes(parts.surveys.scanners, parts.accounts, database, writer, clock))
    app.include_router(
        recordings_api.routes(parts.recordings, parts.accounts, database, writer, clock, parts.heavy)
    )
    app.include_router(
        jobs_api.routes(
            parts.jobs,
            parts.job_runner,
            parts.accounts,
            database,
            writer,
            clock,
            parts.heavy,
            on_published=parts.tell_published,
        )
    )
    quality = Quality(parts.stores, parts.jobs)
    standings = Standings(parts.stores, Drafts(parts.stores), quality, parts.beacon_watch)
    app.include_router(quality_api.routes(quality, standings, database, clock, parts.heavy))
    app.include_router(
        products_api.routes(parts.products, parts.accounts, database, writer, clock, parts.heavy)
    )
    app.include_router(
        shoppers_api.routes(parts.shoppers, database, writer, clock, settings.registrations_per_minute)
    )
    app.include_router(offers_api.routes(parts.offers, database, writer, clock))
    app.include_router(visits_api.routes(parts.visits, parts.deliveries))
    app.include_router(floor_api.routes(parts.visits, parts.stores, parts.accounts, writer, parts.logged_in))
    app.include_router(reports_api.routes(parts.reports, parts.stores, database, clock, parts.heavy))
    app.include_router(openapi.routes(app))
    app.include_router(pages.routes(settings.console_dir))


@asynccontextmanager
async def _life(parts: Parts) -> AsyncIterator[None]:
    """From an opened, migrated database to the last queued job."""
    await asyncio.to_thread(parts.open)
    await parts.job_runner.start()
    await parts.visits.start()
    try:
        yield
    finally:
        await parts.job_runner.stop()
        await parts.visits.stop()
        for work in (parts.heavy, parts.plan_readers, parts.drafting):
            await asyncio.to_thread(work.close)
        await asyncio.to_thread(parts.writer.close)
        parts.database.close()
        parts.claim.release()
