"""Registration, consent and erasure over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from campaigns.shoppers.domain import ConsentGrant, Purpose, ShopperIdentity
from campaigns.shoppers.service import Shoppers
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.web.access import Caller, caller_of, callers
from campaigns.web.rates import RateLimit, address_key


class Consent(BaseModel):
    """Every purpose by name, each apart: what is not named is not assumed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    positioning: bool
    offers: bool
    analytics: bool
    personalisation: bool
    map_improvement: bool

    def purposes(self) -> frozenset[Purpose]:
        """The purposes that are permitted."""
        return frozenset(purpose for purpose in Purpose if getattr(self, purpose.value))

    @classmethod
    def of(cls, purposes: frozenset[Purpose]) -> Consent:
        """The consent that permits exactly `purposes`."""
        return cls(**{purpose.value: purpose in purposes for purpose in Purpose})


class ConsentChoice(BaseModel):
    """A choice, and the version of the text that the shopper was shown."""

    model_config = ConfigDict(extra="forbid")

    consent: Consent
    text_version: Annotated[str, Field(min_length=1, max_length=32)]


class Registered(BaseModel):
    """The token is told this once: the service keeps only its hash."""

    shopper_id: str
    token: str


class Grant(BaseModel):
    """One purpose permitted, from when to when."""

    purpose: Purpose
    text_version: str
    granted_at: datetime
    withdrawn_at: datetime | None


class Profile(BaseModel):
    """What a shopper sees of themselves."""

    shopper_id: str
    store_id: str
    consent: Consent
    grants: list[Grant]


def current_shopper(request: Request) -> ShopperIdentity:
    """The shopper who calls."""
    return caller_of(request, ShopperIdentity)


CurrentShopper = Annotated[ShopperIdentity, Depends(current_shopper)]


def routes(
    shoppers: Shoppers,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    registrations_per_minute: int,
) -> APIRouter:
    """Register, and what a shopper may do about themselves."""
    router = APIRouter(tags=["shoppers"])
    by_address = RateLimit(registrations_per_minute, 60.0)

    @router.post("/v1/stores/{store_id}/shoppers", status_code=201)
    @callers(Caller.PUBLIC)
    async def register(store_id: str, body: ConsentChoice, request: Request) -> Registered:
        """Register as a shopper of a store with an explicit choice for every purpose."""
        by_address.take(address_key(request.client.host if request.client else None))
        shopper_id, token = await writer.run(
            lambda session: shoppers.register(
                session, store_id, body.consent.purposes(), body.text_version, clock()
            )
        )
        return Registered(shopper_id=shopper_id, token=token)

    @router.get("/v1/shoppers/me")
    @callers(Caller.SHOPPER)
    async def show(shopper: CurrentShopper) -> Profile:
        """What the service holds of my consent."""
        grants = await asyncio.to_thread(
            database.read, lambda session: shoppers.grants(session, shopper.shopper_id)
        )
        return _profile(shopper, shopper.purposes, grants)

    @router.put("/v1/shoppers/me/consent")
    @callers(Caller.SHOPPER)
    async def choose(shopper: CurrentShopper, body: ConsentChoice) -> Profile:
        """Change my consent; a withdrawal takes effect at once, with all its consequences."""
        wanted = body.consent.purposes()
        await writer.run(
            lambda session: shoppers.set_consent(
                session, shopper.shopper_id, wanted, body.text_version, clock()
            )
        )
        grants = await asyncio.to_thread(
            database.read, lambda session: shoppers.grants(session, shopper.shopper_id)
        )
        return _profile(shopper, wanted, grants)

    @router.delete("/v1/shoppers/me", status_code=204)
    @callers(Caller.SHOPPER)
    async def erase(shopper: CurrentShopper) -> None:
        """Erase me and everything that was recorded of me."""
        await writer.run(lambda session: shoppers.erase(session, shopper.shopper_id, clock()))

    return router


def _profile(
    shopper: ShopperIdentity, purposes: frozenset[Purpose], grants: Sequence[ConsentGrant]
) -> Profile:
    return Profile(
        shopper_id=shopper.shopper_id,
        store_id=shopper.store_id,
        consent=Consent.of(purposes),
        grants=[
            Grant(
                purpose=grant.purpose,
                text_version=grant.text_version,
                granted_at=grant.granted_at,
                withdrawn_at=grant.withdrawn_at,
            )
            for grant in grants
        ],
    )
