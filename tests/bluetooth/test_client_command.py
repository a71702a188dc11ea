"""`aislecast client` against a real service, with beacons from the air."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
import time
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from campaigns.app import create_app
from campaigns.client.errors import ServiceRefused
from campaigns.commands import client
from campaigns.errors import CampaignError, InvalidInput, NotFound, Refused
from campaigns.parts import assemble
from campaigns.settings import Settings
from campaigns.storage import schema
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.visits.tables import frames, visits
from campaigns.web.server import Server

from . import payloads
from .conftest import run
from .fake_bluez import FakeBlueZ

CLIENT = (sys.executable, "-c", "from campaigns.cli import main; main()", "client")
DEMO_SHOP = Path(__file__).parents[2] / "firmware_sim" / "stores" / "demo_shop.json"
NOON_MS = 1_767_600_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[str]:
    """The address of a service with the demo shop, as a trial store and as a live one."""
    settings = Settings(data_dir=folder, port=0)
    parts = assemble(settings, lambda: datetime.now(UTC))
    schema.upgrade(parts.database)
    document, now = DEMO_SHOP.read_bytes(), datetime.now(UTC)
    live = document.replace(b'"demo-shop"', b'"live-shop"')
    parts.database.write(lambda s: parts.stores.create(s, document, StoreKind.TRIAL, now))
    parts.database.write(lambda s: parts.stores.create(s, live, StoreKind.LIVE, now))
    parts.database.close()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listening = threading.Event()
        server = Server(create_app(settings), settings, listening.set)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert listening.wait(20)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def standing(tmp_path: Path) -> Path:
    """A recording of a phone that lies still for 1.5 s."""
    return lying_still(tmp_path / "standing.txt", 1.5)


def lying_still(path: Path, lasting_s: float) -> Path:
    until_ms = round(lasting_s * 1000)
    lines = [f"{NOON_MS + ms}\tTYPE_ACCELEROMETER\t0\t0\t9.81\t3\n" for ms in range(0, until_ms + 1, 20)]
    path.write_text(f"{NOON_MS - 100}\tTYPE_WAYPOINT\t2.0\t2.0\n" + "".join(lines))
    return path


async def outcome(url: str, imu: Path) -> tuple[int | None, str, str]:
    options = ("--url", url, "--store", "demo-shop", "--imu", str(imu), "--patience", "5")
    process = await asyncio.create_subprocess_exec(*CLIENT, *options, stdout=PIPE, stderr=PIPE)
    told, complaints = await process.communicate()
    return process.returncode, told.decode(), complaints.decode()


def test_what_is_heard_is_stored(bus: str, service: str, standing: Path, folder: Path) -> None:
    async def story() -> None:
        async with FakeBlueZ(bus) as bluez:
            walking = asyncio.create_task(outcome(service, standing))
            while not bluez.scanning:
                assert not walking.done(), walking.result()
                await asyncio.sleep(0.02)
            for rssi_dbm in (-70, -71, -72):
                await bluez.advertise("C4:7C:8D:00:00:01", payloads.ibeacon(7), rssi_dbm)
            told = "frames: 2 stored; sightings: 3; visit closed: shopper\n"
            assert await walking == (0, told, "")

    run(story)
    database = Database(f"sqlite:///{folder / 'aislecast.sqlite3'}")
    stored = database.read(lambda s: s.execute(sa.select(sa.func.count()).select_from(frames)).scalar())
    database.close()
    assert stored == 2


@pytest.mark.parametrize(("store_id", "error"), [("live-shop", Refused), ("nowhere", NotFound)])
def test_a_recording_walks_through_trial_stores_only(
    service: str, standing: Path, store_id: str, error: type[CampaignError]
) -> None:
    with pytest.raises(error, match=store_id):
        client.client(service, store_id, standing, radio="recorded", patience=5.0)


def test_a_token_that_is_none_is_not_repeated(standing: Path) -> None:
    with pytest.raises(InvalidInput, match="--token: is no token") as error:
        client.client("http://127.0.0.1:9", "demo-shop", standing, radio="recorded", token="geheim\nnis")
    assert "geheim" not in str(error.value)


def test_a_token_read_from_a_file_may_end_with_its_line(service: str, standing: Path) -> None:
    with pytest.raises(ServiceRefused, match="401"):
        client.client(service, "demo-shop", standing, radio="recorded", token="unknown\r\n")


@pytest.mark.parametrize("option", [{"adapter": "hci0"}, {"passive": True}])
def test_recorded_beacons_and_an_adapter_exclude_each_other(standing: Path, option: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="--radio: recorded beacons need no Bluetooth"):
        client.client("http://127.0.0.1:9", "demo-shop", standing, radio="recorded", **option)


def test_a_visit_that_is_broken_off_is_closed(service: str, folder: Path, tmp_path: Path) -> None:
    """Ctrl-C is no fault: one word of nothing, the status of shells, and nobody left in the shop."""
    database = Database(f"sqlite:///{folder / 'aislecast.sqlite3'}")

    def reasons() -> list[str | None]:
        """Of visits with a frame."""
        asked = sa.select(visits.c.close_reason).where(visits.c.next_sequence > 0)
        return list(database.read(lambda s: s.execute(asked.order_by(visits.c.began_at)).scalars().all()))

    before = reasons()
    options = ("--url", service, "--store", "demo-shop", "--radio", "recorded", "--patience", "5")
    imu = lying_still(tmp_path / "long.txt", 60.0)
    with subprocess.Popen(
        [*CLIENT, *options, "--imu", str(imu)], stderr=subprocess.PIPE, text=True
    ) as walking:
        while len(reasons()) == len(before):
            assert walking.poll() is None
            time.sleep(0.05)
        walking.send_signal(signal.SIGINT)
        _, complaints = walking.communicate(timeout=15)
    assert walking.returncode == 130, complaints
    assert "Traceback" not in complaints
    assert reasons() == [*before, "shopper"]
    database.close()


def test_what_of_the_recording_was_left_out_is_told(
    service: str, standing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with standing.open("a") as file:
        file.write(f"{NOON_MS}\tTYPE_ACCELEROMETER\tnan\t0\t9.81\t3\n")
    client.client(service, "demo-shop", standing, radio="recorded", speed=10.0, patience=5.0)
    told = capsys.readouterr()
    assert told.out == "frames: 2 stored; sightings: 0; visit closed: shopper\n"
    assert told.err == "aislecast: standing: records left out: 1 NaN or infinity\n"


def test_radio_in_real_time_and_speed_exclude_each_other(standing: Path) -> None:
    with pytest.raises(InvalidInput, match="--radio recorded"):
        client.client("http://127.0.0.1:9", "demo-shop", standing, speed=2.0)
