"""The database: whole transactions, savepoints inside them, snapshots for readers, aware times only."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.accounts.tables import audit_entries
from campaigns.storage.database import Database


def note(session: Session, action: str, at: datetime) -> None:
    session.execute(sa.insert(audit_entries).values(at=at, actor="a", action=action, subject="s", detail={}))


def noted(database: Database) -> list[str]:
    return list(database.read(lambda session: session.scalars(sa.select(audit_entries.c.action)).all()))


def test_a_failure_rolls_the_whole_transaction_back_released_savepoints_too(
    database: Database, now: datetime
) -> None:
    def work(session: Session) -> None:
        session.execute(sa.select(audit_entries)).all()
        with session.begin_nested():
            note(session, "inside a savepoint", now)
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        database.write(work)
    assert noted(database) == []


def test_a_failed_savepoint_leaves_the_rest(database: Database, now: datetime) -> None:
    def work(session: Session) -> None:
        note(session, "before", now)
        with contextlib.suppress(RuntimeError), session.begin_nested():
            note(session, "lost", now)
            raise RuntimeError("one visit failed")
        note(session, "after", now)

    database.write(work)
    assert noted(database) == ["before", "after"]


def test_a_reader_sees_one_moment(database: Database, now: datetime) -> None:
    def work(session: Session) -> tuple[int, int]:
        count = sa.select(sa.func.count()).select_from(audit_entries)
        before = session.scalar(count)
        database.write(lambda writing: note(writing, "meanwhile", now))
        after = session.scalar(count)
        assert before is not None
        assert after is not None
        return before, after

    assert database.read(work) == (0, 0)
    assert noted(database) == ["meanwhile"]


def test_a_writer_that_reads_first_waits_for_another_process(database: Database, now: datetime) -> None:
    """The command line beside the service, say: it holds the lock when this one begins."""
    other = Database(database.url)
    may_commit, holds_lock = threading.Event(), threading.Event()

    def theirs(session: Session) -> None:
        note(session, "theirs", now)
        holds_lock.set()
        assert may_commit.wait(5)

    thread = threading.Thread(target=lambda: other.write(theirs))
    thread.start()
    assert holds_lock.wait(5)
    threading.Timer(0.2, may_commit.set).start()

    def ours(session: Session) -> None:
        assert session.execute(sa.select(audit_entries)).all() != []
        note(session, "ours", now)

    database.write(ours)
    thread.join()
    other.close()
    assert noted(database) == ["theirs", "ours"]


def test_a_commit_is_on_the_disk_and_keys_are_enforced(database: Database) -> None:
    with database.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        }
    assert pragma == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


def test_times_come_back_as_utc_and_naive_ones_are_refused(database: Database) -> None:
    tokyo = timezone(timedelta(hours=9))
    database.write(lambda session: note(session, "a", datetime(2026, 1, 31, 9, 0, tzinfo=tokyo)))
    at = database.read(lambda session: session.scalar(sa.select(audit_entries.c.at)))
    assert at == datetime(2026, 1, 31, 0, 0, tzinfo=UTC)
    assert at is not None
    assert at.tzinfo is UTC
    with pytest.raises(sa.exc.StatementError, match="naive"):
        database.write(lambda session: note(session, "b", datetime(2026, 1, 31, 9, 0)))  # noqa: DTZ001


def test_a_database_outlives_its_process(tmp_path: Path, database: Database, now: datetime) -> None:
    database.write(lambda session: note(session, "kept", now))
    database.close()
    again = Database(database.url)
    assert noted(again) == ["kept"]
    again.close()
