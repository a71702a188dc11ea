"""Every failure is a problem of the same form, and tells no more than it should."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from campaigns.stores.api import LARGEST_DOCUMENT_BYTES
from campaigns.web.access import Caller, callers
from campaigns.web.bodies import DEFAULT_LIMIT_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Served
    from sqlalchemy.orm import Session


def test_a_missing_value_is_named(shared: Served) -> None:
    answer = shared.browser.post("/v1/session", json={"login": "boss"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [
        {"where": "body.password", "reason": "Field required", "code": "field-missing"}
    ]


def test_json_that_is_none_is_a_problem(shared: Served) -> None:
    answer = shared.browser.post(
        "/v1/session", content=b'{"login": ', headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["title"] == "Invalid input"
    assert answer.json()["errors"] == [{"where": "body", "reason": "not JSON from character 10 on"}]


def test_a_problem_does_not_repeat_what_was_sent(shared: Served) -> None:
    answer = shared.browser.post("/v1/session", json={"login": ["boss"], "password": {"my": "secret words"}})
    assert answer.status_code == 422
    assert "secret words" not in answer.text


def test_a_wrong_method_is_a_problem(shared: Served) -> None:
    answer = shared.browser.delete("/healthz")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("OPTIONS", "/v1/session", "DELETE, GET, POST"),
        ("PATCH", "/v1/campaigns/0", "DELETE, GET, PUT"),
        ("GET", "/v1/shoppers/me/consent", "PUT"),
        ("HEAD", "/healthz", "GET"),
        ("DELETE", "/stores", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_every_right_one(shared: Served, method: str, path: str, allowed: str) -> None:
    answer = shared.browser.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


def test_a_defect_is_told_without_details(shared: Served) -> None:
    @callers(Caller.PUBLIC)
    def broken() -> None:
        raise ZeroDivisionError("token abc")

    shared.app.add_api_route("/v1/broken", broken)
    shared.app.router.routes.insert(0, shared.app.router.routes.pop())
    answer = httpx.get(f"{shared.url}/v1/broken")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "token" not in answer.text


def test_a_locked_database_is_for_now_and_told_without_details(shared: Served) -> None:
    @callers(Caller.PUBLIC)
    def locked() -> None:
        def work(_session: Session) -> None:
            raise OperationalError("INSERT INTO visits", {}, sqlite3.OperationalError("database is locked"))

        shared.database.read(work)

    shared.app.add_api_route("/v1/locked", locked)
    shared.app.router.routes.insert(0, shared.app.router.routes.pop())
    answer = httpx.get(f"{shared.url}/v1/locked")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "5"
    assert "visits" not in answer.text


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_too_large_is_refused_and_the_service_stays_up(shared: Served, announced: bool) -> None:
    body = b"x" * 10_000_000

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    answer = shared.browser.post(
        "/v1/session", content=body if announced else pieces(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert f"{DEFAULT_LIMIT_BYTES:,}" in answer.json()["detail"]
    assert shared.browser.get("/healthz").status_code == 200


def test_a_plan_may_be_larger_but_not_without_end(shared: Served) -> None:
    shared.log_in()
    larger = b" " * (DEFAULT_LIMIT_BYTES + 1)
    assert shared.staff("POST", "/v1/stores", content=larger).status_code == 422
    assert shared.staff("POST", "/v1/stores", content=b" " * (LARGEST_DOCUMENT_BYTES + 1)).status_code == 413


def test_answers_forbid_sniffing_and_keeping(shared: Served) -> None:
    headers = shared.browser.get("/v1/session").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
