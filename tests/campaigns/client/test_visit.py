import asyncio
import errno
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from campaigns.client.errors import (
    FramesForgotten,
    ServiceAway,
    ServiceRefused,
    StreamClosed,
    UnexpectedMessage,
)
from campaigns.client.messages import Hello, Offer, Start
from campaigns.client.pacing import play
from campaigns.client.visit import ALREADY_CLOSED, ShopperVisit
from positioning.types import BeaconKey, BeaconSighting, ImuSamples, SensorFrame


def frames(count: int) -> list[SensorFrame]:
    """Frames of a second with four samples and a sighting; the acceleration tells them apart."""
    made = []
    for k in range(count):
        imu = ImuSamples(k + np.array([0.25, 0.5, 0.75, 1.0]), np.full((4, 3), 0.1 * k))
        sighting = BeaconSighting(k + 0.5, BeaconKey("mac:02:00:00:00:00:02"), -70.0)
        made.append(SensorFrame(float(k), k + 1.0, imu, (sighting,)))
    return made


def opened(
    peer: Any,
    visit_id: UUID,
    offers: list[Offer] | None = None,
    patience_s: float = 5.0,
    sent_before: int = 0,
) -> ShopperVisit:
    return ShopperVisit(
        peer.url,
        "shop",
        "token",
        Hello(visit_id, 5_000_000_000, datetime(2026, 1, 31, 9, tzinfo=UTC), Start(1.0, 2.0, 1.0), "test"),
        rng=np.random.default_rng(1),
        on_offer=(offers if offers is not None else []).append,
        patience_s=patience_s,
        sent_before=sent_before,
    )


async def walked(peer: Any, visit_id: UUID, patience_s: float) -> None:
    """Two frames and the end."""
    async with peer.running(), opened(peer, visit_id, patience_s=patience_s) as visit:
        await play(visit, frames(2), float("inf"))
        await visit.end()


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 20))


def test_frames_arrive_whole_and_in_order_and_the_visit_ends(peer: Any, visit_id: UUID) -> None:
    async def story() -> None:
        async with peer.running(), opened(peer, visit_id) as visit:
            await play(visit, frames(5), float("inf"))
            assert await visit.end() == "shopper"
            assert visit.stored == 5

    run(story)
    assert [frame.sequence for frame in peer.stored] == [0, 1, 2, 3, 4]
    assert [frame.t_start_ns for frame in peer.stored] == [(5 + k) * 10**9 for k in range(5)]
    assert peer.stored[3].imu.accel_mps2[0] == pytest.approx([0.3, 0.3, 0.3], abs=1 / 400)
    assert peer.stored[3].sightings[0].key == "mac:02:00:00:00:00:02"
    assert peer.hellos[0]["start"] == {"x_m": 1.0, "y_m": 2.0, "sd_m": 1.0}


def test_a_broken_connection_loses_and_doubles_nothing(peer: Any, visit_id: UUID) -> None:
    peer.drop_after = {1, 4, 7}

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id) as visit:
            await play(visit, frames(10), float("inf"))
            await visit.end()

    run(story)
    assert [frame.sequence for frame in peer.stored] == list(range(10))
    assert len(peer.hellos) == 4
    assert len({str(hello["utc"]) for hello in peer.hellos}) == 1  # the clock of the first hello stays


def test_a_resumed_visit_sends_only_what_is_missing(peer: Any, visit_id: UUID) -> None:
    async def story() -> None:
        async with peer.running():
            async with opened(peer, visit_id) as visit:
                await play(visit, frames(4), float("inf"))
                await visit.flush()
            async with opened(peer, visit_id, sent_before=9) as visit:
                assert visit.next_sequence == 4
                await play(visit, frames(9), float("inf"))
                await visit.end()
            async with opened(peer, visit_id) as visit:
                assert visit.closed_reason == ALREADY_CLOSED

    run(story)
    assert [frame.sequence for frame in peer.stored] == list(range(9))
    assert peer.repeats == 0


def test_an_offer_is_told_once_and_answered_every_time(peer: Any, visit_id: UUID) -> None:
    peer.offer_after = {2: "delivery-1", 4: "delivery-1", 5: "delivery-2"}
    offers: list[Offer] = []

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id, offers) as visit:
            await play(visit, frames(6), float("inf"))
            await visit.end()

    run(story)
    assert [offer.delivery_id for offer in offers] == ["delivery-1", "delivery-2"]
    assert peer.received == ["delivery-1", "delivery-1", "delivery-2"]


def test_an_offer_that_cannot_be_shown_ends_the_visit(peer: Any, visit_id: UUID) -> None:
    """It looks like a broken connection, and is none."""
    peer.offer_after = {2: "delivery-1"}

    class Full(list[Offer]):
        def append(self, offer: Offer) -> None:
            raise OSError(errno.ENOSPC, "No space left on device", offer.delivery_id)

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id, Full()) as visit:
            await play(visit, frames(6), float("inf"))
            await visit.end()

    with pytest.raises(OSError, match="delivery-1"):
        run(story)
    assert len(peer.hellos) == 1


@pytest.mark.parametrize(
    "message",
    [
        {"type": "ack", "sequence": 10**9},
        {"type": "ack", "sequence": -7},
        {"type": "ack", "sequence": float("inf")},
    ],
)
def test_frames_acknowledged_that_were_never_sent(
    peer: Any, visit_id: UUID, message: dict[str, object]
) -> None:
    peer.refuse = message

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id) as visit:
            await play(visit, frames(2), float("inf"))
            await visit.end()

    with pytest.raises(UnexpectedMessage, match=r"acknowledged, 2 given|OverflowError"):
        run(story)


