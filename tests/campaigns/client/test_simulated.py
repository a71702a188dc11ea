"""A simulated crowd comes in when there is room."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from campaigns.client import simulated
from campaigns.client.errors import ServiceRefused
from campaigns.client.service import Service
from campaigns.client.simulated import SimulatedCrowd
from firmware_sim.itinerary import Habits
from firmware_sim.scenario import Scenario
from firmware_sim.visit import SimulatedVisit
from zones import load_store

DEMO_SHOP = Path(__file__).parents[3] / "firmware_sim" / "stores" / "demo_shop.json"
SCENARIO = Scenario(store=DEMO_SHOP, shoppers=5, arrivals_s=0.0, habits=Habits(stops=(1, 1)))


class Watched(SimulatedCrowd):
    """Does not talk to a service: stands in the store for a moment, and counts who else does."""

    def __init__(self, service: Service, at_once: int) -> None:
        super().__init__(service, load_store(DEMO_SHOP), lambda _line: None, float("inf"), 1.0, at_once)
        self.inside = self.most = 0
        self.names: list[str] = []

    async def walk(self, visit: SimulatedVisit) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.names.append(visit.name)
        await asyncio.sleep(0.5)
        self.inside -= 1


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_are_inside_than_may_be_and_everybody_comes(at_once: int) -> None:
    async def run() -> Watched:
        async with Service("http://127.0.0.1:9", patience_s=1.0, rng=np.random.default_rng(1)) as service:
            crowd = Watched(service, at_once)
            await crowd.run(SCENARIO)
            return crowd

    crowd = asyncio.run(run())
    assert crowd.most <= at_once
    assert len(set(crowd.names)) == 5


class Refused(SimulatedCrowd):
    """The service refuses the second and the fourth."""

    names: list[str]

    async def walk(self, visit: SimulatedVisit) -> None:
        self.names = [*getattr(self, "names", []), visit.name]
        if len(self.names) in {2, 4}:
            raise ServiceRefused(403, "Forbidden", visit.name)
        await asyncio.sleep(0.5)
        self.visits += 1


def test_a_visit_that_fails_ends_no_other() -> None:
    warned: list[str] = []
    ended: list[None] = []

    async def run() -> Refused:
        async with Service("http://127.0.0.1:9", patience_s=1.0, rng=np.random.default_rng(1)) as service:
            store = load_store(DEMO_SHOP)
            crowd = Refused(
                service, store, lambda _line: None, float("inf"), 1.0,
                on_end=lambda: ended.append(None), warn=warned.append,
            )  # fmt: skip
            await crowd.run(SCENARIO)
            return crowd

    crowd = asyncio.run(run())
    assert (crowd.visits, crowd.failures, len(ended)) == (3, 2, 5)
    assert warned == [f"{crowd.names[1]}: refused with 403 Forbidden: {crowd.names[1]}"]


class Registered(Service):
    """Registers without asking."""

    async def register(self, store_id: str, purposes: Iterable[str] = ()) -> str:
        return "token"


@pytest.mark.parametrize(("mute", "left_open"), [(set(), 0), ({"end"}, 1)])
def test_who_is_inside_when_it_is_interrupted_leaves_or_is_said_not_to(
    peer: Any, mute: set[str], left_open: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulated, "LEAVING_S", 0.5)
    peer.mute = mute

    async def run() -> SimulatedCrowd:
        rng = np.random.default_rng(1)
        async with peer.running(), Registered(peer.url, patience_s=5.0, rng=rng) as service:
            crowd = SimulatedCrowd(service, load_store(DEMO_SHOP), lambda _line: None, 5.0, 5.0)
            walking = asyncio.create_task(crowd.run(replace(SCENARIO, shoppers=1)))
            while len(peer.stored) < 3:
                await asyncio.sleep(0.05)
            walking.cancel()
            await asyncio.gather(walking, return_exceptions=True)
            return crowd

    crowd = asyncio.run(run())
    assert (crowd.left_open, crowd.cut_short) == (left_open, 1 - left_open)
    assert peer.closed == (not left_open)
    assert crowd.frames == len(peer.stored) >= 3, "what was acknowledged counts, however the visit ended"


class Unheard(SimulatedCrowd):
    """Cannot tell an offer: standard output is full."""

    async def walk(self, visit: SimulatedVisit) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "standard output")


def test_an_offer_that_cannot_be_told_ends_the_stream_as_itself() -> None:
    async def run() -> None:
        async with Service("http://127.0.0.1:9", patience_s=1.0, rng=np.random.default_rng(1)) as service:
            crowd = Unheard(service, load_store(DEMO_SHOP), lambda _line: None, float("inf"), 1.0)
            await crowd.run(SCENARIO)

    with pytest.raises(OSError, match="standard output"):
        asyncio.run(run())
