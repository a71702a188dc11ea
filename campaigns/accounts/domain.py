"""Who works with the console, and how long a log-in holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from campaigns.errors import InvalidInput

SESSION_LASTS = timedelta(hours=12)
"""Absolute life of a log-in: one long shift."""

SESSION_IDLES = timedelta(hours=2)
"""A log-in that was not used for so long ends; a floor display that only listens outlasts a break."""

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is stored: one write a minute, not one a request."""

SHORTEST_PASSWORD = 12
"""Characters. NIST SP 800-63B-4 asks for 8 with a second factor, 15 alone; guesses are rate-limited here."""

LONGEST_PASSWORD = 256
"""Characters; longer ones would only cost time to hash."""

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


class Role(StrEnum):
    """What a user may do.

    Staff draw, survey and publish the map, and watch the floor and the beacons. Operators also create stores,
    fit the radio map, plan and heal beacons, and roll a map back. An admin may do everything.
    """

    STAFF = "staff"
    OPERATOR = "operator"
    ADMIN = "admin"


ANY_ROLE = frozenset(Role)
OPERATORS = frozenset({Role.OPERATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """A person of the console as a request knows them."""

    user_id: int
    login: str
    role: Role


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to whom or what, when."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, object]


def checked_login(login: str) -> str:
    """A login in the form it is stored in: lower case. Raises `InvalidInput`.

    >>> checked_login("Mika.Sato")
    'mika.sato'
    """
    lowered = login.strip().lower()
    if not _LOGIN.fullmatch(lowered):
        raise InvalidInput("login", "1 to 64 of a-z 0-9 . _ @ + -, beginning with a letter or digit")
    return lowered


def check_password(password: str) -> None:
    """Refuse a password that is too short or too long. Raises `InvalidInput`."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput("password", f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")


def has_ended(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a log-in of that age and last use no longer counts."""
    return now - created_at >= SESSION_LASTS or now - seen_at >= SESSION_IDLES
