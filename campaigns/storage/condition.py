"""How a database does: failures of its own told apart from ours, remembered until it works again."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from campaigns.errors import DatabaseFailed

log = structlog.get_logger("aislecast.storage")

RETRY_EVERY_S = 1.0
"""While a database fails it is tried about once a second. Each try may wait for a lock; without
a pause between two, everybody who waits for the one writer would wait for a try of their own."""

_LASTING = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF  # the primary result code is the low byte of an extended one (sqlite.org/rescode.html)


def failure_of(error: BaseException) -> DatabaseFailed | None:
    """The database's failure behind an error; None when it did what it was told and refused (a constraint).

    A full disk may roll a transaction back behind our back, and leaving its savepoints then fails in turn:
    what happened first is what counts.
    """
    found, at = None, error if _is_failure(error) else None
    while at is not None:
        if _is_failure(at):
            found = at
        at = at.__context__
    if found is None:
        return None
    cause = getattr(found, "orig", None) or found
    code = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY
    return DatabaseFailed(str(cause), lasting=code in _LASTING)


def _is_failure(error: BaseException) -> bool:
    # Drivers raise the plain base class for a file that is damaged or none of theirs; its other subclasses
    # (IntegrityError, ProgrammingError, DataError) are about the statement.
    return isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and type(error) is DatabaseError
    )


class Condition:
    """What the last transactions of a database told of it. Used from any thread.

    Attributes
    ----------
    failure : why the database cannot be used at the moment; None while it works.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.failure: DatabaseFailed | None = None
        self._clock_s = clock_s
        self._since_s = 0.0
        self._tried_s = 0.0
        self._lock = threading.Lock()

    def admit(self) -> None:
        """Before a transaction that writes: raise the known failure unless another try is due.

        Nothing is written any more into a file that is damaged or gone.
        """
        with self._lock:
            if self.failure is None:
                return
            if self.failure.lasting or self._clock_s() - self._tried_s < RETRY_EVERY_S:
                raise DatabaseFailed(self.failure.reason, lasting=self.failure.lasting)

    def failed(self, failure: DatabaseFailed) -> None:
        """A transaction failed."""
        with self._lock:
            known, self._tried_s = self.failure, self._clock_s()
            if known is None:
                self._since_s = self._tried_s
            if known is not None and (
                known.lasting or (known.reason, known.lasting) == (failure.reason, failure.lasting)
            ):
                return
            self.failure = failure
        log.error("database_failing", reason=failure.reason, lasting=failure.lasting)

    def worked(self) -> None:
        """A transaction that wrote was committed."""
        with self._lock:
            if self.failure is None or self.failure.lasting:
                return
            reason, self.failure = self.failure.reason, None
            after_s = self._clock_s() - self._since_s
        log.warning("database_works_again", reason=reason, after_s=round(after_s, 1))