def test_a_refusal_ends_the_visit_with_its_reason(peer: Any, visit_id: UUID) -> None:
    peer.refuse = {"type": "problem", "status": 422, "title": "Unprocessable", "detail": "rssi_dbm: 99"}

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id) as visit:
            await play(visit, frames(2), float("inf"))
            await visit.end()

    with pytest.raises(ServiceRefused, match="422 Unprocessable: rssi_dbm: 99"):
        run(story)


def test_frames_that_could_not_be_stored_are_sent_again(peer: Any, visit_id: UUID) -> None:
    """A full disk, say: the service is there, but cannot store for now."""
    peer.refuse = {"type": "problem", "status": 503, "title": "Not stored", "detail": "send it again"}

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id) as visit:
            for frame in frames(6):
                await visit.send(frame)
            while len(peer.hellos) < 3:
                await asyncio.sleep(0.01)
            assert visit.stored == 0
            peer.refuse = None
            await visit.end()

    run(story)
    assert [frame.sequence for frame in peer.stored] == list(range(6))


def test_patience_with_a_service_that_cannot_store_ends(peer: Any, visit_id: UUID) -> None:
    peer.refuse = {"type": "problem", "status": 503, "title": "Not stored", "detail": "the disk is full"}

    with pytest.raises(ServiceAway, match="the disk is full"):
        run(lambda: walked(peer, visit_id, 0.5))


@pytest.mark.parametrize(
    ("mute", "owed"),
    [
        ("hello", "no welcome came"),
        ("frame", "frame 0 is not acknowledged"),
        ("end", "the visit's end is not acknowledged"),
    ],
)
def test_patience_with_a_service_that_says_nothing_ends(
    peer: Any, visit_id: UUID, mute: str, owed: str
) -> None:
    """It is there, answers every ping, and goes on with nothing."""
    peer.mute = {mute}

    with pytest.raises(ServiceAway, match=owed):
        run(lambda: walked(peer, visit_id, 0.5))
    assert len(peer.hellos) == 1


def test_patience_begins_anew_with_each_frame_that_is_acknowledged(peer: Any, visit_id: UUID) -> None:
    """Five frames in 4 s, longer than the service may be silent."""

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id, patience_s=0.5) as visit:
            for frame in frames(5):
                await visit.send(frame)
                await asyncio.sleep(0.8)
            assert await visit.end() == "shopper"

    run(story)
    assert len(peer.hellos) == 1


def test_a_service_that_asks_for_the_same_frame_again_and_again(peer: Any, visit_id: UUID) -> None:
    peer.refuse = {"type": "problem", "status": 409, "title": "Conflict", "detail": "", "next_sequence": 0}

    with pytest.raises(ServiceAway, match="frame 0 is asked for again and again"):
        run(lambda: walked(peer, visit_id, 1.0))
    assert peer.frames < 60


@pytest.mark.parametrize(("code", "reason"), [(4000, "taken over by another client"), (1008, "cannot go on")])
def test_a_close_for_good_is_not_tried_again(peer: Any, visit_id: UUID, code: int, reason: str) -> None:
    peer.close_code = code

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id) as visit:
            await visit.send(frames(1)[0])
            await visit.end()

    with pytest.raises(StreamClosed, match=rf"{visit_id}: .*\({code}\): .*{reason}"):
        run(story)
    assert len(peer.hellos) == 1


@pytest.mark.parametrize(("sent_before", "wanted"), [(0, -5), (0, 1), (9, 10), (0, 10**30)])
def test_a_welcome_that_asks_for_frames_that_were_never_given(
    peer: Any, visit_id: UUID, sent_before: int, wanted: int
) -> None:
    peer.welcome = {"next_sequence": wanted}

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id, sent_before=sent_before):
            pytest.fail("the visit opened")

    with pytest.raises(UnexpectedMessage, match=f"asks for frame {wanted}, {sent_before} given"):
        run(story)


@pytest.mark.parametrize("beacons", [[1, None, {}], "abc", None])
def test_a_welcome_with_beacons_that_are_no_keys(peer: Any, visit_id: UUID, beacons: object) -> None:
    peer.welcome = {"beacons": beacons}

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id):
            pytest.fail("the visit opened")

    with pytest.raises(UnexpectedMessage, match="no list of keys"):
        run(story)


def test_a_service_that_forgot_acknowledged_frames_is_found_out(peer: Any, visit_id: UUID) -> None:
    peer.drop_after, peer.forget = {5}, True

    async def story() -> None:
        async with peer.running(), opened(peer, visit_id) as visit:
            for frame in frames(4):
                await visit.send(frame)
            await visit.flush()
            await play(visit, frames(8), float("inf"))
            await visit.end()

    with pytest.raises(FramesForgotten):
        run(story)


def test_patience_with_a_service_that_is_away_ends(visit_id: UUID) -> None:
    class Nowhere:
        url = "http://127.0.0.1:9"  # the discard port: nobody listens

    async def story() -> None:
        async with opened(Nowhere, visit_id, patience_s=0.5):
            pytest.fail("nobody answered, yet the visit opened")

    with pytest.raises(ServiceAway, match="cannot be reached"):
        run(story)


def test_frames_are_paced(peer: Any, visit_id: UUID) -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        async with peer.running(), opened(peer, visit_id) as visit:
            began_s = loop.time()
            await play(visit, frames(6), 20.0)
            assert 0.3 <= loop.time() - began_s < 2.0

    run(story)
