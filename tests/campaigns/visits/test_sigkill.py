"""A server process that is killed in the middle of a stream, started again, and sent the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from websockets.sync.client import connect

from campaigns.delivery.tables import deliveries
from campaigns.offers.domain import TriggerKind
from campaigns.offers.tables import decisions
from campaigns.shoppers.domain import Purpose
from campaigns.visits.tables import frames, zone_stays
from positioning import wire
from positioning.types import SensorFrame

if TYPE_CHECKING:
    from conftest import Shop

Walks = list[list[SensorFrame]]
FRAMES = 40
CLOCK_NS = 5_000_000_000
SERVE = [sys.executable, "-c", "from campaigns.cli import main; main()", "serve", "--port", "0"]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A service process of its own over a folder; gone at the end, one way or the other."""
    environment = os.environ | {"AISLECAST_DATA_DIR": str(folder)}
    with subprocess.Popen(SERVE, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = next(line for line in process.stdout if "http://" in line).split("http://")[1].strip()
            yield f"ws://{address}/v1/stores/demo-shop/stream", process
        finally:
            if process.poll() is None:
                process.terminate()


def streamed(
    url: str, token: str, visit: UUID, began_at: datetime, walk: list[SensorFrame], upto: int
) -> int:
    """Send a walk from where the service stands; give how many frames were acknowledged when `upto` were.

    Offers are confirmed as a phone would.
    """
    with connect(url, additional_headers={"Authorization": f"Bearer {token}"}, compression=None) as phone:
        hello = {"type": "hello", "visit_id": str(visit), "clock_ns": CLOCK_NS, "utc": began_at.isoformat()}
        phone.send(json.dumps(hello))
        welcome = json.loads(phone.recv(timeout=30))
        stored = int(welcome["next_sequence"])
        for i in range(stored, len(walk)):
            phone.send(wire.encode_binary(walk[i], visit, i, CLOCK_NS, welcome["beacons"]))
        while stored < upto:
            message: dict[str, Any] = json.loads(phone.recv(timeout=30))
            if message["type"] == "ack":
                stored = message["sequence"] + 1
            elif message["type"] == "offer":
                phone.send(json.dumps({"type": "received", "delivery_id": message["delivery_id"]}))
    return stored


def outcome(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    """What must not depend on the kill: everything but the service's own clock readings."""
    (offered,) = (
        shop.parts.database.read(
            lambda s: s.execute(sa.select(deliveries.c.id, deliveries.c.campaign_id)).all()
        ),
    )
    return {
        "frames": shop.rows(frames),
        "decisions": shop.rows(decisions, "decided_at", "evidence"),
        "stays": shop.rows(zone_stays, "id"),
        "deliveries": sorted(tuple(row) for row in offered),
    }


def test_a_killed_server_loses_and_doubles_nothing(
    tmp_path: Path, new_shop: Callable[[Path], Shop], demo_document: bytes, walks: Walks
) -> None:
    walk = walks[0][:FRAMES]
    # Ahead of the service's clock, as a replay's event clock is: no frame is late for an offer.
    began_at = datetime.now(UTC) + timedelta(minutes=10)
    shop = new_shop(tmp_path)
    shop.create(demo_document)
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_DWELL, 5.0), "Dwell")
    token = shop.parts.database.write(
        lambda s: shop.parts.shoppers.register(s, "demo-shop", frozenset(Purpose), "1", began_at)
    )[1]
    shop.parts.database.close()
    plain, cut = tmp_path / "plain", tmp_path / "cut"
    for folder in (plain, cut):
        folder.mkdir()
        (folder / "aislecast.sqlite3").write_bytes((tmp_path / "aislecast.sqlite3").read_bytes())
    visit = uuid5(UUID(int=7), "walk")

    with served(plain) as (url, _):
        assert streamed(url, token, visit, began_at, walk, FRAMES) == FRAMES

    with served(cut) as (url, process):
        acknowledged = streamed(url, token, visit, began_at, walk, FRAMES // 3)
        process.send_signal(signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL
    killed = new_shop(cut)
    assert len(killed.rows(frames)) >= acknowledged >= FRAMES // 3
    killed.parts.database.close()
    with served(cut) as (url, _):
        assert streamed(url, token, visit, began_at, walk, FRAMES) == FRAMES

    whole, resumed = new_shop(plain), new_shop(cut)
    assert outcome(whole) == outcome(resumed)
    assert len(outcome(whole)["frames"]) == FRAMES
    assert len(outcome(whole)["decisions"]) > 3
    assert len(outcome(whole)["deliveries"]) == 1
    whole.parts.database.close()
    resumed.parts.database.close()
