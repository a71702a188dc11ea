"""The stream over a real socket of a real server: what the wire document promises."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx
import pytest
import sqlalchemy as sa
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from campaigns.app import create_app
from campaigns.offers.domain import TriggerKind
from campaigns.settings import Settings
from campaigns.shoppers.domain import Purpose
from campaigns.visits import stream
from campaigns.visits.tables import frames, visits
from campaigns.web.server import Server
from positioning import wire
from positioning.types import SensorFrame

if TYPE_CHECKING:
    from conftest import Shop

Walks = list[list[SensorFrame]]
CLOCK_NS = 5_000_000_000
HOT = {"battery_mv": 3000, "temperature_c": 1e308, "advert_count": 1, "uptime_s": 1.0}


@dataclass
class Running:
    """A server in a thread, with the database beneath it."""

    url: str
    shop: Shop

    def token(self, store_id: str = "demo-shop", without: frozenset[Purpose] = frozenset()) -> str:
        consent = {purpose: purpose not in without for purpose in Purpose}
        answer = httpx.post(
            f"{self.url}/v1/stores/{store_id}/shoppers", json={"consent": consent, "text_version": "1"}
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    @contextmanager
    def socket(self, token: str | None, store_id: str = "demo-shop") -> Iterator[ClientConnection]:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        url = f"{self.url.replace('http', 'ws')}/v1/stores/{store_id}/stream"
        with connect(url, additional_headers=headers, compression=None) as connection:
            yield connection


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, new_shop: Callable[[Path], Shop], demo_document: bytes
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("served")
    shop = new_shop(folder)
    shop.create(demo_document)
    shop.create(demo_document.replace(b'"demo-shop"', b'"other-shop"'))
    shop.add_campaign(shop.everywhere(TriggerKind.ZONE_ENTER))
    settings = Settings(data_dir=folder, port=0)
    app = create_app(settings)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listening = threading.Event()
        server = Server(app, settings, listening.set)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert listening.wait(20)
        yield Running(f"http://127.0.0.1:{listener.getsockname()[1]}", shop)
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive()
    shop.parts.database.close()


def utc_now() -> str:
    return datetime.now(UTC).isoformat()


def greet(connection: ClientConnection, visit: UUID, **more: Any) -> dict[str, Any]:
    hello = {"type": "hello", "visit_id": str(visit), "clock_ns": CLOCK_NS, "utc": utc_now()} | more
    connection.send(json.dumps(hello))
    return heard(connection)


def heard(connection: ClientConnection) -> dict[str, Any]:
    message = json.loads(connection.recv(timeout=20))
    assert isinstance(message, dict)
    return message


def until(connection: ClientConnection, done: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    messages = [heard(connection)]
    while not done(messages[-1]):
        messages.append(heard(connection))
    return messages


def acknowledged(sequence: int) -> Callable[[dict[str, Any]], bool]:
    return lambda message: message["type"] == "ack" and message["sequence"] == sequence


def close_code(connection: ClientConnection) -> int:
    """What the service closes the socket with; messages that were under way before are passed over."""
    with suppress(ConnectionClosed):
        for _ in range(1000):
            connection.recv(timeout=20)
    assert connection.close_code is not None
    return connection.close_code


def stored(running: Running, visit: UUID) -> int:
    return sum(repr(str(visit)) in row for row in running.shop.rows(frames, "body"))


def binary(frame: SensorFrame, visit: UUID, sequence: int, welcome: dict[str, Any]) -> bytes:
    return wire.encode_binary(frame, visit, sequence, CLOCK_NS, welcome["beacons"])


def test_a_visit_from_hello_to_closed(running: Running, walks: Walks) -> None:
    token, visit = running.token(), uuid4()
    with running.socket(token) as phone:
        welcome = greet(phone, visit)
        assert (welcome["type"], welcome["next_sequence"], welcome["revision"]) == ("welcome", 0, 1)
        for i, frame in enumerate(walks[0]):
            if i % 2:
                phone.send(json.dumps(wire.encode_json(frame, visit, i, CLOCK_NS, [])))
            else:
                phone.send(binary(frame, visit, i, welcome))
        messages = until(phone, acknowledged(len(walks[0]) - 1))
        acks = [message["sequence"] for message in messages if message["type"] == "ack"]
        assert acks == sorted(acks)
        assert stored(running, visit) == len(walks[0])
        offers = [message for message in messages if message["type"] == "offer"]
        if not offers:  # decided with the last frames: it follows its acknowledgement
            offers = until(phone, lambda message: message["type"] == "offer")
        assert len(offers) == 1
        assert offers[0]["why"]
    with running.socket(token) as phone:  # not confirmed: it comes again
        assert greet(phone, visit)["next_sequence"] == len(walks[0])
        again = heard(phone)
        assert again == offers[0]
        phone.send(json.dumps({"type": "received", "delivery_id": again["delivery_id"]}))
        phone.send(json.dumps({"type": "received", "delivery_id": str(uuid4())}))
        assert heard(phone)["status"] == 422
    with running.socket(token) as phone:  # confirmed: not again
        greet(phone, visit)
        phone.send(json.dumps({"type": "end"}))
        assert heard(phone) == {"type": "closed", "reason": "shopper"}
        assert close_code(phone) == 1000
    with running.socket(token) as phone:
        problem = greet(phone, visit)
        assert (problem["type"], problem["status"]) == ("problem", 410)
        assert close_code(phone) == 1008


def test_an_offer_that_was_not_confirmed_comes_after_the_end_too(running: Running, walks: Walks) -> None:
    """As for a service that was killed between its decision and the socket."""
    token, visit = running.token(), uuid4()
    with running.socket(token) as phone:
        welcome = greet(phone, visit)
        for i, frame in enumerate(walks[0]):
            phone.send(binary(frame, visit, i, welcome))
        offer = until(phone, lambda message: message["type"] == "offer")[-1]
        phone.send(json.dumps({"type": "end"}))
        until(phone, lambda message: message["type"] == "closed")
    with running.socket(token) as phone:
        assert greet(phone, visit) == offer
        assert heard(phone)["status"] == 410


def test_sequences_beyond_the_next_and_before_it(running: Running, walks: Walks) -> None:
    token, visit = running.token(), uuid4()
    with running.socket(token) as phone:
        welcome = greet(phone, visit)
        phone.send(binary(walks[0][0], visit, 0, welcome))
        until(phone, acknowledged(0))
        phone.send(binary(walks[0][5], visit, 5, welcome))
        gap = heard(phone)
        assert (gap["status"], gap["sequence"], gap["next_sequence"]) == (409, 5, 1)
        phone.send(binary(walks[0][0], visit, 0, welcome))
        until(phone, acknowledged(0))
    assert stored(running, visit) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"t_start_ns": "x"}, 422),
        ({"length_us": 20_000_000}, 422),
        ({"visit_id": "8a3c1e52-3a76-4f4e-9a10-5d8f6a0c7b11"}, 422),
        ({"imu": {"t_offset_us": [10], "accel_mps2": [[0, 0, 200.0]]}}, 422),
        ({"sightings": [{"key": "mac:1", "rssi_dbm": -500, "t_offset_ms": 1}]}, 422),
        ({"t_start_ns": CLOCK_NS + 2 * 24 * 3600 * 10**9}, 422),
        ({"imu": {"t_offset_us": [10], "accel_mps2": [[0, 0, float("nan")]]}}, 422),
        ({"imu": {"t_offset_us": [10], "accel_mps2": [[0, 0, float("inf")]]}}, 422),
        ({"imu": {"t_offset_us": [10], "accel_mps2": [[0, 0, 1e308]]}}, 422),
        ({"sightings": [{"key": "mac:1", "rssi_dbm": -50, "t_offset_ms": 1, "telemetry": HOT}]}, 422),
        ({"type": "dance"}, 422),
    ],
)
def test_bad_frames_are_refused_and_the_socket_goes_on(
    running: Running, walks: Walks, change: dict[str, Any], status: int
) -> None:
    token, visit = running.token(), uuid4()
    with running.socket(token) as phone:
        welcome = greet(phone, visit)
        phone.send(json.dumps(wire.encode_json(walks[0][0], visit, 0, CLOCK_NS, []) | change))
        problem = heard(phone)
        assert (problem["type"], problem["status"]) == ("problem", status)
        assert stored(running, visit) == 0
        phone.send(binary(walks[0][0], visit, 0, welcome))
        until(phone, acknowledged(0))


@pytest.mark.parametrize("text", ["{", "[]", '{"type": "frame", "sequence": NaN}', "[" * 100_000, "null"])
def test_what_is_no_message_is_refused(running: Running, text: str) -> None:
    with running.socket(running.token()) as phone:
        greet(phone, uuid4())
        phone.send(text)
        assert heard(phone)["status"] == 422
        phone.send(text)
        assert heard(phone)["status"] == 422


@pytest.mark.parametrize("size_bytes", [100_000, 10_000_000])
def test_a_message_that_is_too_large_ends_the_socket(running: Running, size_bytes: int) -> None:
    visit = uuid4()
    with suppress(ConnectionClosed), running.socket(running.token()) as phone:
        greet(phone, visit)
        phone.send(b"\0" * size_bytes)
        code = close_code(phone)
        # A server that does not read the rest resets the connection: the close may be lost (RFC 6455, 7.1.1).
        assert code == 1009 or (code == 1006 and size_bytes > 256 * 1024)
    assert stored(running, visit) == 0
    assert httpx.get(f"{running.url}/healthz").status_code == 200


def test_who_may_open_a_stream(running: Running) -> None:
    own, other = running.token(), running.token("other-shop")
    unwilling = running.token(without=frozenset({Purpose.POSITIONING}))
    visit = uuid4()
    with running.socket(own) as phone:
        assert greet(phone, visit)["type"] == "welcome"
    refused = [
        (None, "demo-shop", uuid4(), 401),
        ("nonsense", "demo-shop", uuid4(), 401),
        (other, "demo-shop", uuid4(), 403),
        (unwilling, "demo-shop", uuid4(), 403),
        (running.token(), "demo-shop", visit, 403),  # somebody else's visit
        (own, "no-shop", uuid4(), 404),
    ]
    for token, store_id, wanted, status in refused:
        with running.socket(token, store_id) as phone:
            assert greet(phone, wanted)["status"] == status
            assert close_code(phone) == 1008
    with running.socket(None) as phone:  # where a browser cannot set the header
        assert greet(phone, uuid4(), token=own)["type"] == "welcome"


@pytest.mark.parametrize(
    "more",
    [
        {"clock_ns": -1},
        {"utc": "2026-01-31T12:00:00"},
        {"utc": "0001-01-01T00:00:00+14:00"},
        {"utc": "9999-12-31T23:59:59Z"},
        {"utc": "9999-12-31T23:59:59-12:00"},
        {"start": {"x_m": 1e9, "y_m": 0}},
        {"visit_id": "x"},
    ],
)
def test_a_hello_that_cannot_be(running: Running, more: dict[str, Any]) -> None:
    before = running.shop.count(visits)
    with running.socket(running.token()) as phone:
        hello = {"type": "hello", "visit_id": str(uuid4()), "clock_ns": 0, "utc": utc_now()} | more
        phone.send(json.dumps(hello))
        assert heard(phone)["status"] == 422
        assert close_code(phone) == 1008
    assert running.shop.count(visits) == before


def test_a_silent_socket_is_closed(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HELLO_WITHIN_S", 0.2)
    with running.socket(running.token()) as phone:
        assert heard(phone)["status"] == 408
        assert close_code(phone) == 1008


def test_the_newer_socket_of_a_visit_wins(running: Running, walks: Walks) -> None:
    token, visit = running.token(), uuid4()
    with running.socket(token) as older, running.socket(token) as newer:
        greet(older, visit)
        welcome = greet(newer, visit)
        assert close_code(older) == 4000
        newer.send(binary(walks[0][0], visit, 0, welcome))
        until(newer, acknowledged(0))


def test_a_phone_that_sends_too_fast_is_not_read(running: Running, walks: Walks) -> None:
    """While the database is held by another, no more than the socket's share waits in the service."""

    def waiting() -> float:
        figures = httpx.get(f"{running.url}/metrics").text.splitlines()
        return float(next(line for line in figures if line.startswith("aislecast_waiting_")).split()[1])

    token, visit = running.token(), uuid4()
    with running.socket(token) as phone:
        welcome = greet(phone, visit)
        frame = binary(walks[0][0], visit, 0, welcome)
        phone.send(frame)
        until(phone, acknowledged(0))
        with running.shop.parts.database.engine.connect() as held:
            held.execute(sa.text("UPDATE stores SET name = name"))
            phone.send(frame)
            time.sleep(1.0)  # a turn has taken this one, and waits; it could have taken all at once
            sender = threading.Thread(target=lambda: [phone.send(frame) for _ in range(150)])
            sender.start()
            time.sleep(2.0)
            assert 1 <= waiting() <= stream.FRAMES_UNDER_WAY
            held.rollback()
        sender.join(20)
        phone.send(binary(walks[0][1], visit, 1, welcome))
        until(phone, acknowledged(1))
    assert stored(running, visit) == 2
    assert waiting() == 0


