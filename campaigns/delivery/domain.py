"""What goes out to a phone, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class DeliveryState(StrEnum):
    """How far a delivery has come. `sent` may be lost on the way, so it is sent again until `received`."""

    QUEUED = "queued"
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class CancelReason(StrEnum):
    """What the check at sending found."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    CAMPAIGN_STOPPED = "campaign_stopped"  # paused, back to draft, or deleted since
    WINDOW_ENDED = "window_ended"


CANCEL_SENTENCES = {
    CancelReason.CONSENT_WITHDRAWN: "The shopper withdrew consent before it reached the phone.",
    CancelReason.CAMPAIGN_STOPPED: "The campaign was paused or deleted before it reached the phone.",
    CancelReason.WINDOW_ENDED: "The campaign's hours ended before it reached the phone.",
}


@dataclass(frozen=True, slots=True)
class OfferMessage:
    """One offer for one phone. Phones drop a `delivery_id` that they have seen.

    `campaign_name` is the marketer's own word: the console's live page shows it, phones do not get it.
    """

    delivery_id: str
    visit_id: str
    campaign_id: str
    campaign_name: str
    title: str
    text: str
    zone_id: str
    zone_name: str
    why: str
    decided_at: datetime

    def wire(self) -> dict[str, Any]:
        """The `offer` message of `docs/wire.md`."""
        return {
            "type": "offer",
            "delivery_id": self.delivery_id,
            "campaign_id": self.campaign_id,
            "title": self.title,
            "text": self.text,
            "zone_id": self.zone_id,
            "zone_name": self.zone_name,
            "why": self.why,
            "decided_at": self.decided_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message with its way so far. After `valid_until` it does not go out any more."""

    message: OfferMessage
    decision_id: str
    shopper_id: str
    state: DeliveryState
    valid_until: datetime
    queued_at: datetime
    sent_at: datetime | None = None
    received_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_because: CancelReason | None = None
