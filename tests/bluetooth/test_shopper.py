"""The reference client from end to end: radio from the air, motion from a recording, frames on a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from campaigns.client.messages import Offer
from campaigns.client.radio_feed import RadioFeed
from campaigns.client.replay import Recording
from campaigns.client.service import Service
from campaigns.client.shopper import Shopper, Walked, walk
from positioning.capture.radio import BeaconScanner
from positioning.types import BeaconKey, BeaconSighting, ImuSamples, SensorFrame

from ..campaigns.client.conftest import BEACONS, ScriptedPeer  # noqa: TID252 - tests are in no package
from . import payloads
from .conftest import run
from .fake_bluez import FakeBlueZ

FRAME_S = 0.25
RECORDED = BeaconKey("mac:02:00:00:00:00:09")


@pytest.fixture
def recording() -> Recording:
    """Four short frames at 50 Hz, each with a sighting of its own."""
    times_s = np.arange(1, 13) * 0.02
    frames = tuple(
        SensorFrame(
            k * FRAME_S, (k + 1) * FRAME_S,
            ImuSamples(k * FRAME_S + times_s, np.full((12, 3), 0.1 * k)),
            (BeaconSighting((k + 0.5) * FRAME_S, RECORDED, -50.0),),
        )
        for k in range(4)
    )  # fmt: skip
    return Recording("walk", UUID(int=1), frames, clock_ns=7_000_000_000, start=None, device="test")


async def walked(
    peer: ScriptedPeer, recording: Recording, radio: RadioFeed | None, offers: list[Offer], speed: float
) -> Walked:
    async with Service(peer.url, patience_s=5.0, rng=np.random.default_rng(1)) as service:
        shopper = Shopper(service, "shop", "token", patience_s=5.0)
        return await walk(shopper, recording, radio, speed=speed, on_offer=offers.append)


def test_beacons_from_the_air_go_out_with_recorded_motion(bus: str, recording: Recording) -> None:
    """One of them under its id, as the service's list has it; through a connection that breaks."""
    peer, offers = ScriptedPeer(), list[Offer]()
    peer.drop_after = {2}
    peer.offer_after = {1: "delivery-1", 3: "delivery-1", 4: "delivery-2"}
    listed = BEACONS[0].removeprefix("mac:")

    async def beacons(bluez: FakeBlueZ) -> None:
        for count in range(200):
            await bluez.advertise(listed, payloads.tlm(count), -60)
            await bluez.advertise("C4:7C:8D:00:00:01", payloads.ibeacon(7), -70)
            await asyncio.sleep(0.05)

    async def story() -> None:
        radio = RadioFeed(BeaconScanner, rng=np.random.default_rng(1), tell=print)
        async with peer.running(), FakeBlueZ(bus) as bluez, radio:
            advertising = asyncio.create_task(beacons(bluez))
            told = await walked(peer, recording, radio, offers, 1.0)
            advertising.cancel()
        assert (told.frames, told.reason) == (4, "shopper")
        assert told.sightings == radio.sightings == sum(len(frame.sightings) for frame in peer.stored)

    run(story)
    assert [frame.sequence for frame in peer.stored] == [0, 1, 2, 3]
    assert [round(float(frame.imu.accel_mps2[0, 0]), 2) for frame in peer.stored] == [0.0, 0.1, 0.2, 0.3]
    sightings = [s for frame in peer.stored for s in frame.sightings]
    assert {s.key for s in sightings} == {f"mac:{listed}", "mac:C4:7C:8D:00:00:01"}
    assert all(0.0 <= s.t_s <= FRAME_S for s in sightings)
    counts = [s.telemetry.advert_count for s in sightings if s.telemetry]
    assert len(counts) > 4
    assert counts == list(range(counts[0], counts[0] + len(counts)))  # none lost, none twice, in order
    assert [offer.delivery_id for offer in offers] == ["delivery-1", "delivery-2"]


def test_without_radio_the_recorded_beacons_go_out(recording: Recording) -> None:
    peer = ScriptedPeer()

    async def story() -> None:
        async with peer.running():
            told = await walked(peer, recording, None, [], float("inf"))
        assert (told.frames, told.sightings) == (4, 4)

    asyncio.run(asyncio.wait_for(story(), 20))
    assert [[s.key for s in frame.sightings] for frame in peer.stored] == [[RECORDED]] * 4
    assert peer.hellos[0]["visit_id"] != str(recording.visit_id)  # each run is a visit of its own


def test_the_app_of_the_documentation_runs(bus: str, recording: Recording) -> None:
    page = (Path(__file__).parents[2] / "docs" / "client.md").read_text()
    names: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], names)
    peer = ScriptedPeer()

    async def sensed() -> AsyncIterator[SensorFrame]:
        for frame in recording.frames:
            await asyncio.sleep(FRAME_S)
            yield frame

    async def story() -> None:
        async with peer.running(), FakeBlueZ(bus) as bluez:
            visiting = asyncio.create_task(names["visit"](peer.url, "shop", "token", sensed()))
            while not bluez.scanning:
                await asyncio.sleep(0.01)
            await bluez.advertise("C4:7C:8D:00:00:01", payloads.ibeacon(7), -70)
            await visiting

    run(story)
    assert peer.closed
    assert [s.key for frame in peer.stored for s in frame.sightings] == ["mac:C4:7C:8D:00:00:01"]
