"""Which socket belongs to which open visit: one each, the newer wins. Lives on the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from campaigns.delivery.domain import OfferMessage
from campaigns.visits.domain import CloseReason, Closing


class VisitSocket(Protocol):
    """What a visit's phone can be told. None of these waits: they are taken up by the socket's own task."""

    def offer(self, offers: Sequence[OfferMessage]) -> None:
        """New offers are stored for the visit."""

    def ended(self, reason: CloseReason) -> None:
        """The visit is over."""

    def replaced(self) -> None:
        """Another socket has taken over the visit."""


class Sockets:
    """The sockets of open visits, by visit id."""

    def __init__(self) -> None:
        self._by_visit: dict[str, VisitSocket] = {}

    def __len__(self) -> int:
        return len(self._by_visit)

    def attach(self, visit_id: str, socket: VisitSocket) -> None:
        """From now on this is the visit's socket; the one before is told and let go."""
        before = self._by_visit.get(visit_id)
        self._by_visit[visit_id] = socket
        if before is not None and before is not socket:
            before.replaced()

    def detach(self, visit_id: str, socket: VisitSocket) -> None:
        """The socket is gone; nothing happens when another has taken its place."""
        if self._by_visit.get(visit_id) is socket:
            del self._by_visit[visit_id]

    def offer(self, offers: Sequence[OfferMessage]) -> None:
        """Hand offers to the sockets of their visits. Those without a socket stay pending in the outbox."""
        by_visit: dict[str, list[OfferMessage]] = {}
        for offer in offers:
            by_visit.setdefault(offer.visit_id, []).append(offer)
        for visit_id, for_visit in by_visit.items():
            socket = self._by_visit.get(visit_id)
            if socket is not None:
                socket.offer(for_visit)

    def ended(self, closings: Sequence[Closing]) -> None:
        """Tell the sockets of visits that are over."""
        for closing in closings:
            socket = self._by_visit.get(closing.visit.id)
            if socket is not None:
                socket.ended(closing.reason)
