"""A simulated member of staff who surveys a shop with the survey page of a real browser.

The page, the service and the scanner live on one simulated time: the browser's clock is Playwright's, the
service is given its clock. What is real is everything between a press of the button and the recording.
"""

from __future__ import annotations

import math
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import numpy as np
from _motion_events import DISPATCH, EVENTS_AT_ONCE, motion_rows
from playwright.sync_api import Page, sync_playwright

from campaigns.accounts.domain import Role
from campaigns.accounts.service import Accounts
from campaigns.app import create_app
from campaigns.settings import Settings
from campaigns.storage import schema
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.service import Stores
from campaigns.web.server import Server
from firmware_sim.errors import NoWay
from firmware_sim.motion import Gait, Leg, Truth, walk
from firmware_sim.phone import Phone, sense
from firmware_sim.shopper import ShopFloor, drawn_gait
from positioning.types import BeaconSighting
from zones.store import Store
from zones.storefile import dumps

LOGIN = "surveyor"
BEGAN = datetime(2026, 1, 5, 10, tzinfo=UTC)
PHONE_VIEW = {"width": 390, "height": 844}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

TAP_SD_M = 0.6
"""How far from where they tap people truly are, in each axis: corners are not cut besides (SIM-14 has 0.55 m
all told)."""
MOST_DETOUR, TOUCH_M = 1.5, 0.2
"""A way round something is longer than so many times the straight one, and a cell of the plan's raster."""
MOST_TRIES = 20
STOP_S = 1.0
"""A look at the phone and a press."""
SCANNER_AHEAD_MS = -9.0e8
MOST_SIGHTINGS = 500
PATIENCE_S = 30.0


@dataclass
class SimulatedTime:
    """The service's clock, moved by the surveyor."""

    now: datetime = BEGAN

    def __call__(self) -> datetime:
        return self.now

    @property
    def unix_ms(self) -> float:
        return self.now.timestamp() * 1e3


@dataclass
class SurveyedService:
    """A service that holds the plan of one store."""

    url: str
    folder: Path
    clock: SimulatedTime
    password: str


@contextmanager
def serving(plan: Store, folder: Path, console: Path | None) -> Iterator[SurveyedService]:
    """A service on a thread of its own, on simulated time."""
    settings = Settings(data_dir=folder, shutdown_grace_s=0)
    if console is not None:
        settings = settings.model_copy(update={"console_dir": console})
    clock, password = SimulatedTime(), secrets.token_urlsafe(12)
    database = Database(settings.database)
    schema.upgrade(database)
    database.write(lambda session: Accounts().add_user(session, LOGIN, password, Role.STAFF, BEGAN))
    database.write(lambda session: Stores().create(session, dumps(plan), StoreKind.TRIAL, BEGAN))
    database.close()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = Server(create_app(settings, clock), settings)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        until_s = time.monotonic() + 60.0
        while not server.started:
            if time.monotonic() > until_s:
                raise SystemExit("the service did not start")
            time.sleep(0.05)
        yield SurveyedService(f"http://127.0.0.1:{listener.getsockname()[1]}", folder, clock, password)
        server.should_exit = True
        thread.join(30.0)


