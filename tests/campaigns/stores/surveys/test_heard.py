"""What scanners and logs hear on a survey walk, over HTTP: joined by clocks, bounded, and each its own."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from campaigns.stores.surveys import scanners, service

if TYPE_CHECKING:
    from conftest import Surveyor

SHOP = "demo-shop"


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
