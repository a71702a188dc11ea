"""`sim stream` against a real service: everybody's frames are stored, every visit ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.accounts.domain import Role
from campaigns.accounts.service import Accounts
from campaigns.storage.database import Database

ROOT = Path(__file__).parents[2]
DEMO_SHOP = ROOT / "firmware_sim" / "stores" / "demo_shop.json"
AISLECAST = (sys.executable, "-c", "from campaigns.cli import main; main()")
DATABASE = "aislecast.sqlite3"
PASSWORD = "walk-about-2026"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    made = tmp_path_factory.mktemp("service")
    shutil.copy(empty_database, made)
    return made


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """A service process on a free port."""
    now = datetime.now(UTC)
    with opened(folder) as database:
        database.write(lambda session: Accounts().add_user(session, "ops", PASSWORD, Role.ADMIN, now))
    environment = os.environ | {"AISLECAST_DATA_DIR": str(folder)}
    with (folder / "log").open("wb") as log:
        command = [*AISLECAST, "serve", "--port", "0"]
        serving = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment)
    try:
        assert serving.stdout is not None
        for line in serving.stdout:
            if found := re.search(rb"listens at (http://\S+:\d+)", line):
                yield found[1].decode()
                break
    finally:
        serving.terminate()
        serving.communicate(timeout=30)


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / DATABASE}")
    try:
        yield database
    finally:
        database.close()


def visits_of(folder: Path) -> list[tuple[object, int]]:
    """When each visit was closed, and how many frames it has."""
    with opened(folder) as database:
        rows = database.read(
            lambda session: (
                session.connection().exec_driver_sql("select closed_at, next_sequence from visits").all()
            )
        )
    return [(closed, frames) for closed, frames in rows]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_the_visits_that_are_open(
    url: str, folder: Path, tmp_path: Path, by: signal.Signals
) -> None:
    """Nobody stands in the shop until the service gives them up, a quarter of an hour later."""
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(f"store = '{DEMO_SHOP}'\nshoppers = 3\narrivals_s = 0.5\n")
    before = len(visits_of(folder))
    options = ["--url", url, "--login", "ops", "--password", PASSWORD]
    streaming = subprocess.Popen(
        [*AISLECAST, "sim", "stream", str(scenario), *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    until_s = time.monotonic() + 60.0
    while sum(frames > 0 for _, frames in visits_of(folder)[before:]) < 3:
        assert streaming.poll() is None
        assert time.monotonic() < until_s
        time.sleep(0.1)
    streaming.send_signal(by)
    told, _ = streaming.communicate(timeout=20)
    assert streaming.returncode == 130, told
    assert told == "interrupted: 3 open visits were ended\n"
    assert [closed is not None for closed, _ in visits_of(folder)[before:]] == [True] * 3


def test_everybody_is_streamed_one_at_a_time(url: str, folder: Path, tmp_path: Path) -> None:
    before = len(visits_of(folder))
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(
        f"store = '{DEMO_SHOP}'\nshoppers = 3\narrivals_s = 30.0\nstops = [1, 1]\n"
        "dwell_s = [0.5, 1.0]\ncheckout_s = [0.5, 1.0]\n"
        "[[beacons]]\nkeys = ['mac:02:00:00:00:00:01']\nx_m = 3.0\ny_m = 3.0\n"
    )
    options = ["--url", url, "--speed", "inf", "--at-once", "1", "--login", "ops", "--password", PASSWORD]
    done = subprocess.run(
        [*AISLECAST, "sim", "stream", str(scenario), *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    told = re.search(r"frames: (\d+) acknowledged; offers: 0; visits: 3 ended", done.stdout)
    assert told is not None, done.stdout
    unmapped = "1 of the beacons that were heard are not on the service's map of demo-shop"
    assert unmapped in done.stdout
    visits = visits_of(folder)[before:]
    assert sum(frames for _, frames in visits) == int(told[1]) > 60
    assert all(closed is not None for closed, _ in visits)
