"""`sim stream` against a real service: everybody's frames are stored, every visit ends."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.accounts.domain import Role
from campaigns.accounts.service import Accounts
from campaigns.storage import schema
from campaigns.storage.database import Database

ROOT = Path(__file__).parents[2]
DEMO_SHOP = ROOT / "firmware_sim" / "stores" / "demo_shop.json"
AISLECAST = (sys.executable, "-c", "from campaigns.cli import main; main()")
DATABASE = "aislecast.sqlite3"
PASSWORD = "walk-about-2026"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service of its own on a free port."""
    monkeypatch.setenv("AISLECAST_DATA_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / DATABASE}")
    try:
        schema.upgrade(database)
        now = datetime.now(UTC)
        database.write(lambda session: Accounts().add_user(session, "ops", PASSWORD, Role.ADMIN, now))
    finally:
        database.close()
    with (tmp_path / "log").open("wb") as log:
        serving = subprocess.Popen([*AISLECAST, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=log)
    try:
        assert serving.stdout is not None
        for line in serving.stdout:
            if found := re.search(rb"listens at (http://\S+:\d+)", line):
                yield found[1].decode()
                break
    finally:
        serving.terminate()
        serving.communicate(timeout=30)


def test_everybody_is_streamed_one_at_a_time(url: str, tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(
        f"store = '{DEMO_SHOP}'\nshoppers = 3\narrivals_s = 30.0\nstops = [1, 1]\n"
        "dwell_s = [0.5, 1.0]\ncheckout_s = [0.5, 1.0]\n"
    )
    options = ["--url", url, "--speed", "inf", "--at-once", "1", "--login", "ops", "--password", PASSWORD]
    done = subprocess.run(
        [*AISLECAST, "sim", "stream", str(scenario), *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    told = re.search(r"frames: (\d+) acknowledged; offers: 0; visits: 3 ended", done.stdout)
    assert told is not None, done.stdout
    database = Database(f"sqlite:///{tmp_path / DATABASE}")
    try:
        visits = database.read(
            lambda session: (
                session.connection().exec_driver_sql("select closed_at, next_sequence from visits").all()
            )
        )
    finally:
        database.close()
    assert sum(frames for _, frames in visits) == int(told[1]) > 60
    assert all(closed is not None for closed, _ in visits)
