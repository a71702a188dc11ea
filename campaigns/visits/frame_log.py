"""The log of acknowledged frames: what a visit's filter can be rebuilt from.

A log keeps the binary frame (`docs/wire.md`) of each sequence number of a visit, once. The embedded one
below is a table of the same database, so that a frame, the filter state and the decisions it led to are
stored by one commit. A chain's replicated log stands behind the same protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.visits.tables import frames


class LoggedFrame(NamedTuple):
    """A frame of the log: its sequence number within the visit, and the binary frame."""

    sequence: int
    body: bytes


class FrameLog(Protocol):
    """Frames by visit, in order of their sequence numbers."""

    def append(self, visit_id: str, entries: Sequence[LoggedFrame]) -> None:
        """Add frames that the log does not hold yet."""

    def read(self, visit_id: str, from_sequence: int = 0) -> Iterator[LoggedFrame]:
        """The frames of a visit from a sequence number on."""

    def forget(self, visit_id: str) -> None:
        """Remove all frames of a visit."""


OpenFrameLog = Callable[[Session], FrameLog]


class SqlFrameLog:
    """The frame log in the table `frames`, within the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, visit_id: str, entries: Sequence[LoggedFrame]) -> None:
        self._session.execute(
            sa.insert(frames),
            [{"visit_id": visit_id, "sequence": entry.sequence, "body": entry.body} for entry in entries],
        )

    def read(self, visit_id: str, from_sequence: int = 0) -> Iterator[LoggedFrame]:
        rows = self._session.execute(
            sa.select(frames.c.sequence, frames.c.body)
            .where(frames.c.visit_id == visit_id, frames.c.sequence >= from_sequence)
            .order_by(frames.c.sequence)
        )
        for sequence, body in rows:
            yield LoggedFrame(sequence, body)

    def forget(self, visit_id: str) -> None:
        self._session.execute(sa.delete(frames).where(frames.c.visit_id == visit_id))
