"""A survey over HTTP: walked, undone, sent late and twice, by two phones and two scanners, and nonsense."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sqlalchemy as sa

from campaigns.accounts.service import Accounts
from campaigns.stores.surveys import scanners, service

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


def test_radio_is_joined_by_the_clocks(surveyor: Surveyor) -> None:
    surveyor.open()
    surveyor.tell(surveyor.taps())
    token = surveyor.pair()
    for batch in (surveyor.radio(1, -20, 10), surveyor.radio(2, 10, 60)):
        assert surveyor.send(token, batch).json()["is_new"]
        assert not surveyor.send(token, batch).json()["is_new"]
    report = surveyor.report()
    assert report["sightings"] in (32, 33)  # of 80, those between the first tap and the last
    assert report["sightings"] + report["outside"] == 80
    assert 0.0 < report["phone_error_s"] < 0.1
    assert 0.0 < report["scanner_error_s"] < 0.1
    assert report["parts"][0]["moves"] is False


def test_radio_of_a_clock_that_nobody_read_is_not_joined(surveyor: Surveyor) -> None:
    surveyor.open()
    surveyor.tell(surveyor.taps())
    token = surveyor.pair()
    surveyor.send(token, surveyor.radio(1, 0, 30, readings=[]))
    report = surveyor.report()
    assert (report["sightings"], report["unjoined"], report["scanner_error_s"]) == (0, 30, None)
    late = surveyor.radio(2, 30, 31)  # the same clock, read after the walk
    surveyor.send(token, late)
    assert surveyor.report()["sightings"] > 25


def test_clocks_that_are_too_uncertain_are_not_joined(surveyor: Surveyor) -> None:
    surveyor.open()
    surveyor.tell(surveyor.taps())
    token = surveyor.pair()
    surveyor.send(token, surveyor.radio(1, 0, 30, round_trip_ms=1500.0))
    report = surveyor.report()
    assert report["sightings"] == 0
    assert report["unjoined"] + report["outside"] == 30
    assert report["unjoined"] > 25
    assert report["scanner_error_s"] > report["most_error_s"]


def test_a_walk_whose_phone_was_never_online_has_no_recording_yet(surveyor: Surveyor) -> None:
    surveyor.open()
    taps = surveyor.taps()
    surveyor.tell(taps, clock=False)
    assert surveyor.report()["parts"] == []
    surveyor.tell(taps)
    assert len(surveyor.report()["parts"]) == 1


def test_the_next_scanner_takes_the_place_of_the_last(surveyor: Surveyor) -> None:
    surveyor.open()
    surveyor.tell(surveyor.taps())
    first = surveyor.pair("laptop")
    later = surveyor.pair("Pi")
    surveyor.send(first, surveyor.radio(1, 10, 20))  # heard after the other was paired
    surveyor.send(later, surveyor.radio(1, 10, 20))
    assert surveyor.report()["sightings"] == 10
    query = f"/v1/stores/{SHOP}/survey/scanner?device={surveyor.device}"
    shown = surveyor.served.staff("GET", query).json()["scanner"]
    assert (shown["name"], shown["sightings"]) == ("Pi", 10)
    assert surveyor.served.staff("DELETE", query).status_code == 204
    assert surveyor.served.staff("GET", query).json() == {"scanner": None}
    assert surveyor.served.staff("DELETE", query).status_code == 404


def test_a_scanner_hears_for_the_phone_that_paired_it_alone(surveyor: Surveyor) -> None:
    other = surveyor.colleague(f"{surveyor.walk_id}-b")
    for each in (surveyor, other):
        each.open()
        each.tell(each.taps())
    surveyor.send(surveyor.pair(), surveyor.radio(1, 0, 30))
    assert surveyor.report()["sightings"] > 25
    assert other.report()["sightings"] == 0


def test_a_code_pairs_once_and_not_for_ever(surveyor: Surveyor) -> None:
    path = f"/v1/stores/{SHOP}/survey/scanner"
    code = surveyor.served.staff("POST", path, json={"device": surveyor.device}).json()["code"]
    typed = {"code": f" {code[:4].lower()}-{code[4:]} ", "name": "laptop"}
    assert surveyor.served.phone.post("/v1/survey/scanners", json=typed).status_code == 201
    assert surveyor.served.phone.post("/v1/survey/scanners", json=typed).status_code == 401


def test_only_a_paired_scanner_may_send(surveyor: Surveyor) -> None:
    batch = surveyor.radio(1, 0, 5)
    assert surveyor.send("no-such-token", batch).status_code == 401
    assert surveyor.served.phone.post("/v1/survey/radio", json=batch).status_code == 401


def test_a_native_log_of_the_same_phone_joins_by_its_utc(surveyor: Surveyor) -> None:
    surveyor.open()
    surveyor.tell(surveyor.taps())
    utc_ms = round(surveyor.began_ms + 1234)
    lines = [f"{utc_ms + 100 * k}\tTYPE_ACCELEROMETER\t0.1\t0.2\t9.8\t3" for k in range(330)]
    lines += [f"{utc_ms + 1000 * k}\tTYPE_BEACON\t\t0\t0\t0\t-70\t0\tAA:00:00:00:00:01\t0" for k in range(40)]
    body = gzip.compress("\n".join(lines).encode())
    for _ in range(2):
        assert surveyor.served.staff("POST", f"{surveyor.path}/log", content=body).status_code == 204
    report = surveyor.report()
    assert report["walk"]["logs"] == 1
    assert report["sightings"] in (32, 33)
    assert report["parts"][0]["moves"] is True


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


def test_what_came_before_is_taken_again_at_the_limit(
    surveyor: Surveyor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer was lost, the same comes again: it is stored, and no limit says otherwise."""
    monkeypatch.setattr(scanners, "MOST_BATCHES", 2)
    monkeypatch.setattr(service, "MOST_LOGS", 1)
    surveyor.open()
    token = surveyor.pair()
    sent = [surveyor.send(token, surveyor.radio(number, 0, 5)) for number in (1, 2, 3, 1)]
    assert [answer.status_code for answer in sent] == [200, 200, 409, 200]
    assert not sent[-1].json()["is_new"]
    logs = [f"{surveyor.began_ms:.0f}\tTYPE_ACCELEROMETER\t0.1\t{k}\t9.8\t3".encode() for k in range(2)]
    told = [
        surveyor.served.staff("POST", f"{surveyor.path}/log", content=logs[k]).status_code for k in (0, 1, 0)
    ]
    assert told == [204, 409, 204]


