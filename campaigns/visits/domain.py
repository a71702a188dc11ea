"""What a visit is, the rules that a frame and a clock must meet, and when a visit is over. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from campaigns.errors import CampaignError, Conflict, InvalidInput, Refused
from positioning.types import GaussianPosition
from zones.level import ZoneId, ZoneKind

CLOCK_AHEAD_S = 120.0
"""A live store believes phones that run at most this far ahead of the service's clock (phones keep network
time within seconds; two minutes also admit one that was set by hand)."""

CLOCK_BEHIND_S = 3600.0
"""A visit may begin this long before its hello arrives: an app that found no network keeps its frames."""

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def label_of(visit_id: str) -> str:
    """A short pseudonym of a visit, without letters that are mistaken for each other.

    Examples
    --------
    >>> label_of("0190a7c2-5b1e-7c30-9f53-4f6f2a1d9e10")
    'NVFK7'
    """
    digest = hashlib.sha256(visit_id.encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:5])


class VisitState(StrEnum):
    """`closing`: over for the shopper, the smoothed path is still being computed."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a visit ended."""

    EXIT = "exit"
    SHOPPER = "shopper"
    SILENCE = "silence"
    CONSENT_WITHDRAWN = "consent_withdrawn"


class SequenceGap(Conflict):
    """A frame lies beyond the next expected one: resend from `next_sequence`."""

    def __init__(self, sequence: int, next_sequence: int) -> None:
        super().__init__(f"frame {sequence} came, {next_sequence} is next; resend from {next_sequence}")
        self.sequence = sequence
        self.next_sequence = next_sequence


class VisitClosed(CampaignError):
    """The visit is over: it takes no more frames."""

    def __init__(self, visit_id: str, reason: CloseReason) -> None:
        super().__init__(f"visit {visit_id} is closed ({reason})")
        self.visit_id = visit_id
        self.reason = reason


class ConsentMissing(Refused):
    """The shopper has not permitted positioning, or no longer does."""

    def __init__(self) -> None:
        super().__init__("the shopper's consent does not cover positioning")


class TooLarge(CampaignError):
    """A message is beyond the documented size."""

    def __init__(self, size_bytes: int, most_bytes: int) -> None:
        super().__init__(f"{size_bytes:,} bytes came, {most_bytes:,} are the most")


class HelloMissing(CampaignError):
    """A socket was opened and nothing said."""

    def __init__(self, within_s: float) -> None:
        super().__init__(f"no hello within {within_s:.0f} s")


class NotStored(CampaignError):
    """The database could not store the frames of this turn: nothing was acknowledged, send them again."""

    def __init__(self) -> None:
        super().__init__("the frame could not be stored; send it again")


class FrameFailed(CampaignError):
    """A frame that passed every check could not be processed; nothing of it was stored."""

    def __init__(self, sequence: int) -> None:
        super().__init__(f"frame {sequence} could not be processed; nothing of it was stored")


