"""A visit with beacons from the air: what is heard goes into the frame of its time, and Bluetooth may go."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import numpy as np
import pytest

from campaigns.client.radio_feed import RadioFeed
from positioning.capture.radio import BeaconScanner
from positioning.capture.radio_faults import RadioUnavailable
from positioning.types import BeaconKey, BeaconSighting, ImuSamples, SensorFrame

from . import payloads
from .conftest import run
from .fake_bluez import FakeBlueZ

ADDRESS = "C4:7C:8D:00:00:01"
KEY = BeaconKey(f"mac:{ADDRESS}")
FEW_S = 0.2


@dataclass
class Clock:
    """A monotonic clock that the test sets."""

    now_s: float = 5_000.0

    def __call__(self) -> float:
        return self.now_s


def frame(second: int) -> SensorFrame:
    """A frame of a second with a sighting of its own, which is not the air's."""
    recorded = BeaconSighting(second + 0.5, BeaconKey("mac:02:00:00:00:00:09"), -50.0)
    return SensorFrame(float(second), second + 1.0, ImuSamples.empty(), (recorded,))


async def heard(feed: RadioFeed, count: int) -> None:
    """Wait until the feed has so many sightings for the frames to come."""
    while len(feed._waiting) < count:
        await asyncio.sleep(0.01)


def test_a_sighting_goes_into_the_frame_of_its_time(bus: str) -> None:
    clock = Clock()

    async def story() -> None:
        scan = lambda: BeaconScanner(clock_s=clock)  # noqa: E731
        feed = RadioFeed(scan, rng=np.random.default_rng(1), tell=print, clock_s=clock)
        async with FakeBlueZ(bus) as bluez, feed:
            for count, (now_s, rssi_dbm) in enumerate(((4_999.5, -40), (5_000.25, -41), (5_001.5, -42)), 1):
                clock.now_s = now_s
                await bluez.advertise(ADDRESS, payloads.uid(1), rssi_dbm)
                await heard(feed, count)
            clock.now_s = 5_001.0
            first = feed.complete(frame(0))
            clock.now_s = 5_009.0  # sent late: the service was away
            second, third = feed.complete(frame(1)), feed.complete(frame(2))
        assert [(s.t_s, s.key, s.rssi_dbm) for s in first.sightings] == [(0.0, KEY, -40), (0.25, KEY, -41)]
        assert [(s.t_s, s.rssi_dbm) for s in second.sightings] == [(1.5, -42)]
        assert third.sightings == ()
        assert feed.sightings == 3

    run(story)


def test_bluetooth_that_goes_and_comes_back_is_told_once_each(bus: str) -> None:
    told: list[str] = []

    async def story() -> None:
        feed = RadioFeed(BeaconScanner, rng=np.random.default_rng(1), tell=told.append)
        async with FakeBlueZ(bus) as bluez, feed:
            await bluez.switch_off()
            while not told:
                await asyncio.sleep(0.01)
            assert feed.complete(frame(0)).sightings == ()
            await asyncio.sleep(FEW_S)  # some tries in vain
            await bluez.switch_on()
            while not bluez.scanning:
                await asyncio.sleep(0.01)
            await bluez.advertise(ADDRESS, payloads.uid(1), -60)
            await heard(feed, 1)
        assert len(told) == 2
        assert told[0].startswith("Bluetooth is switched off: `bluetoothctl power on`")
        assert told[1] == "Bluetooth works again"

    run(story)


def test_a_visit_without_bluetooth_to_begin_with_does_not_begin(bus: str) -> None:
    async def story() -> None:
        feed = RadioFeed(BeaconScanner, rng=np.random.default_rng(1), tell=print)
        async with FakeBlueZ(bus, adapter=False), feed:
            pytest.fail("the feed began")

    with pytest.raises(RadioUnavailable, match="no Bluetooth adapter found"):
        run(story)
