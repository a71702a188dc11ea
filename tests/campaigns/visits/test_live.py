"""The live hub: from any thread to those who watch, positions coalesced, nothing else lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from campaigns.visits.domain import CloseReason, label_of
from campaigns.visits.live import (
    LiveEvent,
    LiveHub,
    MapPublished,
    VisitEnded,
    VisitMoved,
    VisitOpened,
)
from positioning.types import PoseEstimate, PoseStatus

AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def moved(visit_id: str, x_m: float, store_id: str = "shop") -> VisitMoved:
    pose = PoseEstimate(1.0, x_m, 0.0, 0.0, 1.0, 1.0, 0.0, 0.1, PoseStatus.OK)
    return VisitMoved(store_id, visit_id, label_of(visit_id), pose, (), AT)


def opened(visit_id: str) -> VisitOpened:
    return VisitOpened("shop", visit_id, label_of(visit_id), AT)


def ended(visit_id: str) -> VisitEnded:
    return VisitEnded("shop", visit_id, label_of(visit_id), CloseReason.EXIT, AT)


async def taken(hub: LiveHub, published: list[list[LiveEvent]], expected: int) -> list[LiveEvent]:
    """Publish from another thread, then take what arrived."""
    subscription = hub.subscribe("shop")
    for events in published:
        await asyncio.to_thread(hub.publish, events)
    await asyncio.sleep(0)
    async with asyncio.timeout(2.0):
        received = [await anext(subscription) for _ in range(expected)]
    subscription.close()
    return received


def test_a_slow_watcher_gets_the_newest_position_of_each_visit() -> None:
    hub = LiveHub()
    received = asyncio.run(
        taken(hub, [[opened("a"), moved("a", 1.0)], [moved("b", 5.0)], [moved("a", 2.0), moved("a", 3.0)]], 3)
    )
    assert received == [opened("a"), moved("b", 5.0), moved("a", 3.0)]


def test_other_stores_are_not_told() -> None:
    received = asyncio.run(
        taken(LiveHub(), [[moved("x", 1.0, store_id="other"), MapPublished("shop", 2)]], 1)
    )
    assert received == [MapPublished("shop", 2)]


def test_an_ended_visit_has_no_position_left() -> None:
    hub = LiveHub()
    received = asyncio.run(taken(hub, [[moved("a", 1.0), moved("b", 2.0)], [ended("a")]], 2))
    assert received == [ended("a"), moved("b", 2.0)]
    assert [event.visit_id for event in hub.present("shop")] == ["b"]


def test_a_closed_subscription_is_forgotten() -> None:
    async def watch() -> int:
        hub = LiveHub()
        subscription = hub.subscribe("shop")
        subscription.close()
        hub.publish([opened("a")])
        await asyncio.sleep(0)
        return len(subscription._happened)

    assert asyncio.run(watch()) == 0
