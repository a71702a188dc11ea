"""A scanned code, from the phone to the stored path: lost visits are found, whatever happens in between."""

from __future__ import annotations

import asyncio
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
import numpy as np
import pytest
import sqlalchemy as sa

from campaigns.client.messages import Hello
from campaigns.client.visit import ShopperVisit
from campaigns.shoppers.domain import Purpose
from campaigns.visits.paths import decode
from campaigns.visits.tables import path_chunks
from firmware_sim.itinerary import Habits
from firmware_sim.shopper import ShopFloor
from positioning import wire
from positioning.tracker_config import TrackerConfig
from positioning.types import CodeId, CodeScan, LevelId, PoseEstimate, PoseStatus, SensorFrame
from zones.store import Store
from zones.storefile import dumps

if TYPE_CHECKING:
    from conftest import Shop

SERVE = [sys.executable, "-c", "from campaigns.cli import main; main()", "serve", "--port", "0"]
GAP_S = 60.0
SCANNED = 8
"""The frame with the scan: five of a known start, a minute of silence, three of a phone that is lost."""


@pytest.fixture(scope="module")
def walk(demo_store: Store) -> list[SensorFrame]:
    """A phone that hears no beacon, falls silent on its way, and is read at a till: sixteen frames."""
    floor = ShopFloor(demo_store, np.random.default_rng(1))
    habits = Habits(stops=(1, 1), dwell_s=(8.0, 10.0), checkout_s=(20.0, 21.0))
    sensed = list(floor.visit("s", habits, np.random.default_rng(3)).frames(1.0))
    scanned = next(i for i, frame in enumerate(sensed) if frame.codes)
    first_s = sensed[scanned - SCANNED].t_start_s
    return [
        moved(replace(frame, sightings=()), (GAP_S if i >= 5 else 0.0) - first_s)
        for i, frame in enumerate(sensed[scanned - SCANNED : scanned + 8])
    ]


def moved(frame: SensorFrame, by_s: float) -> SensorFrame:
    return replace(
        frame,
        t_start_s=frame.t_start_s + by_s,
        t_end_s=frame.t_end_s + by_s,
        imu=replace(frame.imu, t_s=frame.imu.t_s + by_s),
        codes=tuple(replace(scan, t_s=scan.t_s + by_s) for scan in frame.codes),
    )


def recoded(walk: Sequence[SensorFrame], *texts: str) -> list[SensorFrame]:
    """The walk with other codes in place of each."""
    return [
        replace(
            frame, codes=tuple(CodeScan(scan.t_s, CodeId(text)) for scan in frame.codes for text in texts)
        )
        for frame in walk
    ]


def poses(shop: Shop, visit: UUID) -> list[PoseEstimate]:
    chunks = shop.parts.database.read(
        lambda s: (
            s.execute(
                sa.select(path_chunks.c.poses)
                .where(path_chunks.c.visit_id == str(visit))
                .order_by(path_chunks.c.first_sequence)
            )
            .scalars()
            .all()
        )
    )
    return list(decode(chunks, LevelId("ground")).poses())


def numbers(pose: PoseEstimate) -> list[float]:
    return [value for value in astuple(pose) if isinstance(value, float)]


def tracked(shop: Shop, walk: Sequence[SensorFrame]) -> list[PoseEstimate]:
    visit = shop.open(shop.register(), 0)
    shop.send(visit, walk)
    return poses(shop, visit)


def test_a_lost_visit_is_found_by_a_code(shop: Shop, walk: list[SensorFrame], demo_store: Store) -> None:
    tills = {code.id: (code.x_m, code.y_m) for code in demo_store.level().codes}
    till_m = tills[next(scan.code for frame in walk for scan in frame.codes)]
    spread = TrackerConfig().spread(demo_store.beacon_map())
    code_sd_m = 1.1 * demo_store.level().codes[0].sd_m * math.sqrt(spread)  # BANK-7, and a few steps
    found = tracked(shop, walk)
    assert [pose.status for pose in found] == [PoseStatus.OK] * 5 + [PoseStatus.LOST] * 3 + [
        PoseStatus.OK
    ] * 8
    assert found[SCANNED - 1].sd_x_m > 10.0
    for pose in found[SCANNED:]:
        assert (pose.x_m, pose.y_m) == pytest.approx(till_m, abs=1.5)
        assert pose.sd_x_m < code_sd_m


