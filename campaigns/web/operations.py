"""Figures of the process for `/metrics`, in the text format of Prometheus, and whether it is alive."""

from __future__ import annotations

import asyncio
from importlib.metadata import version

import sqlalchemy as sa
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from pydantic import BaseModel
from starlette.responses import Response

from campaigns.errors import DatabaseFailed
from campaigns.storage.database import Database
from campaigns.web.access import Caller, callers


class Health(BaseModel):
    """The service answers and its database works."""

    status: str
    version: str


def routes(database: Database, registry: CollectorRegistry) -> APIRouter:
    """Alive, and figures of this application beside those of its process."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz")
    @callers(Caller.PUBLIC)
    async def healthz() -> Health:
        """Whether the service works; 503 from the first failure of its database until a write went well."""
        await asyncio.to_thread(
            database.read, lambda session: session.execute(sa.text("SELECT version_num FROM alembic_version"))
        )
        if database.condition.failure is not None:
            raise DatabaseFailed(database.condition.failure.reason)
        return Health(status="ok", version=version("aislecast"))

    @router.get("/metrics", response_class=Response)
    @callers(Caller.PUBLIC)
    def metrics() -> Response:
        """Figures for Prometheus."""
        return Response(generate_latest(registry) + generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return router
