"""Survey walks that were recorded elsewhere, uploaded for the next fit."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.campaigns.stores.jobs.conftest import made_walk

if TYPE_CHECKING:
    from conftest import Served

RECORDINGS = "/v1/stores/corner-shop/recordings"


def upload(served: Served, name: str, body: bytes) -> httpx.Response:
    answer: httpx.Response = served.staff("POST", f"{RECORDINGS}?name={name}", content=body)
    return answer


def test_a_walk_is_kept_once_and_forgotten_when_somebody_says_so(shared: Served) -> None:
    shared.log_in(role="staff")
    walk = made_walk(1)
    first = upload(shared, "walk.txt", walk)
    assert first.status_code == 201, first.text
    told = first.json()
    assert (told["name"], told["waypoints"], told["duration_s"]) == ("walk.txt", 7, 36.0)
    assert told["uploaded_by"] == "sam"
    assert told["sightings"] > 20
    assert upload(shared, "walk.txt.gz", gzip.compress(walk)).json() == told, "the same walk, packed"
    assert upload(shared, "again.txt", walk).status_code == 409
    assert upload(shared, "walk.txt", made_walk(2)).status_code == 409
    assert shared.staff("GET", RECORDINGS).json() == {"items": [told]}
    assert shared.staff("DELETE", f"{RECORDINGS}/walk.txt").status_code == 204
    assert shared.staff("DELETE", f"{RECORDINGS}/walk.txt").status_code == 404
    assert shared.staff("GET", RECORDINGS).json() == {"items": []}


@pytest.mark.parametrize(
    ("name", "body", "where"),
    [
        ("walk.csv", made_walk(1), "name"),
        (".txt", made_walk(1), "name"),
        ("walk.txt", b"nothing of use", "body"),
        ("walk.txt", b"\x1f\x8b damaged", "body"),
        ("walk.txt", b"1769860000000\tTYPE_ACCELEROMETER\t0.1\t0.2\t9.81\t2\n", "body"),
    ],
)
def test_what_no_fit_could_use_is_refused(shared: Served, name: str, body: bytes, where: str) -> None:
    shared.log_in(role="staff")
    refused = upload(shared, name, body)
    assert refused.status_code == 422
    assert [error["where"] for error in refused.json()["errors"]] == [where]
    assert "/" not in refused.json()["detail"], "no path of the service"


def test_a_level_that_is_not_there_has_no_walks(shared: Served) -> None:
    shared.log_in(role="staff")
    assert shared.staff("GET", f"{RECORDINGS}?level=roof").status_code == 422
    assert shared.staff("GET", "/v1/stores/nowhere/recordings").status_code == 404
    assert shared.staff("GET", "/v1/stores/corner-shop/quality?level=roof").status_code == 422
