"""Accounts: passwords are never kept, log-ins end, an unknown login looks like a wrong password."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from campaigns.accounts.domain import SESSION_IDLES, SESSION_LASTS, Role
from campaigns.accounts.service import Accounts
from campaigns.accounts.tables import sessions, users
from campaigns.errors import Conflict, InvalidInput, NotAuthenticated
from campaigns.storage.database import Database

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def user_id(database: Database, accounts: Accounts, now: datetime) -> int:
    return database.write(lambda session: accounts.add_user(session, "Mika", PASSWORD, Role.ADMIN, now))


def log_in(database: Database, accounts: Accounts, now: datetime) -> str:
    staff = database.read(lambda session: accounts.verify(session, "mika", PASSWORD))
    return database.write(lambda session: accounts.log_in(session, staff, now))


@pytest.mark.usefixtures("user_id")
def test_only_hashes_are_stored(database: Database, accounts: Accounts, now: datetime) -> None:
    token = log_in(database, accounts, now)
    stored = database.read(lambda session: session.scalar(sa.select(users.c.password_hash)))
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert database.read(lambda session: session.scalar(sa.select(sessions.c.token_hash))) != token


@pytest.mark.usefixtures("user_id")
@pytest.mark.parametrize(
    ("login", "password"), [("mika", "wrong"), ("nobody", PASSWORD), ("", ""), ("m\0", "\ud800")]
)
def test_wrong_credentials_all_say_the_same(
    database: Database, accounts: Accounts, login: str, password: str
) -> None:
    with pytest.raises(NotAuthenticated, match="wrong login or password"):
        database.read(lambda session: accounts.verify(session, login, password))


def test_an_unknown_login_costs_a_verification(
    database: Database, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    verify = accounts._hasher.verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            verified.append(stored)
            return verify(stored, password)

    monkeypatch.setattr(accounts, "_hasher", Counting())
    with pytest.raises(NotAuthenticated):
        database.read(lambda session: accounts.verify(session, "nobody", PASSWORD))
    assert [stored[:10] for stored in verified] == ["$argon2id$"]


def test_a_log_in_is_identified_until_log_out(
    database: Database, accounts: Accounts, user_id: int, now: datetime
) -> None:
    token = log_in(database, accounts, now)
    staff = database.read(lambda session: accounts.identify(session, token, now))
    assert (staff.user_id, staff.login, staff.role) == (user_id, "mika", Role.ADMIN)
    database.write(lambda session: accounts.log_out(session, token))
    with pytest.raises(NotAuthenticated):
        database.read(lambda session: accounts.identify(session, token, now))


@pytest.mark.usefixtures("user_id")
def test_a_log_in_ends_when_idle(database: Database, accounts: Accounts, now: datetime) -> None:
    token = log_in(database, accounts, now)
    just_before = now + SESSION_IDLES - timedelta(seconds=1)
    assert database.read(lambda session: accounts.is_use_due(session, token, just_before))
    with pytest.raises(NotAuthenticated):
        database.read(lambda session: accounts.identify(session, token, now + SESSION_IDLES))
    database.write(lambda session: accounts.note_use(session, token, just_before))
    assert not database.read(lambda session: accounts.is_use_due(session, token, just_before))
    database.read(lambda session: accounts.identify(session, token, now + SESSION_IDLES))


@pytest.mark.usefixtures("user_id")
def test_a_log_in_ends_after_its_absolute_life_even_in_use(
    database: Database, accounts: Accounts, now: datetime
) -> None:
    token = log_in(database, accounts, now)
    end = now + SESSION_LASTS
    database.write(lambda session: accounts.note_use(session, token, end - timedelta(seconds=1)))
    with pytest.raises(NotAuthenticated):
        database.read(lambda session: accounts.identify(session, token, end))


@pytest.mark.usefixtures("user_id")
def test_ended_log_ins_are_cleared_away(database: Database, accounts: Accounts, now: datetime) -> None:
    log_in(database, accounts, now)
    log_in(database, accounts, now + SESSION_LASTS)
    count = sa.select(sa.func.count()).select_from(sessions)
    assert database.read(lambda session: session.scalar(count)) == 1


@pytest.mark.usefixtures("user_id")
def test_a_login_exists_once_whatever_its_case(database: Database, accounts: Accounts, now: datetime) -> None:
    with pytest.raises(Conflict):
        database.write(lambda session: accounts.add_user(session, "MIKA", PASSWORD, Role.ADMIN, now))


@pytest.mark.parametrize(
    ("login", "password", "where"),
    [
        ("", PASSWORD, "login"),
        ("a b", PASSWORD, "login"),
        ("ok", "short", "password"),
        ("ok", "x" * 257, "password"),
    ],
)
def test_bad_logins_and_passwords_are_refused(
    database: Database, accounts: Accounts, now: datetime, login: str, password: str, where: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        database.write(lambda session: accounts.add_user(session, login, password, Role.ADMIN, now))
    assert refused.value.where == where


def test_the_audit_log_gives_the_newest_first(database: Database, accounts: Accounts, now: datetime) -> None:
    database.write(
        lambda session: accounts.audit(session, "mika", "store.create", "a", {"kind": "live"}, now)
    )
    database.write(lambda session: accounts.audit(session, "mika", "map.publish", "a", {"number": 2}, now))
    entries = database.read(lambda session: accounts.audit_entries(session, 1))
    assert [(entry.action, entry.subject, entry.detail) for entry in entries] == [
        ("map.publish", "a", {"number": 2})
    ]