@pytest.mark.parametrize("kills", [[SCANNED - 1, SCANNED], [SCANNED + 1]])
def test_a_service_killed_around_a_scan_goes_on_bit_equal(
    tmp_path: Path,
    new_shop: Callable[[Path], Shop],
    demo_document: bytes,
    walk: list[SensorFrame],
    kills: Sequence[int],
) -> None:
    def everything(folder: Path, kills: Sequence[int]) -> dict[str, object]:
        folder.mkdir()
        shop = new_shop(folder)
        shop.create(demo_document)
        visit = shop.open(shop.register(), 0)
        for i, frame in enumerate(walk):
            shop.send(visit, [frame], i)
            if i in kills:
                shop = shop.kill()
        found = shop.everything()
        shop.parts.database.close()
        assert len(found["frames"]) == len(walk)
        return {name: found[name] for name in ("paths", "frames", "stays")}

    assert everything(tmp_path / "cut", kills) == everything(tmp_path / "whole", ())


@pytest.mark.parametrize("texts", [["https://other.example/till/2"], ["till-2 ", "TILL-2"]])
def test_a_code_of_another_store_changes_nothing(
    tmp_path: Path,
    new_shop: Callable[[Path], Shop],
    demo_document: bytes,
    walk: list[SensorFrame],
    texts: list[str],
) -> None:
    def lost(folder: Path, texts: Sequence[str]) -> list[PoseEstimate]:
        folder.mkdir()
        shop = new_shop(folder)
        shop.create(demo_document)
        found = tracked(shop, recoded(walk, *texts))
        shop.parts.database.close()
        return found

    found = lost(tmp_path / "other", texts)
    assert found[-1].status is PoseStatus.LOST
    assert found == lost(tmp_path / "none", ())


def test_a_store_without_codes_takes_them_and_goes_on(
    tmp_path: Path, new_shop: Callable[[Path], Shop], demo_store: Store, walk: list[SensorFrame]
) -> None:
    bare = replace(demo_store, levels=(replace(demo_store.level(), codes=()),))
    shop = new_shop(tmp_path)
    shop.create(dumps(bare))
    assert {pose.status for pose in tracked(shop, walk)[5:]} == {PoseStatus.LOST}
    shop.parts.database.close()


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    environment = os.environ | {"AISLECAST_DATA_DIR": str(folder)}
    with subprocess.Popen(SERVE, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1], process
        finally:
            process.kill()


def test_over_http_and_socket_through_a_kill(
    tmp_path: Path,
    new_shop: Callable[[Path], Shop],
    shop: Shop,
    demo_document: bytes,
    walk: list[SensorFrame],
) -> None:
    """JSON over HTTP while it is found, a bad code refused; binary over the socket, killed after the scan."""
    visit, served_from = UUID(int=9), tmp_path / "served"
    served_from.mkdir()
    new_shop(served_from).create(demo_document)

    def posted(url: str, token: str, frames: Sequence[dict[str, Any]]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(f"{url}/v1/visits/{visit}/frames", headers=headers, json=list(frames))

    async def streamed(url: str, token: str, upto: int) -> None:
        hello = Hello(visit, 0, shop.clock.now)
        rng = np.random.default_rng(1)
        async with ShopperVisit(url, "demo-shop", token, hello, rng=rng, sent_before=len(walk)) as phone:
            for frame in walk[phone.next_sequence : upto]:
                await phone.send(frame)
            await phone.flush()

    with served(served_from) as (url, process):
        consent = {"consent": dict.fromkeys(Purpose, True), "text_version": "1"}
        token = httpx.post(f"{url}/v1/stores/demo-shop/shoppers", json=consent).json()["token"]
        asyncio.run(streamed(url, token, 3))
        lost = [wire.encode_json(walk[i], visit, i, 0, []) for i in range(3, SCANNED)]
        assert posted(url, token, lost).json() == {"next_sequence": SCANNED}
        bad = wire.encode_json(walk[SCANNED], visit, SCANNED, 0, [])
        bad["codes"][0]["code"] = "till\n2"
        refused = posted(url, token, [bad])
        assert refused.status_code == 422
        assert "code" in refused.json()["detail"]
        asyncio.run(streamed(url, token, SCANNED + 1))
        process.send_signal(signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL
    with served(served_from) as (url, _):
        asyncio.run(streamed(url, token, len(walk)))
    after = new_shop(served_from)
    ours, expected = poses(after, visit), tracked(shop, walk)
    assert [pose.status for pose in ours] == [pose.status for pose in expected]
    # JSON rounds samples to millionths, the binary form to its own steps: poses agree to float32's.
    for pose, wanted in zip(ours, expected, strict=True):
        assert numbers(pose) == pytest.approx(numbers(wanted), rel=1e-5, abs=1e-6)
    after.parts.database.close()
