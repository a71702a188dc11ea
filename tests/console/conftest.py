"""A real service with a shop in it, people walking, and a real browser."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy.orm import Session

from campaigns.accounts import repository as accounts
from campaigns.accounts.domain import Role
from campaigns.app import create_app
from campaigns.client.service import Service
from campaigns.client.simulated import SimulatedCrowd
from campaigns.demo.shops import demo_shop
from campaigns.settings import Settings
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.service import Stores
from campaigns.web.access import SESSION_COOKIE
from campaigns.web.server import Server
from firmware_sim.itinerary import Habits
from firmware_sim.shopper import ShopFloor
from tests.console.judging import AXE, DESKTOP, PHONE, judged
from zones.storefile import dumps

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "artifacts" / "screens"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
LOGIN = "manager"
PATIENCE_MS = 20_000
STARTS_WITHIN_S = 30.0


@dataclass
class RunningService:
    """One service on a thread, at an address that it keeps when it is started again."""

    data_dir: Path
    hasher: PasswordHasher
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    port: int = 0
    _server: Server | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data_dir, shutdown_grace_s=0)

    def prepare(self, empty_database: Path) -> None:
        """A database with one log-in."""
        shutil.copy(empty_database, self.data_dir)
        now, hashed = datetime.now(UTC), self.hasher.hash(self.password)
        self._write(lambda session: accounts.insert_user(session, LOGIN, hashed, Role.ADMIN, now))

    def add_shop(self) -> None:
        """The example shop, as `aislecast store add` would."""
        now = datetime.now(UTC)
        self._write(lambda session: Stores().create(session, dumps(demo_shop()), StoreKind.TRIAL, now))

    def end_log_ins(self, page: Page) -> None:
        """End the page's log-in behind its back, as it ends by itself after some time."""
        token = next(c["value"] for c in page.context.cookies() if c["name"] == SESSION_COOKIE)
        headers = {"X-Aislecast": "1", "Cookie": f"{SESSION_COOKIE}={token}"}
        assert httpx.delete(f"{self.url}/v1/session", headers=headers).status_code == 204

    def _write(self, work: Callable[[Session], object]) -> None:
        database = Database(self.settings.database)
        database.write(work)
        database.close()

    def start(self) -> None:
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", self.port))
        self.port = bound.getsockname()[1]
        self._server = Server(create_app(self.settings), self.settings)
        self._thread = threading.Thread(target=self._server.run, args=([bound],), daemon=True)
        self._thread.start()
        until = time.monotonic() + STARTS_WITHIN_S
        while not self._server.started:
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "the service did not stop"
        self._server = None


@contextmanager
def shoppers_walking(service: RunningService, count: int, speed: float) -> Iterator[None]:
    """Simulated shoppers come and go through the public API, on a thread of their own."""
    store, rng = demo_shop(), np.random.default_rng(7)
    floor = ShopFloor(store, rng)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def walk() -> None:
        async with Service(service.url, patience_s=30.0, rng=rng) as client:
            await client.log_in(LOGIN, service.password)
            await client.create_campaign(store.venue_id, welcome_campaign())
            crowd = SimulatedCrowd(client, store, lambda _line: None, speed, patience_s=30.0)
            walks = [asyncio.create_task(shop_for_ever(crowd, f"shopper {k}")) for k in range(count)]
            await stop.wait()
            for task in walks:
                task.cancel()
            await asyncio.gather(*walks, return_exceptions=True)

    async def shop_for_ever(crowd: SimulatedCrowd, name: str) -> None:
        while True:
            await crowd.walk(floor.visit(name, Habits(), rng))

    thread = threading.Thread(target=lambda: loop.run_until_complete(walk()), daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()


def welcome_campaign() -> dict[str, object]:
    """An offer for whoever comes in: it fires within seconds of each visit."""
    return {
        "name": "Welcome",
        "state": "active",
        "priority": 100,
        "trigger": {"kind": "zone_enter", "zone_ids": [zone.id for zone in demo_shop().level().zones]},
        "creative": {"title": "Good to see you", "text": "A coffee is waiting at {zone}."},
    }


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} (CI is set, so this is a failure)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    for needed in (Settings(data_dir=Path()).console_dir / "index.html", AXE):
        if not needed.is_file():
            _missing(f"the console was not built ({needed.name} is missing): run `python3 dev.py setup`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        expect.set_options(timeout=PATIENCE_MS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def busy_shop(
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
    empty_database: Path,
    quick_hasher: PasswordHasher,
) -> Iterator[RunningService]:
    """The example shop with people in it. Not to be stopped by tests.

    It ends with the file that uses it: its people would take time from every later test of this process, and
    its sockets draw from `random`, which Hypothesis does not allow beside its own tests.
    """
    service = RunningService(tmp_path_factory.mktemp("busy"), quick_hasher)
    service.prepare(empty_database)
    service.add_shop()
    service.start()
    with shoppers_walking(service, count=4, speed=2.0):
        yield service
    service.stop()


@pytest.fixture
def own_service(
    tmp_path: Path, browser: Browser, empty_database: Path, quick_hasher: PasswordHasher
) -> Iterator[RunningService]:
    """A service without stores that a test may stop and start."""
    service = RunningService(tmp_path, quick_hasher)
    service.prepare(empty_database)
    service.start()
    yield service
    service.stop()


@dataclass
class Visitor:
    """One person at one screen; what the browser complains of is kept."""

    context: BrowserContext
    page: Page
    complaints: list[str]

    def log_in(self, service: RunningService, path: str = "/stores") -> Page:
        """Open an address and log in through the page."""
        self.page.goto(service.url + path)
        self.page.locator("#login").fill(LOGIN)
        self.page.locator("#password").fill(service.password)
        self.page.locator("form button.primary").click()
        self.page.locator("#content").wait_for(timeout=PATIENCE_MS)
        return self.page

    def enter(self, service: RunningService, path: str) -> Page:
        """Come with a log-in that was made before: what is tested is not the log-in."""
        body = {"login": LOGIN, "password": service.password}
        answer = self.context.request.post(f"{service.url}/v1/session", data=body)
        assert answer.ok, answer.text()
        self.page.goto(service.url + path)
        self.page.locator("#content").wait_for(timeout=PATIENCE_MS)
        return self.page

    def violations(self, within: str = "html") -> list[str]:
        """What axe-core finds on the page as it is, or in a part of it."""
        return judged(self.page, within)

    def keep_screen(self, name: str) -> None:
        """A picture to be looked at."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png")


Visit = Callable[..., Visitor]


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visit]:
    """Open a screen: `visitor(size, language, scheme)`."""
    contexts: list[BrowserContext] = []

    def open_screen(size: tuple[int, int] = DESKTOP, language: str = "en", scheme: str = "light") -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            color_scheme=scheme,  # type: ignore[arg-type]
            has_touch=size == PHONE,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        # A policy violation is an event of the document, not an exception.
        context.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " event => console.error('CSP', event.violatedDirective, event.blockedURI))"
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.text.startswith("CSP") else None,
        )
        return Visitor(context, page, complaints)

    yield open_screen
    for context in contexts:
        context.close()
