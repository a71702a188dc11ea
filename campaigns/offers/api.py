"""Campaigns and their decisions over HTTP, for staff."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from campaigns.accounts.api import Staff
from campaigns.errors import InvalidInput
from campaigns.offers.domain import Outcome
from campaigns.offers.schemas import (
    CampaignBody,
    CampaignChange,
    CampaignList,
    CampaignView,
    DecisionPage,
    DecisionView,
)
from campaigns.offers.service import Offers
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.web.access import Caller, callers

MOST_DECISIONS = 500


def routes(offers: Offers, database: Database, writer: Writer, clock: Callable[[], datetime]) -> APIRouter:
    """The routes of campaigns; every change is written to the audit log with its author."""
    router = APIRouter(prefix="/v1", tags=["campaigns"])

    @router.get("/stores/{store_id}/campaigns")
    @callers(Caller.STAFF)
    async def list_campaigns(store_id: str) -> CampaignList:
        """A store's campaigns in every state, oldest first."""
        found = await asyncio.to_thread(database.read, lambda session: offers.of_store(session, store_id))
        return CampaignList(items=[CampaignView.of(campaign) for campaign in found])

    @router.post("/stores/{store_id}/campaigns", status_code=201)
    @callers(Caller.STAFF)
    async def create_campaign(store_id: str, body: CampaignBody, staff: Staff) -> CampaignView:
        """Create a campaign."""
        with _within("body"):
            campaign = await writer.run(
                lambda session: offers.create(session, store_id, body.plan(), staff.login, clock())
            )
        return CampaignView.of(campaign)

    @router.get("/campaigns/{campaign_id}")
    @callers(Caller.STAFF)
    async def get_campaign(campaign_id: str) -> CampaignView:
        """A campaign at its current revision."""
        campaign = await asyncio.to_thread(
            database.read, lambda session: offers.campaign(session, campaign_id)
        )
        return CampaignView.of(campaign)

    @router.put("/campaigns/{campaign_id}")
    @callers(Caller.STAFF)
    async def change_campaign(campaign_id: str, body: CampaignChange, staff: Staff) -> CampaignView:
        """Give a campaign its next revision."""
        with _within("body"):
            campaign = await writer.run(
                lambda session: offers.change(
                    session, campaign_id, body.plan(), staff.login, clock(), seen_revision=body.revision
                )
            )
        return CampaignView.of(campaign)

    @router.delete("/campaigns/{campaign_id}", status_code=204)
    @callers(Caller.STAFF)
    async def delete_campaign(campaign_id: str, staff: Staff) -> None:
        """Delete a campaign; its decisions stay stored."""
        await writer.run(lambda session: offers.delete(session, campaign_id, staff.login, clock()))

    @router.get("/campaigns/{campaign_id}/decisions")
    @callers(Caller.STAFF)
    async def list_decisions(
        campaign_id: str,
        outcome: Outcome | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST_DECISIONS)] = 100,
        before: str | None = None,
    ) -> DecisionPage:
        """A campaign's decisions with their reasons, newest first."""
        with _within("query"):
            found = await asyncio.to_thread(
                database.read,
                lambda session: offers.decisions(
                    session, campaign_id, outcome=outcome, limit=limit, before=before
                ),
            )
        items = [DecisionView.of(evaluated.decision, evaluated.delivery) for evaluated in found]
        return DecisionPage(items=items, next=items[-1].id if len(items) == limit else None)

    return router


@contextmanager
def _within(part: str) -> Iterator[None]:
    """Say of a refused value in which part of the request it is, as the checks of the schema do."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(f"{part}.{error.where}", error.reason) from error