@dataclass(frozen=True, slots=True)
class Hello:
    """How a visit begins: the phone's monotonic clock at a UTC, and a known place where there is one."""

    visit_id: UUID
    clock_ns: int
    utc: datetime
    start: GaussianPosition | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A row of `visits`. `clock_ns` is the phone's clock at `began_at`; event time is `began_at` + t_s."""

    id: str
    store_id: str
    shopper_id: str
    map_revision: int
    level_id: str
    device: str | None
    clock_ns: int
    began_at: datetime
    start: GaussianPosition | None
    next_sequence: int
    last_frame_at: datetime
    last_heard_at: datetime
    state: VisitState = VisitState.OPEN
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    unknown_sightings: int = 0

    def at(self, t_s: float) -> datetime:
        """Event time of a moment of the visit, in UTC."""
        return self.began_at + timedelta(seconds=t_s)

    @property
    def last_frame_t_s(self) -> float:
        """End of the last stored frame, in seconds since the visit began."""
        return (self.last_frame_at - self.began_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Closing:
    """A visit that just ended: why, and when by event time."""

    visit: Visit
    reason: CloseReason
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """What a visit knows of itself beside the filter, stored with each filter state.

    Attributes
    ----------
    map_revision : the revision whose zones, faces and rules the last frame was matched with.
    dwell_marks_s : the dwell times that campaigns waited for at that frame.
    end_ns : end of the last frame on the phone's clock; None before the first.
    entered_s : zones the shopper is in now, each with the second of the visit they entered.
    inside_s : when the shopper last came into a zone that is no way out; None before the first.
    """

    map_revision: int
    dwell_marks_s: Mapping[ZoneId, tuple[float, ...]] = field(default_factory=dict)
    end_ns: int | None = None
    entered_s: Mapping[ZoneId, float] = field(default_factory=dict)
    inside_s: float | None = None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """When silence and absence end a visit.

    `silence_s` counts by the service's clock since the last message and by the phone's clock between two
    frames: five minutes bridge a phone in a lift or a dead spot, and are far below the time between two
    errands. `doorway_s` is the same for a shopper last seen in an entrance: a phone that fell silent there
    has left. `outside_s` is how long a shopper must stay in an exterior zone: shorter is a look outside.
    """

    silence_s: float = 300.0
    doorway_s: float = 30.0
    outside_s: float = 20.0


class Listening:
    """Since when the service hears without a break what phones say: silence before that proves nothing.

    A machine that slept, a clock that was set, a database that could not store: each is a break.
    """

    def __init__(self, now: datetime) -> None:
        self.since = now
        self._last: datetime | None = now

    def go_on(self, now: datetime, within_s: float) -> None:
        """Look at the clock again; it should be at most `within_s` later than the last time, not earlier."""
        if self._last is None or not 0.0 <= (now - self._last).total_seconds() <= within_s:
            self.since = now
        self._last = now

    def interrupt(self) -> None:
        """What is said now is not heard; the next `go_on` begins anew."""
        self._last = None


def check_clock(event_at: datetime, now: datetime, where: str, *, behind_s: float = CLOCK_BEHIND_S) -> None:
    """Refuse an event time that the service's clock contradicts (live stores only).

    Raises
    ------
    InvalidInput : more than `CLOCK_AHEAD_S` ahead of `now`, or more than `behind_s` behind.
    """
    ahead_s = (event_at - now).total_seconds()
    if ahead_s > CLOCK_AHEAD_S:
        raise InvalidInput(
            where, f"{ahead_s:.0f} s ahead of the service's clock; {CLOCK_AHEAD_S:.0f} s are the most"
        )
    if -ahead_s > behind_s:
        raise InvalidInput(
            where, f"{-ahead_s:.0f} s before the service's clock; {behind_s:.0f} s are the most"
        )


def _way_out_since(
    progress: Progress, kinds: Mapping[ZoneId, ZoneKind], ways: Collection[ZoneKind]
) -> float | None:
    """Since when the shopper is in a zone of these kinds that they came to from inside."""
    if progress.inside_s is None:
        return None
    since = [
        entered_s
        for zone, entered_s in progress.entered_s.items()
        if kinds.get(zone) in ways and entered_s >= progress.inside_s
    ]
    return min(since, default=None)


def left_for_good(
    progress: Progress, kinds: Mapping[ZoneId, ZoneKind], t_s: float, timeouts: Timeouts
) -> float | None:
    """When the shopper walked out, in seconds of the visit, judged at `t_s`; None while they may be inside.

    Out means: in an exterior zone for `outside_s`, after having been inside.
    """
    outside_s = _way_out_since(progress, kinds, {ZoneKind.EXTERIOR})
    return outside_s if outside_s is not None and t_s - outside_s >= timeouts.outside_s else None


def ended_in_silence(
    progress: Progress, kinds: Mapping[ZoneId, ZoneKind], silent_s: float, timeouts: Timeouts
) -> CloseReason | None:
    """Whether a visit that was silent for `silent_s` is over, and why."""
    at_door_s = _way_out_since(progress, kinds, {ZoneKind.ENTRANCE, ZoneKind.EXTERIOR})
    if at_door_s is not None and silent_s >= timeouts.doorway_s:
        return CloseReason.EXIT
    return CloseReason.SILENCE if silent_s >= timeouts.silence_s else None
