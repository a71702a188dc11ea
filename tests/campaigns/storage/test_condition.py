"""What a database fails with: told as a fact, remembered, and tried again without holding up the writer."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from campaigns.errors import DatabaseFailed
from campaigns.storage import database as database_module
from campaigns.storage.condition import RETRY_EVERY_S, Condition, failure_of
from campaigns.storage.database import Database


@dataclass
class Clock:
    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


def put(session: Session, x: int) -> None:
    session.execute(sa.text("INSERT INTO kept VALUES (:x)"), {"x": x})


def kept(database: Database) -> list[int]:
    return list(database.read(lambda session: session.execute(sa.text("SELECT x FROM kept")).scalars().all()))


@pytest.fixture
def shelf(tmp_path: Path) -> Database:
    """A database with one table."""
    opened = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    opened.write(lambda session: session.execute(sa.text("CREATE TABLE kept (x INTEGER PRIMARY KEY)")))
    return opened


def test_a_failure_is_tried_again_once_a_second_and_told_once() -> None:
    clock = Clock()
    condition = Condition(clock)
    with capture_logs() as told:
        condition.failed(DatabaseFailed("database is locked"))
        with pytest.raises(DatabaseFailed, match="locked"):
            condition.admit()
        clock.now_s += RETRY_EVERY_S
        condition.admit()
        condition.failed(DatabaseFailed("database is locked"))
        clock.now_s += RETRY_EVERY_S
        condition.worked()
        condition.admit()
    assert [(each["event"], each["reason"]) for each in told] == [
        ("database_failing", "database is locked"),
        ("database_works_again", "database is locked"),
    ]
    assert told[1]["after_s"] == 2 * RETRY_EVERY_S


def test_a_lasting_failure_lasts() -> None:
    clock = Clock()
    condition = Condition(clock)
    condition.failed(DatabaseFailed("database is locked"))
    condition.failed(DatabaseFailed("file is not a database", lasting=True))
    condition.failed(DatabaseFailed("database is locked"))
    condition.worked()
    clock.now_s += 10 * RETRY_EVERY_S
    with pytest.raises(DatabaseFailed, match="not a database"):
        condition.admit()


def test_what_happened_first_is_told() -> None:
    """A full disk rolls everything back; leaving the savepoint then fails, which says nothing."""
    full = sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    after = sa.exc.OperationalError("ROLLBACK TO", {}, sqlite3.OperationalError("no such savepoint: s1"))
    after.__context__ = full
    found = failure_of(after)
    assert found is not None
    assert (found.reason, found.lasting) == ("database or disk is full", False)


def test_a_broken_constraint_is_not_the_databases_failure(shelf: Database) -> None:
    shelf.write(lambda session: put(session, 1))
    with pytest.raises(IntegrityError):
        shelf.write(lambda session: put(session, 1))
    assert shelf.condition.failure is None
    shelf.close()


def test_a_full_database_works_again_only_when_something_was_written(shelf: Database) -> None:
    def limit(pages: int) -> None:
        with shelf.engine.connect() as connection:  # the pool has the one connection
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    limit(1)
    with pytest.raises(DatabaseFailed, match="full"):
        shelf.write(lambda session: session.execute(sa.text("CREATE TABLE more (x BLOB)")))
    assert shelf.condition.failure is not None
    limit(100)
    shelf.condition._tried_s -= RETRY_EVERY_S
    shelf.write(lambda session: session.execute(sa.text("SELECT 1")))
    assert shelf.condition.failure is None
    shelf.close()


def test_a_lock_held_by_another_is_a_failure_and_reading_goes_on(
    shelf: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "LOCK_WAIT_S", 0.05)
    shelf.write(lambda session: put(session, 1))
    other = sqlite3.connect(str(shelf.file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseFailed, match="locked"):
        shelf.write(lambda session: put(session, 2))
    assert kept(shelf) == [1]
    other.execute("ROLLBACK")
    other.close()
    shelf.condition._tried_s -= RETRY_EVERY_S
    shelf.write(lambda session: put(session, 3))
    assert shelf.condition.failure is None
    assert kept(shelf) == [1, 3]
    shelf.close()


def test_a_database_that_can_only_be_read_is_found_out_at_the_start(shelf: Database) -> None:
    shelf.require_writable()
    shelf.close()
    with shelf.engine.connect() as connection:  # the pool has the one connection
        connection.exec_driver_sql("PRAGMA query_only = ON")
    assert kept(shelf) == []
    with pytest.raises(DatabaseFailed, match="readonly"):
        shelf.require_writable()
    shelf.close()


def test_nothing_more_is_written_into_a_damaged_file(shelf: Database) -> None:
    shelf.write(lambda session: session.execute(sa.text("CREATE TABLE more (x BLOB)")))
    shelf.write(lambda session: session.execute(sa.text("INSERT INTO more VALUES (randomblob(20000))")))
    shelf.close()  # empties the write-ahead log into the file
    assert shelf.file is not None
    with shelf.file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096)  # the root page of `kept`
    with pytest.raises(DatabaseFailed, match="malformed"):
        shelf.write(lambda session: put(session, 1))
    with pytest.raises(DatabaseFailed, match="malformed"):
        shelf.write(lambda session: session.execute(sa.text("INSERT INTO more VALUES (x'00')")))
    assert shelf.read(lambda s: s.execute(sa.text("SELECT count(*) FROM more")).scalar_one()) == 1
    assert shelf.condition.failure is not None
    assert shelf.condition.failure.lasting
    shelf.close()
