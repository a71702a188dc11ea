"""What the demo shows: a shop with campaigns and simulated shoppers who keep coming, over the public API.

Everything here goes through the client, as a marketer's browser and shoppers' phones would; the process
around it is in `campaigns.demo.process`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from campaigns.client.messages import Offer
from campaigns.client.replay import Pace, Recording, Replay
from campaigns.client.service import Service
from campaigns.client.simulated import SimulatedCrowd
from campaigns.client.together import together
from campaigns.client.tokens import TokenFile
from firmware_sim.itinerary import Habits
from firmware_sim.places import BROWSED_KINDS
from firmware_sim.scenario import Scenario
from firmware_sim.shopper import ShopFloor
from zones.store import Store
from zones.storefile import dumps, loads

DEMO_SHOP = "stores/demo_shop.json"
DEMO_INSTALLED = "stores/demo_shop_installed.json"
"""What hangs in the demo shop; its own map was learnt there by a simulated survey (examples/demo_shop.py)."""
REST_S = (1.0, 12.0)
"""Between two visits of one simulated phone: the shop is never empty and never in step."""

PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Demo:
    """How much of it: shoppers at a time, times real speed, and the random seed."""

    shoppers: int = 8
    speed: float = 1.0
    seed: int = 1


def demo_shop() -> Store:
    """The shop that comes with the package."""
    return _packaged(DEMO_SHOP)


def demo_floor(store: Store) -> ShopFloor:
    """The demo shop as simulated people use it, with the radio that it was surveyed in."""
    radio = np.random.default_rng(Scenario(store=Path()).radio_seed)
    return ShopFloor(store, radio, installed=_packaged(DEMO_INSTALLED).beacon_map())


def _packaged(name: str) -> Store:
    return loads(resources.files("firmware_sim").joinpath(name).read_bytes(), name)


def demo_campaigns() -> tuple[Mapping[str, Any], ...]:
    """Campaigns of the demo shop: two on coming into a zone, two on staying there."""
    return (
        _campaign(
            "Coffee break", "aisle-2", 12.0, "Coffee -20 %", "Take any two bags at the {zone} shelf.", 20
        ),
        _campaign(
            "Snack of the day", "aisle-4", 15.0, "Chocolate: 3 for 2", "Mixed as you like, today only.", 10
        ),
        _campaign("Fresh from the oven", "bakery", None, "Bread is warm", "Baked within the last hour.", 5),
        _campaign(
            "Season's table", "seasonal", None, "Try the new season", "The seasonal table is beside you.", 0
        ),
    )


def frontage_campaigns(store: Store) -> tuple[Mapping[str, Any], ...]:
    """Campaigns for any other store: for coming into every second zone to look at, for staying in the others.

    Apart, since a visit gets one push by default and an entry always comes before a stay.
    """
    zone_ids = [zone.id for zone in store.level().zones if zone.kind in BROWSED_KINDS]
    if len(zone_ids) < 2:
        return ()
    return (
        _campaign("Passing by", zone_ids[::2], None, "Come in", "You are in front of {zone}.", 0),
        _campaign("Looking longer", zone_ids[1::2], 5.0, "Step inside", "{zone} shows you more.", 10),
    )


def _campaign(
    name: str, zones: str | list[Any], dwell_s: float | None, title: str, text: str, priority: int
) -> Mapping[str, Any]:
    trigger: dict[str, Any] = {"kind": "zone_enter" if dwell_s is None else "zone_dwell"}
    trigger["zone_ids"] = [zones] if isinstance(zones, str) else zones
    if dwell_s is not None:
        trigger["dwell_s"] = dwell_s
    return {
        "name": name,
        "state": "active",
        "priority": priority,
        "trigger": trigger,
        "creative": {"title": title, "text": text},
    }


async def run_shop(service: Service, demo: Demo, tell: Callable[[str], None]) -> None:
    """Set up the shop, then let shoppers come and go until cancelled. `service` is logged in."""
    store = demo_shop()
    await service.create_trial_store(dumps(store))
    for campaign in demo_campaigns():
        await service.create_campaign(store.venue_id, campaign)
    streams = np.random.SeedSequence(demo.seed).spawn(demo.shoppers)
    floor = await asyncio.to_thread(demo_floor, store)
    crowd = SimulatedCrowd(service, store, tell, demo.speed, PATIENCE_S)
    await together(
        _shop_for_ever(f"shopper {k + 1}", floor, crowd, demo, np.random.default_rng(stream))
        for k, stream in enumerate(streams)
    )


async def _shop_for_ever(
    name: str, floor: ShopFloor, crowd: SimulatedCrowd, demo: Demo, rng: np.random.Generator
) -> None:
    habits = Habits()
    while True:
        await asyncio.sleep(float(rng.uniform(*REST_S)) / demo.speed)
        visit = await asyncio.to_thread(floor.visit, name, habits, rng)
        await crowd.walk(visit)


class MallListener:
    """Tells of offers in the mall; the rest of a replay is not worth a line in a demo."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def began(self, name: str, recording: Recording, stored: int) -> None:
        """Nothing to tell."""

    def acknowledged(self, name: str, stored: int) -> None:
        """Nothing to tell."""

    def offered(self, name: str, offer: Offer) -> None:
        self._tell(f"recorded walk {name[:8]} at {offer.zone_name}: {offer.title} ({offer.why})")

    def closed(self, name: str, reason: str, stored: int) -> None:
        """Nothing to tell."""

    def failed(self, name: str, error: Exception) -> None:
        self._tell(f"recorded walk {name}: {error}")


async def run_mall(
    service: Service, recordings: Path, work: Path, demo: Demo, tell: Callable[[str], None]
) -> None:
    """Learn a mall's beacons from its survey walks, then replay the other walks once."""
    tell(f"learning a real mall from its survey walks in {recordings.name}: it takes a minute or so")
    plan, fitted = work / "plan.json", work / "mall.json"
    for arguments in (
        ("plan", "import", str(recordings), "--out", str(plan)),
        ("survey", "fit", "--store", str(plan), "--walks", str(recordings / "survey"), "--out", str(fitted)),
    ):
        error = await _aislecast(*arguments)
        if error:
            tell(f"the recorded mall is left out: {error}")
            return
    store = loads(fitted.read_bytes(), str(fitted))
    await service.create_trial_store(dumps(store))
    for campaign in frontage_campaigns(store):
        await service.create_campaign(store.venue_id, campaign)
    tell(f"recorded walks of a real mall go through the trial store {store.name}")
    tokens = TokenFile(work / "tokens.json", service.url, store.venue_id)
    pace = Pace(speed=demo.speed, concurrency=4)
    walks = sorted((recordings / "dev").glob("*.txt*"))
    await Replay(service, store.venue_id, tokens, MallListener(tell), pace, PATIENCE_S).run(walks)
    tell(f"the recorded walks are through: nobody is in {store.name} any more")


async def _aislecast(*arguments: str) -> str:
    """Run another command beside the demo; returns its complaint, empty when it went well."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from campaigns.cli import main; main()", *arguments,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, complaint = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.communicate()  # its pipe, too, ends before the event loop does
        raise
    return "" if process.returncode == 0 else complaint.decode(errors="replace").strip()
