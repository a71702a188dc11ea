"""SIGKILL of the service while a map is published, a radio map fitted and a plan read.

Nothing is lost, nothing is there by half, and no process of the service goes on without it.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from campaigns.accounts import repository as accounts
from campaigns.accounts.domain import Role
from campaigns.demo.shops import demo_shop
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.service import Stores
from tests.campaigns.stores.jobs.conftest import made_walk
from tests.campaigns.stores.plans.test_api import IMDF, zipped
from zones.storefile import dumps

SERVE = (sys.executable, "-c", "from campaigns.cli import main; main()", "serve", "--port", "0")
PATIENCE_S, WALKS = 60.0, 4
PUBLISHING_S = 0.03
"""Half of what it takes in the demo shop."""

SHOP, LOGIN, PASSWORD = "demo-shop", "olga", "a long enough password"
READER, WORKER = "campaigns.stores.plans.reading", "campaigns.stores.jobs.work"
DATABASE = "aislecast.sqlite3"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks proc(5) for the service's processes")


def until(is_so: Callable[[], object]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(0.01)


def programs(name: str, folder: Path) -> list[int]:
    """The processes that run a module of ours with an argument in `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = (process / "cmdline").read_bytes().decode("utf-8", "replace")
            if name in told and str(folder) in told:
                found.append(int(process.name))
    return found


@dataclass
class Desk:
    """A service process over a folder, and somebody who is logged in."""

    process: subprocess.Popen[str]
    client: httpx.Client
    folder: Path

    def ask(self, method: str, path: str, **more: Any) -> Any:
        answer = self.client.request(method, f"/stores/{SHOP}{path}", **more)
        answer.raise_for_status()
        return answer.json()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(20) == -signal.SIGKILL

    def draw(self, name: str) -> dict[str, Any]:
        """Give the first shelf another name; gives the draft."""
        draft = self.ask("GET", "/draft")
        level = draft["levels"][0]
        shelf = next(each for each in level["features"] if each["kind"] == "fixture")
        change = {"level_id": level["id"], "kind": "fixture", "id": shelf["id"]}
        change["value"] = shelf["value"] | {"name": name}
        self.ask("POST", "/draft/changes", json={"version": draft["version"], "changes": [change]})
        return self.ask("GET", "/draft")  # type: ignore[no-any-return]

    def shelf(self) -> str:
        """The first shelf's name on the map in force."""
        return str(self.ask("GET", "/map")["levels"][0]["fixtures"][0]["name"])


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """A service of its own; gone at the end, one way or the other."""
    told = folder / "temporary"
    environment = os.environ | {"AISLECAST_DATA_DIR": str(folder), "TMPDIR": str(told)}
    with subprocess.Popen(SERVE, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = (
                "http://"
                + next(line for line in process.stdout if "http://" in line).split("http://")[1].strip()
            )
            with httpx.Client(
                base_url=f"{url}/v1", headers={"X-Aislecast": "1"}, timeout=PATIENCE_S
            ) as client:
                said = {"login": LOGIN, "password": PASSWORD}
                client.post("/session", json=said).raise_for_status()
                yield Desk(process, client, folder)
        finally:
            if process.poll() is None:
                process.terminate()


def answered(sent: Future[httpx.Response]) -> int | None:
    """The status of a request that the kill may have cut; None when it did."""
    try:
        return sent.result(PATIENCE_S).status_code
    except httpx.TransportError:
        return None


@pytest.fixture
def folder(tmp_path: Path, empty_database: Path, quick_hasher: PasswordHasher) -> Path:
    """A data folder with the demo shop and somebody who may do all of it."""
    (tmp_path / "temporary").mkdir()
    shutil.copy(empty_database, tmp_path / DATABASE)
    database, now = Database(f"sqlite:///{tmp_path / DATABASE}"), datetime.now(UTC)
    database.write(lambda s: Stores().create(s, dumps(demo_shop()), StoreKind.TRIAL, now))
    hashed = quick_hasher.hash(PASSWORD)
    database.write(lambda s: accounts.insert_user(s, LOGIN, hashed, Role.ADMIN, now))
    database.close()
    return tmp_path


def test_a_kill_in_the_middle_of_the_desks_work_loses_nothing(folder: Path) -> None:
    with desk(folder) as before:
        for number in range(WALKS):
            before.ask("POST", "/recordings", params={"name": f"w{number}.txt"}, content=made_walk(number))
        cut(before, "Drawn before")
    with desk(folder) as after:
        look(after, "Drawn before")
        job = after.ask("POST", "/jobs", json={"kind": "fit"})["id"]
        assert send_plan(after.client).status_code == 201
        assert after.client.get("/stores/centre/map").json()["levels"][0]["units"][0]["id"] == "shop"
        until(lambda: after.ask("GET", f"/jobs/{job}")["share"])  # it is worked at


def send_plan(client: httpx.Client) -> httpx.Response:
    return client.post("/plans", params={"store_id": "centre", "kind": "trial"}, content=zipped(IMDF))


def cut(desk: Desk, name: str) -> None:
    """Draw, have all three going, and kill the service."""
    draft = desk.draw(name)
    before = len(desk.ask("GET", "/revisions")["items"])
    job = desk.ask("POST", "/jobs", json={"kind": "fit"})["id"]
    until(lambda: desk.ask("GET", f"/jobs/{job}")["share"])
    assert programs(WORKER, desk.folder)
    with ThreadPoolExecutor(2) as others:
        plan = others.submit(send_plan, desk.client)
        until(lambda: programs(READER, desk.folder))
        said = {"version": draft["version"], "note": name}
        published = others.submit(desk.client.post, f"/stores/{SHOP}/draft/publish", json=said)
        time.sleep(PUBLISHING_S)
        desk.kill()
    assert answered(plan) is None
    until(lambda: not programs(WORKER, desk.folder) and not programs(READER, desk.folder))
    until(lambda: not list((desk.folder / "temporary").glob("aislecast-*")))
    with sqlite3.connect(desk.folder / DATABASE) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        (revisions,) = database.execute("SELECT count(*) FROM map_revisions").fetchone()
    database.close()
    # What was said to be published is; what was not may be, whole.
    assert revisions in ({None: (before, before + 1), 200: (before + 1,)}[answered(published)])


def look(desk: Desk, name: str) -> None:
    """What was drawn is published or in the draft, and is published again; the rest stands as it was."""
    draft = desk.ask("GET", "/draft")
    assert draft["changed"] == (0 if desk.shelf() == name else 1)
    if draft["changed"]:
        desk.ask("POST", "/draft/publish", json={"version": draft["version"], "note": "again"})
    assert (desk.shelf(), desk.ask("GET", "/draft")["changed"]) == (name, 0)
    assert desk.ask("GET", "/jobs")["items"][0]["state"] == "interrupted"
    assert len(desk.ask("GET", "/recordings")["items"]) == WALKS
    assert [each["id"] for each in desk.client.get("/stores").json()["items"]] == [SHOP]