@contextmanager
def phone(service: SurveyedService, venue_id: str) -> Iterator[Page]:
    """The survey page on a phone, logged in."""
    chromium = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if chromium is None:
        raise SystemExit("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport=PHONE_VIEW, has_touch=True, locale="en")  # type: ignore[arg-type]
        body = {"login": LOGIN, "password": service.password}
        if not context.request.post(f"{service.url}/v1/session", data=body).ok:
            raise SystemExit("the surveyor could not log in")
        page = context.new_page()
        page.clock.install(time=service.clock.now)
        page.goto(f"{service.url}/stores/{venue_id}/survey")
        page.get_by_role("button", name="Begin the walk").wait_for()
        page.get_by_role("button", name="Show a pairing code").wait_for()
        # From here on time passes for the page when it passes for the service.
        service.clock.now += timedelta(seconds=60.0)
        page.clock.pause_at(service.clock.now)
        yield page
        browser.close()


@dataclass
class Surveyor:
    """Walks, taps, and carries a scanner that hears."""

    service: SurveyedService
    page: Page
    floor: ShopFloor
    rng: np.random.Generator
    beside_m: float = TAP_SD_M
    token: str = ""
    sequence: int = 0
    walked_m: float = 0.0
    taps: int = 0
    heard: int = 0
    _pending: list[tuple[float, BeaconSighting]] = field(default_factory=list)
    _gait: Gait = field(init=False)

    def __post_init__(self) -> None:
        self._gait = drawn_gait(self.rng)

    def pair(self) -> None:
        """Read the code off the page and type it into the scanner."""
        self.page.get_by_role("button", name="Show a pairing code").click()
        command = self.page.locator("pre code").inner_text()
        body = {"code": command.rsplit(" ", 1)[1], "name": "simulated scanner"}
        answer = httpx.post(f"{self.service.url}/v1/survey/scanners", json=body)
        answer.raise_for_status()
        self.token = str(answer.json()["token"])

    def survey(self, *, moves: bool = True) -> None:
        """One walk, from “Begin the walk” to the end, along what the page proposes."""
        self.page.get_by_role("button", name="Begin the walk").click()
        here = self.page.get_by_role("button", name="I am here")
        places: list[tuple[float, float]] = []
        tapped_ms: list[float] = []
        target_m = None
        while (target_m := self._target_m(target_m)) is not None:
            stands_m = self._beside_m(target_m)
            if places:
                self._pass(self._leg_s(places[-1], stands_m) + STOP_S / 2)
            here.click()
            places.append(stands_m)
            tapped_ms.append(self.service.clock.unix_ms)
            self.taps += 1
            self._pass(STOP_S / 2)
        began_ms = tapped_ms[0] + 1e3 * STOP_S / 2
        truth = self._walk(places)
        carried = Phone.drawn(self.rng)
        self._hear(truth, began_ms)
        if moves:
            self._move(truth, carried, began_ms)
        self._send()
        self.page.get_by_role("button", name="End the walk").click()
        self._pass(4.0)
        self.page.get_by_text("This walk is with the service").wait_for()

    def ask_what_is_left(self) -> None:
        """Back to the beginning of the next walk, some minutes later."""
        self._pass(300.0)
        self.page.get_by_role("button", name="What is left?").click()
        self.page.get_by_role("button", name="Begin the walk").wait_for()

    def _target_m(self, before_m: tuple[float, float] | None) -> tuple[float, float] | None:
        """Where the page's mark is, as its own field says, once it has gone on from `before_m`; None once the
        page proposes nothing.
        """
        done = self.page.get_by_text("All done.")
        # The coordinates stand in the part that is folded away: read, not opened.
        fields = self.page.locator("fieldset input")
        until_s = time.monotonic() + PATIENCE_S
        while not done.is_visible():
            mark_m = tuple(map(float, fields.evaluate_all("fields => fields.map((f) => f.valueAsNumber)")))
            if len(mark_m) == 2 and mark_m != before_m:
                return mark_m
            if time.monotonic() > until_s:
                raise SystemExit("the page's mark did not go on")
            time.sleep(0.02)
        return None

    def _beside_m(self, target_m: tuple[float, float]) -> tuple[float, float]:
        """Where somebody stands who taps a place: beside it, never across a shelf from it."""
        routes = self.floor.floor.routes
        here_m = routes.nearest_m(*target_m)
        for aside_m in self.rng.normal(0.0, self.beside_m, (MOST_TRIES, 2)).tolist():
            try:
                there_m = routes.nearest_m(here_m[0] + aside_m[0], here_m[1] + aside_m[1])
                way_m = routes.distance_m(*here_m, *there_m)
            except NoWay:
                continue
            if way_m <= MOST_DETOUR * math.dist(here_m, there_m) + TOUCH_M:
                return there_m
        return here_m

    def _leg_s(self, a_m: tuple[float, float], b_m: tuple[float, float]) -> float:
        return max(0.6, len(self._walk([a_m, b_m]).t_s) / 50.0 - STOP_S)

    def _walk(self, places_m: Sequence[tuple[float, float]]) -> Truth:
        legs = [Leg(self.floor.floor.routes.way(*a, *b), STOP_S) for a, b in pairwise(places_m)]
        return walk(legs, self._gait, self.floor.level_id, 0.0)

    def _pass(self, seconds: float) -> None:
        """Let time go by, for the service and the page alike."""
        self.service.clock.now += timedelta(seconds=seconds)
        self.page.clock.run_for(round(seconds * 1e3))

    def _hear(self, truth: Truth, began_ms: float) -> None:
        """What the scanner heard on the way."""
        self.walked_m += float(np.hypot(np.diff(truth.x_m), np.diff(truth.y_m)).sum())
        scanner = Phone.drawn(self.rng)
        heard = self.floor.radio.heard(truth, scanner, self.rng, float(self.rng.uniform(0.0, 600.0)))
        self._pending += [(began_ms + 1e3 * each.t_s, each) for each in heard.sightings]

    def _move(self, truth: Truth, carried: Phone, began_ms: float) -> None:
        """Hand the page the events that a browser makes of the phone's sensors on this way.

        They come at the end of the walk with the time stamps of the way: the page's clock stands still while
        a leg is walked.
        """
        imu = sense(truth, carried, self.floor.north_rad, self.rng, self.floor.magnetic)
        page_ms = self.page.evaluate("performance.now()") - self.service.clock.unix_ms
        rows = motion_rows(imu, page_ms + began_ms)
        for first in range(0, len(rows), EVENTS_AT_ONCE):
            self.page.evaluate(DISPATCH, rows[first : first + EVENTS_AT_ONCE].tolist())
            self._pass(10.0)

    def _send(self) -> None:
        for first in range(0, len(self._pending), MOST_SIGHTINGS):
            some = self._pending[first : first + MOST_SIGHTINGS]
            self.sequence += 1
            body = {
                "sequence": self.sequence,
                "clock": "simulated-boot-1",
                "readings": [self._reading()],
                "sightings": [
                    {"t_ms": at_ms + SCANNER_AHEAD_MS, "key": each.key, "rssi_dbm": each.rssi_dbm}
                    for at_ms, each in some
                ],
            }
            headers = {"Authorization": f"Bearer {self.token}"}
            answer = httpx.post(f"{self.service.url}/v1/survey/radio", json=body, headers=headers)
            answer.raise_for_status()
            self.heard += int(answer.json()["sightings"])
        self._pending.clear()

    def _reading(self) -> dict[str, float]:
        """A round trip whose way there takes 8 ms and way back 20."""
        service_ms = float(httpx.get(f"{self.service.url}/v1/clock").json()["unix_ms"])
        scanner_ms = service_ms + SCANNER_AHEAD_MS
        return {"sent_ms": scanner_ms - 8.0, "service_ms": service_ms, "received_ms": scanner_ms + 20.0}
