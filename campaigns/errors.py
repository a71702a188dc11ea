"""Errors of the service. The name states the fact; HTTP statuses live in the `api` modules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaigns.refusals import Code, Fact


class CampaignError(Exception):
    """Base of every error that `campaigns` raises.

    Attributes
    ----------
    code : which fact of its kind it is, for who tells it in another language; None where the kind says all.
    facts : the values in it.
    """

    def __init__(self, detail: str = "", code: Code | None = None, /, **facts: Fact) -> None:
        super().__init__(detail)
        self.code = code
        self.facts: Mapping[str, Fact] = facts


class NotFound(CampaignError):
    """Something asked for by id does not exist (or not for this caller)."""

    def __init__(self, kind: str, id_: str) -> None:
        super().__init__(f"no {kind} {id_}", kind=kind, id=id_)
        self.kind = kind
        self.id = id_


class Conflict(CampaignError):
    """A request contradicts what is stored."""


class Refused(CampaignError):
    """The caller is known, but may not do this (role, consent, another store)."""


class NotAuthenticated(CampaignError):
    """No log-in, or a token that is not known."""


class InvalidInput(CampaignError):
    """A value from outside breaks a rule that the schema cannot say. `where` names the field."""

    def __init__(self, where: str, reason: str, code: Code | None = None, /, **facts: Fact) -> None:
        super().__init__(f"{where}: {reason}", code, **facts)
        self.where = where
        self.reason = reason


class TooManyRequests(CampaignError):
    """A limit was reached; try again after `retry_after_s`."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"too many requests; retry after {retry_after_s:.0f} s", retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class ServiceBusy(CampaignError):
    """Too much that takes seconds is waiting already; try again after `retry_after_s`."""

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(
            f"the service is busy; retry after {retry_after_s:.0f} s", retry_after_s=retry_after_s
        )
        self.retry_after_s = retry_after_s


class DatabaseFailed(CampaignError):
    """The database could not be read or written: locked, full, read-only, damaged, gone. Nothing was changed.

    `lasting`: the file is damaged or gone, so that trying again cannot help.
    """

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(f"database: {reason}")
        self.reason = reason
        self.lasting = lasting


class AddressTaken(CampaignError):
    """The service cannot listen where it was told to."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"cannot listen at {host}:{port}: {reason}")
