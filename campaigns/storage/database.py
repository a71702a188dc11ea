"""The database: one engine for the writer, one for readers, opened from a URL.

SQLite runs in WAL mode with `synchronous=FULL`, so a committed transaction survives a power cut.
Foreign keys are enforced. Times are stored as aware UTC (`UtcTime`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session

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


class Record(DeclarativeBase):
    """Base of the mapped classes: what people edit. Rows that machines write use Core tables."""

    metadata = metadata


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

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # Python's driver would begin before the first change only: see _begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Begin at once. Left to the driver, a savepoint before the first change would *be* the transaction, and
    its release a commit; reads would see one state each."""
    connection.exec_driver_sql("BEGIN")


class Database:
    """Opens sessions. Only `Writer` (see `campaigns.storage.writer`) uses `write`."""

    def __init__(self, url: str) -> None:
        self.url = url
        connect_args: dict[str, Any] = {"check_same_thread": False} if url.startswith("sqlite") else {}
        self.engine = sa.create_engine(url, connect_args=connect_args)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin)

    def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a session that never commits. Blocking: from asyncio use `asyncio.to_thread`."""
        with Session(self.engine, expire_on_commit=False) as session:
            return work(session)

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction: committed when it returns, rolled back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    def close(self) -> None:
        self.engine.dispose()
