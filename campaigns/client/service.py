"""The service's HTTP API as a client needs it: stores, registration, the console's log-in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx
import numpy as np

from campaigns.client.backoff import BackOff
from campaigns.client.errors import NoAddress, ServiceAway, ServiceRefused, UnexpectedMessage
from campaigns.client.patience import Patience
from campaigns.client.tokens import is_token

PURPOSES = ("positioning", "offers", "analytics", "personalisation", "map_improvement")
CONSENT_TEXT = "client-1"
_NOT_FOUND = 404
_SERVER_ERROR = 500
_TOO_MANY = 429
LAST_PORT = 65_535

ANSWER_S = 30.0
"""For one whole answer, at most."""

MOST_RETRY_AFTER_S = 3600.0
"""A longer wait is not waited: whoever asks for one means something else."""

MOST_BYTES = 4 * 2**20
"""Of one answer; those that are asked for here are a few hundred bytes."""


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """What anybody may know of a store."""

    store_id: str
    name: str
    kind: str
    revision: int


@dataclass(frozen=True, slots=True)
class _Answer:
    path: str
    status: int
    body: bytes
    retry_after: str

    @property
    def asked_wait_s(self) -> float | None:
        """How long a limit that was reached asks to wait (RFC 9110, 10.2.3, in seconds)."""
        if self.status != _TOO_MANY or not (self.retry_after.isascii() and self.retry_after.isdigit()):
            return None
        wait_s = float(self.retry_after)
        return wait_s if wait_s <= MOST_RETRY_AFTER_S else None


class Service:
    """A running service; use as an async context manager. `tell` hears once when an answer is waited for, and
    once when the service limits how often it is asked.

    Raises
    ------
    NoAddress
        From the constructor.
    ServiceAway, ServiceRefused, UnexpectedMessage
        From every method that asks the service.
    """

    def __init__(
        self,
        url: str,
        *,
        patience_s: float,
        rng: np.random.Generator,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        address = _address(url.rstrip("/"))
        self.url = str(address).rstrip("/")
        self._patience_s = patience_s
        self._rng = rng
        self._tell = tell
        self._told_limits: set[str] = set()
        self._http = httpx.AsyncClient(base_url=address, timeout=ANSWER_S)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def summary(self, store_id: str) -> StoreSummary | None:
        """The store, or None when the service does not know it."""
        answer = await self._ask("GET", f"/v1/stores/{store_id}/summary")
        if answer.status == _NOT_FOUND:
            return None
        fields = _fields(answer, "store_id", "name", "kind", "revision")
        return StoreSummary(
            str(fields["store_id"]), str(fields["name"]), str(fields["kind"]), fields["revision"]
        )

    async def register(self, store_id: str, purposes: Iterable[str] = PURPOSES) -> str:
        """Register a shopper who grants these purposes and no other; returns the token."""
        granted = frozenset(purposes)
        consent = {purpose: purpose in granted for purpose in PURPOSES}
        body = {"consent": consent, "text_version": CONSENT_TEXT}
        path = f"/v1/stores/{store_id}/shoppers"
        answer = await self._ask("POST", path, what="registrations", json=body)
        token = _fields(answer, "token")["token"]
        if not isinstance(token, str) or not is_token(token):
            # Not repeated: it may be a secret.
            raise UnexpectedMessage(f"{path} answered a token that is none")
        return token

    async def log_in(self, login: str, password: str) -> None:
        """Log in to the console; the cookie is kept for the methods below."""
        _fields(await self._ask("POST", "/v1/session", json={"login": login, "password": password}))

    async def create_trial_store(self, document: bytes) -> None:
        """Create a trial store from a store.json document. Needs a log-in."""
        _fields(await self._ask("POST", "/v1/stores", params={"kind": "trial"}, content=document))

    async def create_campaign(self, store_id: str, campaign: Mapping[str, Any]) -> str:
        """Create a campaign (docs/api.md); returns its id. Needs a log-in."""
        answer = await self._ask("POST", f"/v1/stores/{store_id}/campaigns", json=campaign)
        return str(_fields(answer, "id")["id"])

    async def _ask(self, method: str, path: str, *, what: str = "requests", **body: Any) -> _Answer:
        """Ask, and ask again while the service is away or overloaded, within the patience; a wait that the
        service asks for because it limits `what` does not count.
        """
        back_off, patience, told = BackOff(self._rng), Patience(self._patience_s), False
        patience.begin()
        while True:
            limit_s = patience.answer_s(ANSWER_S)
            try:
                async with asyncio.timeout(limit_s):
                    answer = await self._answer(method, path, **body)
            except TimeoutError:
                reason = f"no whole answer within {limit_s:.0f} s"
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
            else:
                if answer.status < _SERVER_ERROR and answer.status != _TOO_MANY:
                    return answer
                if (asked_s := answer.asked_wait_s) is not None:
                    self._tell_limit(what)
                    await asyncio.sleep(asked_s + back_off.next_s())  # not with all others at once
                    patience.renew()
                    patience.begin()
                    continue
                reason = f"status {answer.status}"
            if patience.has_ended:
                raise ServiceAway(self.url, patience.spent_s, reason)
            if not told:
                self._tell(f"{self.url} does not answer ({reason}); trying for {self._patience_s:g} s")
                told = True
            await asyncio.sleep(back_off.next_s())

    def _tell_limit(self, what: str) -> None:
        if what not in self._told_limits:
            self._told_limits.add(what)
            self._tell(f"{self.url} limits {what}; waiting as long as it asks")

    async def _answer(self, method: str, path: str, **body: Any) -> _Answer:
        headers = {"X-Aislecast": "1", "Content-Type": "application/json"}
        received = bytearray()
        async with self._http.stream(method, path, headers=headers, **body) as answer:
            try:
                async for part in answer.aiter_bytes():
                    received += part
                    if len(received) > MOST_BYTES:
                        raise UnexpectedMessage(f"{path} answered more than {MOST_BYTES} bytes")
            except httpx.DecodingError as error:
                raise UnexpectedMessage(f"{path} answered what cannot be decoded: {error}") from error
        retry_after = answer.headers.get("Retry-After", "")
        return _Answer(path, answer.status_code, bytes(received), retry_after)


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise NoAddress(url, str(error)) from error
    if address.scheme not in {"http", "https"} or not address.host:
        raise NoAddress(url, "it reads http://HOST:PORT or https://HOST")
    if address.userinfo:
        raise NoAddress(address.host, "a user or password in it is not used")
    if address.query or address.fragment:
        raise NoAddress(url, "it ends with the host, the port or a path")
    if address.port is not None and not 0 < address.port <= LAST_PORT:
        raise NoAddress(url, f"ports are 1 to {LAST_PORT}")
    return address


def _fields(answer: _Answer, *wanted: str) -> Mapping[str, Any]:
    """The object of a successful answer, which has the wanted fields."""
    try:
        fields = json.loads(answer.body) if answer.body else {}
    except (ValueError, RecursionError) as error:
        raise UnexpectedMessage(f"{answer.path} answered {answer.status} without JSON") from error
    if not isinstance(fields, dict):
        raise UnexpectedMessage(f"{answer.path} answered no object")
    if httpx.codes.is_error(answer.status):
        raise ServiceRefused(
            answer.status,
            str(fields.get("title", "")),
            str(fields.get("detail") or fields.get("errors") or ""),
        )
    if missing := [name for name in wanted if name not in fields]:
        raise UnexpectedMessage(f"{answer.path} answered without {', '.join(missing)}")
    return fields