def test_what_scanners_heard_goes_with_their_phones_last_walk(surveyor: Surveyor) -> None:
    """All of a scanner that another took the place of; the present one may still send."""
    rows = sa.text(
        "SELECT COUNT(*) FROM survey_radio JOIN survey_scanners ON id = scanner_id WHERE device = :device"
    )
    clocks = sa.text("SELECT clock FROM survey_clocks WHERE clock LIKE :device || '/%'")

    def left() -> tuple[int, int]:
        of_device = {"device": surveyor.device}
        return surveyor.served.database.read(
            lambda session: (
                session.scalar(rows, of_device) or 0,
                len(session.scalars(clocks, of_device).all()),
            )
        )

    surveyor.open()
    surveyor.tell(surveyor.taps())
    for name in ("laptop", "Pi"):
        surveyor.send(surveyor.pair(name), surveyor.radio(1, 0, 30))
    assert left() == (2, 1)
    assert surveyor.served.staff("DELETE", surveyor.path).status_code == 204
    assert left() == (1, 0)


def test_of_a_phones_clocks_those_read_last_are_kept(
    surveyor: Surveyor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanners, "MOST_CLOCKS", 2)
    surveyor.open()
    for number in range(4):
        at_ms = 60_000.0 * number
        told = {"sent_ms": at_ms, "service_ms": at_ms + 10.0, "received_ms": at_ms + 20.0}
        clocks = [{"clock": f"page-load-1000{number}", "readings": [told]}]
        body = {"device": surveyor.device, "entries": [], "clocks": clocks}
        assert surveyor.served.staff("POST", f"{surveyor.path}/entries", json=body).status_code == 200
    kept = sa.text("SELECT clock FROM survey_clocks WHERE clock LIKE :device || '/%' ORDER BY clock")
    found = surveyor.served.database.read(
        lambda session: session.scalars(kept, {"device": surveyor.device}).all()
    )
    assert found == [f"{surveyor.device}/page-load-1000{number}" for number in (2, 3)]


def test_walks_of_one_day_keep_their_own_radio(surveyor: Surveyor) -> None:
    """Of all that the phone's scanner heard that day a walk is joined with what was heard on it."""
    surveyor.open()
    token = surveyor.pair()
    taps = surveyor.taps()
    for number, from_s in enumerate((-7200.0, 0.0, 7200.0), start=1):
        body = surveyor.radio(number, from_s, from_s + 30.0)
        assert surveyor.send(token, body).status_code == 200
    surveyor.tell(taps)
    report = surveyor.report()
    assert (report["sightings"] + report["outside"], report["unjoined"]) == (30, 0)
    assert report["walk"]["sightings"] == 30
    (listed,) = [
        each
        for each in surveyor.served.staff("GET", f"/v1/stores/{SHOP}/survey/walks").json()["items"]
        if each["id"] == surveyor.walk_id
    ]
    assert listed == report["walk"]


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