# Without a socket


def test_the_same_over_plain_http(running: Running, walks: Walks) -> None:
    token, other, visit = running.token(), running.token(), uuid4()
    hello = {"visit_id": str(visit), "clock_ns": CLOCK_NS, "utc": utc_now()}
    with httpx.Client(base_url=f"{running.url}/v1", headers={"Authorization": f"Bearer {token}"}) as app:
        opened = app.post("/stores/demo-shop/visits", json=hello)
        assert opened.status_code == 201
        welcome = opened.json()
        assert app.post("/stores/demo-shop/visits", json=hello).status_code == 200
        several = [wire.encode_json(frame, visit, i, CLOCK_NS, []) for i, frame in enumerate(walks[0][:3])]
        assert app.post(f"/visits/{visit}/frames", json=several).json() == {"next_sequence": 3}
        raw = {"Content-Type": "application/octet-stream"}
        fourth = binary(walks[0][3], visit, 3, welcome)
        assert app.post(f"/visits/{visit}/frames", content=fourth, headers=raw).json() == {"next_sequence": 4}
        ahead = binary(walks[0][9], visit, 9, welcome)
        gap = app.post(f"/visits/{visit}/frames", content=ahead, headers=raw)
        assert (gap.status_code, gap.json()["next_sequence"]) == (409, 4)
        assert gap.headers["content-type"] == "application/problem+json"
        refused = {
            422: [b"AF", b"{"],
            413: [b"AF" + bytes(70_000), bytes(10_000_000)],
        }
        for status, bodies in refused.items():
            for body in bodies:
                assert app.post(f"/visits/{visit}/frames", content=body, headers=raw).status_code == status
        assert app.post(f"/visits/{visit}/frames", json={"type": "frame"}).status_code == 422
        assert app.post(f"/visits/{visit}/frames", content=b"[NaN]").status_code == 422
        assert app.post(f"/visits/{uuid4()}/frames", content=fourth, headers=raw).status_code == 404
        stranger = {"Authorization": f"Bearer {other}"} | raw
        assert app.post(f"/visits/{visit}/frames", content=fourth, headers=stranger).status_code == 403
        assert app.get(f"/visits/{visit}", headers=stranger).status_code == 403
        assert app.get(f"/visits/{visit}").json()["next_sequence"] == 4
        assert stored(running, visit) == 4
        offers = app.get(f"/visits/{visit}/offers").json()["items"]
        assert [offer["state"] for offer in offers] == ["sent"]
        assert app.post(f"/visits/{visit}/end").status_code == 202
        assert app.post(f"/visits/{visit}/end").status_code == 202
        assert app.post(f"/visits/{visit}/frames", content=fourth, headers=raw).status_code == 410
        for _ in range(200):
            if app.get(f"/visits/{visit}").json()["state"] == "closed":
                break
            time.sleep(0.05)
        ended = app.get(f"/visits/{visit}").json()
        assert (ended["state"], ended["close_reason"]) == ("closed", "shopper")


def test_one_of_two_visits_can_be_ended_while_the_other_goes_on(running: Running, walks: Walks) -> None:
    first, second = uuid4(), uuid4()
    with running.socket(running.token()) as one, running.socket(running.token()) as two:
        welcome_one, welcome_two = greet(one, first), greet(two, second)
        one.send(binary(walks[0][0], first, 0, welcome_one))
        two.send(binary(walks[1][0], second, 0, welcome_two))
        one.send(json.dumps({"type": "end"}))
        assert until(one, lambda message: message["type"] == "closed")[-1]["reason"] == "shopper"
        two.send(binary(walks[1][1], second, 1, welcome_two))
        until(two, acknowledged(1))
    assert (stored(running, first), stored(running, second)) == (1, 2)
