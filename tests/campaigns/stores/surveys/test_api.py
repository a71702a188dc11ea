"""A survey over HTTP: walked, undone, sent late and twice, by two phones, and nonsense."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from campaigns.accounts.service import Accounts
from campaigns.stores.surveys import service

if TYPE_CHECKING:
    from conftest import Served, Surveyor

SHOP = "demo-shop"


def test_a_walk_is_tapped_ended_and_audited(surveyor: Surveyor) -> None:
    assert surveyor.open().json()["taps"] == []
    taps = surveyor.taps()
    shown = surveyor.tell(taps).json()
    assert (shown["legs"], shown["length_m"], shown["duration_s"]) == (4, 16.0, 32.0)
    ended = surveyor.tell([surveyor.note("end", surveyor.began_ms + 40_000.0)]).json()
    assert ended["has_ended"]
    newest = surveyor.served.database.read(Accounts().audit_entries)[:2]
    assert [entry.action for entry in newest] == ["survey.end", "survey.open"]
    assert newest[0].detail == {"walk": surveyor.walk_id, "legs": 4}


def test_an_hour_without_a_network_loses_and_doubles_nothing(surveyor: Surveyor) -> None:
    """Batches come late, out of order and twice."""
    surveyor.open()
    taps = surveyor.taps(8)
    surveyor.tell(taps[4:])
    told = surveyor.tell(taps[2:6]).json()
    assert told["missing"] == [1, 2]
    surveyor.open()
    surveyor.tell(taps[:3])
    whole = surveyor.tell(taps).json()
    assert (whole["received"], whole["missing"], whole["legs"]) == (8, [], 7)


def test_what_was_said_before_cannot_be_said_differently(surveyor: Surveyor) -> None:
    surveyor.open()
    taps = surveyor.taps()
    surveyor.tell(taps)
    answer = surveyor.tell([{**taps[1], "x_m": 9.0}])
    assert answer.status_code == 409
    assert surveyor.report()["walk"]["taps"][1]["x_m"] == taps[1]["x_m"]


def test_two_phones_on_one_walk_are_refused(surveyor: Surveyor) -> None:
    surveyor.open()
    taps = surveyor.taps()
    surveyor.tell(taps[:2])
    other = surveyor.colleague(surveyor.walk_id)
    assert other.open().status_code == 409
    assert other.tell(taps[2:]).status_code == 409
    assert surveyor.report()["walk"]["received"] == 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04 no log", id="another archive"),
        pytest.param(b"\x1f\x8b broken", id="broken gzip"),
        pytest.param(b"1\t2\t3\n" * 50, id="another table"),
    ],
)
def test_what_is_no_log_is_refused(surveyor: Surveyor, body: bytes) -> None:
    surveyor.open()
    answer = surveyor.served.staff("POST", f"{surveyor.path}/log", content=body)
    assert answer.status_code == 422
    assert surveyor.report()["walk"]["logs"] == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"short", id="short"),
        pytest.param(b"\xff" * 80, id="not a number"),
        pytest.param(bytes(81), id="no whole row"),
        pytest.param(np.full(10, 1e9).tobytes(), id="no sensor"),
        pytest.param(np.array([[2.0] + [0.0] * 9, [1.0] + [0.0] * 9]).tobytes(), id="backwards"),
    ],
)
def test_what_is_no_motion_is_refused(surveyor: Surveyor, body: bytes) -> None:
    surveyor.open()
    query = f"?device={surveyor.device}&sequence=1&clock=page-load-00001"
    answer = surveyor.served.staff("POST", f"{surveyor.path}/motion{query}", content=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "body"


def test_too_much_at_once_is_refused(surveyor: Surveyor) -> None:
    surveyor.open()
    taps = [surveyor.note("tap", surveyor.began_ms + 1e3 * k, x_m=1.0, y_m=1.0) for k in range(501)]
    assert surveyor.tell(taps).status_code == 422
    query = f"?device={surveyor.device}&sequence=1&clock=page-load-00001"
    answer = surveyor.served.staff("POST", f"{surveyor.path}/motion{query}", content=bytes(300_000))
    assert answer.status_code == 413, answer.text


def test_motion_of_a_walk_is_bounded_by_its_samples(
    surveyor: Surveyor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_MOTION_SAMPLES", 150)
    surveyor.open()

    def send(sequence: int) -> int:
        query = f"?device={surveyor.device}&sequence={sequence}&clock=page-load-00001"
        rows = bytes(100 * 80)
        return int(surveyor.served.staff("POST", f"{surveyor.path}/motion{query}", content=rows).status_code)

    assert [send(1), send(2), send(1)] == [204, 409, 204]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "jump"},
        {"x_m": None},
        {"x_m": "near the door"},
        {"x_m": 1e9},
        {"t_ms": None},
        {"sequence": 0},
        {"of": 1},
        {"clock": "x"},
        {"surprise": 1},
    ],
)
def test_nonsense_is_refused_and_nothing_kept(surveyor: Surveyor, wrong: dict[str, Any]) -> None:
    surveyor.open()
    taps = surveyor.taps()
    assert surveyor.tell([*taps, {**taps[0], "sequence": 9, **wrong}]).status_code == 422
    assert surveyor.report()["walk"]["received"] == 0


def test_unknown_places_are_not_found(surveyor: Surveyor) -> None:
    assert surveyor.open(level_id="cellar").status_code == 422
    assert surveyor.served.staff("GET", surveyor.path).status_code == 404
    assert surveyor.served.staff("GET", "/v1/stores/nowhere/survey").status_code == 404
    assert surveyor.served.staff("GET", f"/v1/stores/{SHOP}/survey?level_id=cellar").status_code == 422


def test_a_walk_is_deleted(surveyor: Surveyor) -> None:
    surveyor.open()
    surveyor.tell(surveyor.taps())
    assert surveyor.served.staff("DELETE", surveyor.path).status_code == 204
    assert surveyor.served.staff("GET", surveyor.path).status_code == 404
    assert surveyor.tell(surveyor.taps()).status_code == 404


def test_progress_grows_with_what_was_walked(surveyor: Surveyor) -> None:
    path = f"/v1/stores/{SHOP}/survey?level_id=ground&start_x_m=18&start_y_m=2"
    for walk in surveyor.served.staff("GET", f"/v1/stores/{SHOP}/survey/walks").json()["items"]:
        surveyor.served.staff("DELETE", f"/v1/stores/{SHOP}/survey/walks/{walk['id']}")
    before = surveyor.served.staff("GET", path).json()
    surveyor.open()
    surveyor.tell(surveyor.taps())
    after = surveyor.served.staff("GET", path).json()
    assert after["share"] > before["share"]
    assert after["length_m"] < before["length_m"]
    assert before["checkpoints"]
    afresh = surveyor.served.staff("GET", f"{path}&afresh=true").json()
    assert (afresh["share"], afresh["length_m"]) == (after["share"], before["length_m"])


def test_the_service_tells_its_time(shared: Served) -> None:
    answer = shared.phone.get("/v1/clock").json()
    assert answer == {"unix_ms": shared.clock.now.timestamp() * 1e3}
