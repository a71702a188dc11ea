"""The database: opened from a URL, read in snapshots, written in whole transactions.

SQLite runs in WAL mode with `synchronous=FULL`, so a committed transaction survives a power cut.
Foreign keys are enforced. Times are stored as aware UTC (`UtcTime`). What the database itself fails with is
raised as `DatabaseFailed`, and remembered in `Database.condition`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.errors import DatabaseFailed
from campaigns.storage.condition import Condition, failure_of
from campaigns.storage.files import DatabaseFiles

T = TypeVar("T")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class UtcTime(sa.TypeDecorator[datetime]):
    """An aware UTC time; naive values are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


LOCK_WAIT_S = 5.0
"""How long a transaction waits for another process that writes (the command line, a backup)."""

FAILING_LOCK_WAIT_S = 1.0
"""The same while the database is known to fail: the one writer's thread has others waiting."""

_BEGIN = "aislecast_begin"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would begin transactions late, and not at all before a savepoint (SQLAlchemy's page on the
    # pysqlite dialect, "Serializable isolation / Savepoints / Transactional DDL"): `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


class Database:
    """Opens sessions. Only `Writer` (see `campaigns.storage.writer`) and the command line use `write`.

    Attributes
    ----------
    condition : whether the database works, as far as the last transactions told.
    file : the SQLite file; None for a database of another kind or in memory.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        # Errors name the statement, never its values: they reach the log.
        self.engine = sa.create_engine(url, hide_parameters=True)
        self.condition = Condition()
        self.file: Path | None = None
        self._files: DatabaseFiles | None = None
        if self.engine.dialect.name == "sqlite":
            if self.engine.url.database not in (None, "", ":memory:"):
                self.file = Path(str(self.engine.url.database))
                self._files = DatabaseFiles(self.file)
            sa.event.listen(self.engine, "do_connect", self._before_connect)
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", self._begin_sqlite)
        # A transaction that reads first and writes later would fail at once when another process wrote in
        # between (SQLITE_BUSY_SNAPSHOT); one that takes the write lock at its begin waits for it instead.
        self._writing = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})

    def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a session that never commits. Blocking: from asyncio use `asyncio.to_thread`."""
        with self._told(), Session(self.engine, expire_on_commit=False) as session:
            return work(session)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction: committed when it returns, rolled back when it raises.

        Raises
        ------
        DatabaseFailed
            Nothing was stored; or it was, into a file that somebody deleted.
        """
        self.condition.admit()
        with self._told():
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                if self.condition.failure is not None:
                    self._write_something(session)
                result = work(session)
            if self._files is not None:
                self._files.check()
        self.condition.worked()
        return result

    def require_writable(self) -> None:
        """Before the service starts: write something that changes nothing. A read-only file opens well.

        Raises
        ------
        DatabaseFailed
            Not noted in `condition`, which logs: who starts the service is told.
        """
        try:
            with Session(self._writing) as session, session.begin():
                self._write_something(session)
        except sa.exc.DBAPIError as error:
            raise failure_of(error) or error from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._files is not None:
            self._files.forget()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the database as `DatabaseFailed`; the condition hears of them."""
        try:
            yield
        except DatabaseFailed as failure:
            self.condition.failed(failure)
            raise
        except sa.exc.DBAPIError as error:
            failure_found = failure_of(error)
            if failure_found is None:
                raise
            self.condition.failed(failure_found)
            raise failure_found from error

    def _write_something(self, session: Session) -> None:
        """Make this transaction write: only then does its commit show that the database works again."""
        if self.engine.dialect.name == "sqlite":
            version = session.execute(sa.text("PRAGMA user_version")).scalar_one()
            session.execute(sa.text(f"PRAGMA user_version = {version:d}"))

    def _before_connect(self, *_: Any) -> None:
        """A deleted file must not come back as an empty one."""
        if self._files is not None:
            self._files.check()

    def _begin_sqlite(self, connection: sa.Connection) -> None:
        wait_s = LOCK_WAIT_S if self.condition.failure is None else FAILING_LOCK_WAIT_S
        connection.exec_driver_sql(f"PRAGMA busy_timeout={wait_s * 1000:.0f}")
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
