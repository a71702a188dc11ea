"""The demo as a person starts it: simulator -> WebSocket -> offer -> stored stays, and a clean end."""

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from campaigns.storage.database import Database

DEMO = (
    sys.executable,
    "-c",
    # Where tests run detached from a terminal, SIGHUP is ignored, and what they start inherits that.
    "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL); from campaigns.cli import main; main()",
    "demo",
    "--no-mall",
)
OFFER_WITHIN_S = 120.0


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*DEMO, "--port", "0", "--speed", "30", "--shoppers", "3", "--data", str(tmp_path / "data")],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    watchdog = threading.Timer(OFFER_WITHIN_S, process.kill)
    watchdog.start()
    yield process
    watchdog.cancel()
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def stored(database: Database) -> tuple[int, int]:
    """How many offers phones confirmed, and how many stays there are."""
    count = (
        "SELECT (SELECT count(*) FROM deliveries WHERE state = 'received'), (SELECT count(*) FROM zone_stays)"
    )
    received, stays = database.read(lambda session: session.execute(sa.text(count)).one())
    return received, stays


def test_shoppers_get_offers_and_stays_are_stored(demo: subprocess.Popen[str], tmp_path: Path) -> None:
    assert demo.stdout is not None
    told: list[str] = []
    for line in demo.stdout:
        told.append(line)
        if re.match(r"\d\d:\d\d:\d\d  shopper \d+ at ", line):
            break
    text = "".join(told)
    assert "shopper" in told[-1], text
    assert re.search(r"console:  http://127\.0\.0\.1:\d+/", text)
    assert re.search(r"password: \S{12,}", text)
    database = Database(f"sqlite:///{tmp_path / 'data' / 'service' / 'aislecast.sqlite3'}")
    while stored(database)[0] == 0:  # the phone's answer to the offer is under way
        assert demo.poll() is None, "no offer was confirmed"
        time.sleep(0.1)
    demo.send_signal(signal.SIGINT)
    rest = demo.stdout.read()
    assert demo.wait(15) == 0, rest
    assert rest.endswith("demo ended\n")
    assert "Traceback" not in rest
    received, stays = stored(database)
    database.close()
    assert received >= 1
    assert stays >= 1


def test_a_closed_terminal_ends_it(demo: subprocess.Popen[str]) -> None:
    assert demo.stdout is not None
    while not demo.stdout.readline().startswith("password: "):
        assert demo.poll() is None
    demo.send_signal(signal.SIGHUP)
    rest = demo.stdout.read()
    assert demo.wait(15) == 0, rest
    assert rest.endswith("demo ended\n")


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*DEMO, "--port", port], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f":{port}" in done.stderr
    assert "--port" in done.stderr


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    done = subprocess.run(
        [*DEMO, "--port", "0", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
