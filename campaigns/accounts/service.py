"""Accounts: users of the console, their log-ins, the audit log."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import Session

from campaigns.accounts import repository
from campaigns.accounts.domain import (
    LONGEST_PASSWORD,
    SEEN_EVERY,
    SESSION_IDLES,
    SESSION_LASTS,
    AuditEntry,
    Role,
    StaffIdentity,
    check_password,
    checked_login,
    has_ended,
)
from campaigns.errors import Conflict, NotAuthenticated
from campaigns.tokens import new_token, token_hash


@cache
def _nobodys_hash() -> str:
    """Verified when a login is not known, so that the answer takes as long as a wrong password's."""
    return PasswordHasher().hash(new_token())


class Accounts:
    """Who may use the console.

    Passwords are kept as argon2id with the second recommended parameters of RFC 9106 (64 MiB, 3 passes,
    4 lanes: the library's defaults), about 50 ms of work. `verify` is therefore apart from `log_in`: it
    reads only, and runs where it does not hold up the one writer.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._nobody = _nobodys_hash()

    def add_user(self, session: Session, login: str, password: str, role: Role, now: datetime) -> int:
        """Add a user and give their id.

        Raises
        ------
        InvalidInput
            The login or password breaks the rules of `accounts.domain`.
        Conflict
            The login exists.
        """
        login = checked_login(login)
        check_password(password)
        if repository.user_by_login(session, login) is not None:
            raise Conflict(f"user {login} exists", "user-exists", login=login)
        return repository.insert_user(session, login, self._hasher.hash(_as_bytes(password)), role, now)

    def verify(self, session: Session, login: str, password: str) -> StaffIdentity:
        """Who has this login and password. Raises `NotAuthenticated`, after the same work in every case."""
        user = repository.user_by_login(session, login.strip().lower())
        try:
            self._hasher.verify(self._nobody if user is None else user.password_hash, _as_bytes(password))
        except (VerifyMismatchError, InvalidHashError) as error:
            raise NotAuthenticated("wrong login or password") from error
        if user is None:
            raise NotAuthenticated("wrong login or password")
        return user.identity

    def log_in(self, session: Session, staff: StaffIdentity, now: datetime) -> str:
        """Open a log-in for someone `verify` confirmed; the token is given out this once."""
        repository.delete_sessions_before(session, now - SESSION_LASTS, now - SESSION_IDLES)
        token = new_token()
        repository.insert_session(session, token_hash(token), staff.user_id, now)
        return token

    def identify(self, session: Session, token: str, now: datetime) -> StaffIdentity:
        """Who is logged in with `token`. Raises `NotAuthenticated`."""
        return self._open_session(session, token, now).identity

    def is_use_due(self, session: Session, token: str, now: datetime) -> bool:
        """Whether the last use of a log-in should be stored again with `note_use`."""
        return now - self._open_session(session, token, now).seen_at >= SEEN_EVERY

    def note_use(self, session: Session, token: str, now: datetime) -> None:
        """Store that a log-in is in use."""
        repository.touch_session(session, token_hash(token), now)

    def log_out(self, session: Session, token: str) -> None:
        """End a log-in; one that has ended already is no error."""
        repository.delete_session(session, token_hash(token))

    def audit(
        self,
        session: Session,
        actor: str,
        action: str,
        subject: str,
        detail: Mapping[str, object],
        now: datetime,
    ) -> None:
        """Write down what a person of the console (or the command line) did, in the same transaction."""
        repository.insert_audit(session, AuditEntry(now, actor, action, subject, dict(detail)))

    def audit_entries(self, session: Session, limit: int = 100) -> Sequence[AuditEntry]:
        """The newest audit entries first."""
        return repository.audit_of(session, limit)

    def _open_session(self, session: Session, token: str, now: datetime) -> repository.StoredSession:
        found = repository.session_by_hash(session, token_hash(token))
        if found is None or has_ended(found.created_at, found.seen_at, now):
            raise NotAuthenticated("not logged in")
        return found


def _as_bytes(password: str) -> bytes:
    """One form for every way of typing the same characters (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password[:LONGEST_PASSWORD]).encode("utf-8", "surrogatepass")
