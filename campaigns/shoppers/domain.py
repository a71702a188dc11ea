"""What a shopper can permit, each apart."""

from __future__ import annotations

from dataclasses import dataclass
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
