"""What tests of the service share: a database with every table, a clock, a small store."""

from __future__ import annotations

import importlib
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from shapely import box

from campaigns.storage.database import Database, metadata
from positioning.types import LevelId
from zones.level import Entrance, Level, Zone, ZoneId, ZoneKind
from zones.store import Revision, Store, VenueId
from zones.storefile import dumps

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from fastapi import FastAPI

CAPABILITIES = (
    "accounts",
    "stores",
    "stores.drafts",
    "stores.health",
    "stores.pictures",
    "stores.jobs",
    "stores.products",
    "stores.recordings",
    "stores.surveys",
    "shoppers",
    "delivery",
    "offers",
    "visits",
)


@pytest.fixture
def now() -> datetime:
    """A moment in opening hours: a Saturday noon in London."""
    return datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An SQLite file with the tables of every capability."""
    for capability in CAPABILITIES:
        importlib.import_module(f"campaigns.{capability}.tables")
    opened = Database(f"sqlite:///{tmp_path / 'aislecast.sqlite3'}")
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


def small_store(venue_id: str = "corner-shop", name: str = "Corner shop") -> Store:
    """A room of 20 m x 10 m with an entrance and one zone."""
    level = Level(
        id=LevelId("ground"),
        name="Ground floor",
        ordinal=0,
        north_rad=1.5707963267948966,
        width_m=20.0,
        height_m=10.0,
        outline=box(0, 0, 20, 10),
        entrances=(Entrance("door", "Door", 1.0, 5.0),),
        zones=(Zone(ZoneId("tea"), "Tea", ZoneKind.SHELF, box(12, 2, 18, 8)),),
    )
    created = datetime(2026, 1, 1, tzinfo=UTC)
    return Store(VenueId(venue_id), name, "Europe/London", Revision(1, created), (level,))


@pytest.fixture
def store_document() -> bytes:
    """The small store as a document."""
    return dumps(small_store())


LOGIN, PASSWORD = "boss", "correct horse battery"
LOGINS = {"staff": "sam", "operator": "olga", "admin": LOGIN}
"""A person of every role, all with the same password."""
EVERY_PURPOSE = ("positioning", "offers", "analytics", "personalisation", "map_improvement")
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The service's clock, set by the test."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Served:
    """A running service with a person of every role and the small store; only the browser keeps cookies."""

    app: FastAPI
    url: str
    folder: Path
    clock: Clock
    database: Database
    browser: httpx.Client
    phone: httpx.Client

    def log_in(self, password: str = PASSWORD, role: str = "admin") -> httpx.Response:
        """The log-in's cookie stays with the browser."""
        return self.browser.post("/v1/session", json={"login": LOGINS[role], "password": password})

    def staff(self, method: str, path: str, **request: Any) -> httpx.Response:
        """A request of the console's own pages."""
        return self.browser.request(method, path, headers={"X-Aislecast": "1"}, **request)

    def register(self, *refused: str, store_id: str = "corner-shop") -> str:
        """A shopper's token; every purpose is granted but those refused."""
        consent = {purpose: purpose not in refused for purpose in EVERY_PURPOSE}
        body = {"consent": consent, "text_version": "2026-01"}
        answer = self.phone.post(f"/v1/stores/{store_id}/shoppers", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def shopper(self, token: str, method: str, path: str, **request: Any) -> httpx.Response:
        """A request of a shopper's app: a bearer token, no cookies."""
        return self.phone.request(method, path, headers={"Authorization": f"Bearer {token}"}, **request)


@contextmanager
def serving(folder: Path, clock: Clock, empty_database: Path, hasher: PasswordHasher) -> Iterator[Served]:
    """A service on a free port of the loopback, on a thread of its own."""
    from campaigns.accounts import repository
    from campaigns.accounts.domain import Role
    from campaigns.app import create_app
    from campaigns.settings import Settings
    from campaigns.stores.domain import StoreKind
    from campaigns.stores.service import Stores
    from campaigns.web.server import Server

    settings = Settings(
        data_dir=folder,
        console_dir=folder / "console",
        port=0,
        log_in_failures=3,
        registrations_per_minute=40,
    )
    shutil.copy(empty_database, folder)
    app = create_app(settings, clock)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listening = threading.Event()
        server = Server(app, settings, listening.set)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert listening.wait(20)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        database = Database(settings.database)
        hashed = hasher.hash(PASSWORD)
        for role, login in LOGINS.items():
            insert = partial(repository.insert_user, login=login, password_hash=hashed, role=Role(role))
            database.write(partial(insert, now=NOON))
        database.write(lambda session: Stores().create(session, dumps(small_store()), StoreKind.LIVE, NOON))
        with httpx.Client(base_url=url, timeout=20) as browser, httpx.Client(base_url=url) as phone:
            yield Served(app, url, folder, clock, database, browser, phone)
        database.close()
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def served(tmp_path: Path, empty_database: Path, quick_hasher: PasswordHasher) -> Iterator[Served]:
    """A service of this test alone."""
    with serving(tmp_path, Clock(), empty_database, quick_hasher) as running:
        yield running


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, empty_database: Path, quick_hasher: PasswordHasher
) -> Iterator[Served]:
    """One service for all tests of a file."""
    with serving(tmp_path_factory.mktemp("served"), Clock(), empty_database, quick_hasher) as found:
        yield found


@pytest.fixture
def shared(running: Served) -> Served:
    """The file's service, with a browser that nobody logged in yet."""
    running.browser.cookies.clear()
    return running
