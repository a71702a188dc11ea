"""The database: opened from a URL, read in snapshots, written in whole transactions.

SQLite runs in WAL mode with `synchronous=FULL`, so a committed transaction survives a power cut.
Foreign keys are enforced. Times are stored as aware UTC (`UtcTime`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

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


_BEGIN = "aislecast_begin"


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would begin transactions late, and not at all before a savepoint (SQLAlchemy's page on the
    # pysqlite dialect, "Serializable isolation / Savepoints / Transactional DDL"): `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


class Database:
    """Opens sessions. Only `Writer` (see `campaigns.storage.writer`) and the command line use `write`."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Errors name the statement, never its values: they reach the log.
        self.engine = sa.create_engine(url, hide_parameters=True)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        # A transaction that reads first and writes later would fail at once when another process wrote in
        # between (SQLITE_BUSY_SNAPSHOT); one that takes the write lock at its begin waits for it instead.
        self._writing = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})

    def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a session that never commits. Blocking: from asyncio use `asyncio.to_thread`."""
        with Session(self.engine, expire_on_commit=False) as session:
            return work(session)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction: committed when it returns, rolled back when it raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            return work(session)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
