"""What a shopper can permit, each apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """A purpose of processing that a shopper grants or does not; nothing is implied by another."""

    POSITIONING = "positioning"
    OFFERS = "offers"
    ANALYTICS = "analytics"
    PERSONALISATION = "personalisation"
    MAP_IMPROVEMENT = "map_improvement"


@dataclass(frozen=True, slots=True)
class ShopperIdentity:
    """A shopper as a request knows them: who, of which store, with which grants active now."""

    shopper_id: str
    store_id: str
    purposes: frozenset[Purpose]


@dataclass(frozen=True, slots=True)
class ConsentGrant:
    """One purpose permitted, from when to when, and by which text the shopper was asked."""

    purpose: Purpose
    text_version: str
    granted_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What a shopper just changed. `purposes` are the grants from now on."""

    shopper_id: str
    store_id: str
    at: datetime
    granted: frozenset[Purpose]
    withdrawn: frozenset[Purpose]
    purposes: frozenset[Purpose]


@dataclass(frozen=True, slots=True)
class ShopperProfile:
    """What is remembered from visit to visit: kept only with the purpose personalisation."""

    visits: int
    last_visit_at: datetime
