"""Jobs over HTTP, each in its own process: a map is fitted and put in force, its error predicted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from campaigns.accounts.domain import AuditEntry
from campaigns.accounts.service import Accounts
from campaigns.stores.service import Stores

if TYPE_CHECKING:
    from conftest import Served

PATIENCE_S = 60.0
JOBS = "/v1/stores/corner-shop/jobs"


def ask(served: Served, **order: Any) -> httpx.Response:
    return served.staff("POST", JOBS, json=order)


def over(served: Served, asked: httpx.Response) -> dict[str, Any]:
    """The job once it is over; how far it came on the way never shrinks."""
    assert asked.status_code == 202, asked.text
    until_s, shares = time.monotonic() + PATIENCE_S, [0.0]
    while time.monotonic() < until_s:
        job: dict[str, Any] = served.staff("GET", f"{JOBS}/{asked.json()['id']}").json()
        if job["state"] not in ("queued", "running"):
            return job
        shares.append(job["share"])
        assert shares == sorted(shares)
        time.sleep(0.05)
    raise AssertionError(f"not over in {PATIENCE_S:.0f} s")


@pytest.fixture(scope="module")
def fitted(running: Served, walks: list[bytes]) -> dict[str, Any]:
    """A fit to four uploaded walks, asked for by an operator."""
    running.log_in(role="operator")
    for number, walk in enumerate(walks):
        stored = running.staff(
            "POST", f"/v1/stores/corner-shop/recordings?name=walk{number}.txt", content=walk
        )
        assert stored.status_code == 201, stored.text
        assert stored.json()["waypoints"] == 7
    job = over(running, ask(running, kind="fit"))
    assert job["state"] == "done", job["reason"]
    return job


def test_a_fit_says_how_well_its_map_holds(shared: Served, fitted: dict[str, Any]) -> None:
    shared.log_in(role="staff")
    assert (fitted["asked_by"], fitted["from_revision"], fitted["level_id"]) == ("olga", 1, "ground")
    assert (fitted["share"], fitted["published_as"]) == (1.0, None)
    found = shared.staff("GET", f"{JOBS}/{fitted['id']}/result").json()
    assert (found["walks"], found["appeared"], found["gone"], found["before"]) == (4, 3, 0, None)
    assert found["assessment"]["transmitters"] == 3
    assert found["tracking"]["waypoints"] == 4 * 6
    measured = found["measured"]
    assert (measured["walks"], measured["waypoints"]) == (4, 4 * 5)  # from 10 s on
    assert measured["interval_m"]["low"] < measured["mean_m"] < measured["interval_m"]["high"]
    assert sum(cell["waypoints"] for cell in measured["cells"]) == measured["waypoints"]
    predicted = found["assessment"]
    assert len(predicted["places"]["x_m"]) == len(predicted["known"]["mean_m"]) > 20
    assert predicted["known"]["median_m"] < predicted["unknown"]["median_m"] < 10.0
    assert sum(predicted["walked"]["seconds"]) == pytest.approx(4 * 36.0, rel=0.05)


def test_a_person_puts_a_fitted_map_in_force_once(shared: Served, fitted: dict[str, Any]) -> None:
    address = f"{JOBS}/{fitted['id']}/publish"
    shared.log_in(role="staff")
    assert shared.staff("POST", address, json={"note": "mine"}).status_code == 403
    shared.log_in(role="operator")
    before = shared.staff("GET", "/v1/stores/corner-shop/quality").json()
    assert (before["beacons"], before["is_surveyed"], before["fit"]) == (0, False, None)
    published = shared.staff("POST", address, json={"note": "first survey"})
    assert published.json() == {"store_id": "corner-shop", "revision": 2}
    assert shared.staff("POST", address, json={"note": "again"}).status_code == 409
    entry = shared.database.read(lambda session: Stores().entries(session, "corner-shop"))[0]
    assert (entry.number, entry.author, entry.note, entry.radio) == (2, "olga", "first survey", True)
    audited = shared.database.read(Accounts().audit_entries)[0]
    # Of three beacons and four walks: what speaks against the map is in the log.
    detail = {"revision": 2, "job": fitted["id"], "despite": "too-bold"}
    assert (audited.action, audited.detail) == ("map.publish", detail)
    quality = shared.staff("GET", "/v1/stores/corner-shop/quality").json()
    assert (quality["beacons"], quality["is_surveyed"], quality["assessment"]) == (3, True, None)
    assert quality["fit"]["job"]["id"] == fitted["id"]
    assert quality["fit"]["measured"]["waypoints"] == 20
    job = over(shared, ask(shared, kind="quality"))
    audited = audit(shared)
    assert ask(shared, kind="quality").json()["id"] == job["id"], "the same map, the same error"
    assert audit(shared) == audited, "nothing was asked for anew"
    assessment = shared.staff("GET", "/v1/stores/corner-shop/quality").json()["assessment"]
    assert assessment["usual_start"] == "known"
    worst = [spot["mean_m"] for spot in assessment["worst"]]
    assert worst[0] == pytest.approx(max(assessment["known"]["mean_m"]), abs=0.01)


def test_what_cannot_be_reached_is_a_job_that_failed_and_says_so(shared: Served) -> None:
    shared.log_in(role="operator")
    job = over(shared, ask(shared, kind="plan", error_m=0.1, map_error_m=10.0))
    assert job["state"] == "failed"
    assert "out of reach" in job["reason"]
    assert shared.staff("GET", f"{JOBS}/{job['id']}/result").status_code == 409


def test_staff_ask_for_no_fit_and_nobody_for_two_things(shared: Served) -> None:
    shared.log_in(role="staff")
    assert ask(shared, kind="fit").status_code == 403
    assert ask(shared, kind="plan", count=3).status_code == 403
    shared.log_in(role="operator")
    for order in ({"kind": "plan"}, {"kind": "plan", "count": 3, "error_m": 2.0}, {"kind": "cook"}):
        assert ask(shared, **order).status_code == 422, order
    assert ask(shared, kind="plan", count=3, level_id="roof").status_code == 422


def test_a_job_that_runs_is_cancelled_with_its_process(shared: Served) -> None:
    shared.log_in(role="operator")
    running, waiting = ask(shared, kind="plan", count=30).json(), ask(shared, kind="plan", count=31).json()
    until_s = time.monotonic() + PATIENCE_S
    while not shared.staff("GET", f"{JOBS}/{running['id']}").json()["stage"]:
        assert time.monotonic() < until_s
        time.sleep(0.05)
    for job in (waiting, running):
        assert shared.staff("DELETE", f"{JOBS}/{job['id']}").status_code == 204
    assert [over_of(shared, job["id"]) for job in (running, waiting)] == ["cancelled", "cancelled"]
    assert children() == set()
    cancelled = [entry for entry in audit(shared) if entry.action == "job.cancel"]
    assert shared.staff("DELETE", f"{JOBS}/{running['id']}").status_code == 204
    assert [entry for entry in audit(shared) if entry.action == "job.cancel"] == cancelled
    assert len(cancelled) == 2


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
@pytest.mark.parametrize(
    ("method", "of"), [("GET", ""), ("DELETE", ""), ("GET", "/result"), ("POST", "/publish")]
)
def test_numbers_that_no_job_can_have_are_refused(shared: Served, number: int, method: str, of: str) -> None:
    shared.log_in()
    answer = shared.staff(method, f"{JOBS}/{number}{of}", json={"note": ""})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "path.number"


def audit(served: Served) -> Sequence[AuditEntry]:
    return served.database.read(Accounts().audit_entries)


def over_of(served: Served, number: int) -> str:
    while (state := served.staff("GET", f"{JOBS}/{number}").json()["state"]) in ("queued", "running"):
        time.sleep(0.05)
    return str(state)


def children() -> set[int]:
    """The processes of jobs that this one started."""
    listed = [(task / "children").read_text() for task in Path("/proc/self/task").iterdir()]
    found = {int(number) for line in listed for number in line.split()}
    return {number for number in found if b"campaigns.stores.jobs.work" in command(number)}


def command(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""
