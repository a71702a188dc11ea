from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import NotAuthenticated
from campaigns.offers.domain import TriggerKind
from campaigns.visits.domain import label_of
from campaigns.visits.floor.feed import LiveFeed
from campaigns.visits.floor.views import axes_of
from campaigns.visits.ingest import live_events
from campaigns.visits.live import MapPublished, VisitEnded, VisitMoved
from positioning.types import PoseEstimate, PoseStatus


async def good() -> None:
    """A log-in that stays good."""


async def ended() -> None:
    raise NotAuthenticated("the log-in has ended")


def told(message: bytes) -> tuple[str, dict[str, Any]]:
    name, data = message.decode().strip().split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def listen(
    shop: Any,
    act: Callable[[], None],
    check: Callable[[], Awaitable[object]] = good,
    messages: int = 100,
    seconds: float = 2.0,
) -> list[tuple[str, dict[str, Any]]]:
    """What a page hears: the snapshot, then everything that `act` sets off."""
    runtime = shop.parts.visits
    feed = LiveFeed(runtime, shop.parts.stores, "demo-shop", check)
    heard = []
    stream = feed.events()
    heard.append(told(await anext(stream)))
    await asyncio.to_thread(act)
    try:
        async with asyncio.timeout(seconds):
            async for message in stream:
                heard.append(told(message))
                if len(heard) >= messages:
                    break
    except TimeoutError:
        pass
    await stream.aclose()
    assert runtime.hub._subscriptions == []
    return heard


def test_a_page_hears_of_shoppers_offers_and_ends(shop, walks) -> None:  # type: ignore[no-untyped-def]
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    shopper = shop.register()
    visit = shop.open(shopper, 0)

    def walk_and_leave() -> None:
        shop.parts.visits.hub.publish(live_events(shop.send(visit, walks[0])))
        shop.end(visit, shopper)
        shop.parts.visits.closer.finish()

    heard = asyncio.run(listen(shop, walk_and_leave))
    names = [name for name, _ in heard]
    assert names[0] == "snapshot"
    assert heard[0][1]["kind"] == "trial"
    offers = [data for name, data in heard if name == "offer"]
    assert offers
    assert offers[0]["campaign_name"] == "Tea time"
    assert offers[0]["label"] == label_of(str(visit))
    assert {"state": "closed", "reason": "shopper"}.items() <= heard[names.index("visit")][1].items()
    everything = json.dumps([data for _, data in heard])
    assert shopper.shopper_id not in everything, "the live floor knows pseudonyms only"


def test_positions_are_bundled(shop, walks) -> None:  # type: ignore[no-untyped-def]
    shopper = shop.register()
    visit = shop.open(shopper, 0)
    moved = [event for event in live_events(shop.send(visit, walks[0][:8])) if isinstance(event, VisitMoved)]

    def many_times() -> None:
        for _ in range(50):
            shop.parts.visits.hub.publish(moved)

    heard = asyncio.run(listen(shop, many_times, seconds=1.2))
    positions = [data for name, data in heard if name == "positions"]
    assert 1 <= len(positions) <= 3
    assert positions[0]["visits"][0]["visit_id"] == str(visit)
    assert positions[0]["visits"][0]["sd_major_m"] >= positions[0]["visits"][0]["sd_minor_m"]


def test_a_new_map_brings_a_new_snapshot(shop) -> None:  # type: ignore[no-untyped-def]
    heard = asyncio.run(
        listen(shop, lambda: shop.parts.visits.hub.publish([MapPublished("demo-shop", 1)]), messages=2)
    )
    assert [name for name, _ in heard] == ["snapshot", "snapshot"]


def test_another_stores_events_are_not_told(shop) -> None:  # type: ignore[no-untyped-def]
    other = VisitEnded("elsewhere", "v", "AAAAA", "exit", shop.clock())  # type: ignore[arg-type]
    heard = asyncio.run(listen(shop, lambda: shop.parts.visits.hub.publish([other]), seconds=0.5))
    assert [name for name, _ in heard] == ["snapshot"]


def test_the_stream_ends_with_the_log_in(shop, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("campaigns.visits.floor.feed.BEAT_EVERY_S", 0.1)
    beats = asyncio.run(listen(shop, lambda: None, good, messages=3))
    assert [name for name, _ in beats] == ["snapshot", "beat", "beat"]
    assert [name for name, _ in asyncio.run(listen(shop, lambda: None, ended))] == ["snapshot"]


def test_the_stream_ends_with_the_service(shop) -> None:  # type: ignore[no-untyped-def]
    async def stop() -> float:
        began = asyncio.get_running_loop().time()
        heard = await listen(shop, shop.parts.visits.hub.close, seconds=5)
        assert [name for name, _ in heard] == ["snapshot"]
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(stop()) < 4


@given(st.floats(0.01, 5), st.floats(0.01, 5), st.floats(-1.5, 1.5))
def test_axes_give_the_covariance_back(major: float, minor: float, angle: float) -> None:
    import math

    major, minor = max(major, minor), min(major, minor)
    c, s = math.cos(angle), math.sin(angle)
    pose = PoseEstimate(
        t_s=0.0,
        x_m=0.0,
        y_m=0.0,
        heading_rad=0.0,
        var_x_m2=(major * c) ** 2 + (minor * s) ** 2,
        var_y_m2=(major * s) ** 2 + (minor * c) ** 2,
        cov_xy_m2=(major**2 - minor**2) * s * c,
        sd_heading_rad=0.1,
        status=PoseStatus.OK,
    )
    a, b, theta = axes_of(pose)
    assert (a, b) == pytest.approx((major, minor), rel=1e-6, abs=1e-6)
    if major - minor > 1e-3:
        assert math.cos(theta - angle) ** 2 == pytest.approx(1.0, abs=1e-4)
