"""Campaigns over HTTP, on a running service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from campaigns.web.access import SESSION_COOKIE

Served = Any


def body(**changes: Any) -> dict[str, Any]:
    plain = {
        "name": "Tea week",
        "trigger": {"kind": "zone_enter", "zone_ids": ["tea"]},
        "creative": {"title": "Tea", "text": "20 % off in {zone}"},
    }
    return plain | changes


@pytest.fixture(scope="module")
def cookie(running: Served) -> str:
    """Logging in is slow on purpose, so it is done once."""
    assert running.log_in().status_code == 200
    return str(running.browser.cookies[SESSION_COOKIE])


@pytest.fixture
def console(shared: Served, cookie: str) -> Served:
    """The service with somebody logged in."""
    shared.browser.cookies.set(SESSION_COOKIE, cookie)
    return shared


def test_a_campaign_is_created_read_changed_and_deleted(console: Served) -> None:
    spoken = body(schedule={"from": "22:00", "to": "02:00", "ends_on": "2026-02-28"}, priority=3)
    made = console.staff("POST", "/v1/stores/corner-shop/campaigns", json=spoken)
    assert made.status_code == 201, made.text
    campaign = made.json()
    assert campaign["schedule"] == {
        "starts_on": None,
        "ends_on": "2026-02-28",
        "weekdays": [0, 1, 2, 3, 4, 5, 6],
        "from": "22:00",
        "to": "02:00",
    }
    assert (campaign["store_id"], campaign["revision"], campaign["state"]) == ("corner-shop", 1, "draft")
    path = f"/v1/campaigns/{campaign['id']}"
    assert console.staff("GET", path).json() == campaign
    assert campaign in console.staff("GET", "/v1/stores/corner-shop/campaigns").json()["items"]

    changed = console.staff("PUT", path, json=body(name="Coffee week", revision=1))
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    stale = console.staff("PUT", path, json=body(name="Cocoa week", revision=1))
    assert stale.status_code == 409
    assert console.staff("GET", path).json()["name"] == "Coffee week"

    assert console.staff("DELETE", path).status_code == 204
    gone = console.staff("GET", path)
    assert gone.status_code == 404
    assert gone.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": ""}, "body.name"),
        ({"trigger": {"kind": "zone_enter", "zone_ids": ["moon"]}}, "body.trigger.zone_ids"),
        ({"trigger": {"kind": "zone_dwell", "zone_ids": ["tea"]}}, "body.trigger.dwell_s"),
        ({"schedule": {"starts_on": "2026-02-02", "ends_on": "2026-02-01"}}, "body.schedule.ends_on"),
        (
            {"schedule": {"starts_on": "2026-02-02", "ends_on": "2026-02-02", "weekdays": [1]}},
            "body.schedule.weekdays",
        ),
        ({"schedule": {"from": "10:00", "to": "25:00"}}, "body.schedule.to"),
        ({"creative": {"title": "x", "text": "{price}"}}, "body.creative.text"),
        ({"name": "\ud83d"}, "body.name"),
        (
            {"trigger": {"kind": "zone_enter", "zone_ids": ["tea"], "min_probability": float("nan")}},
            "body.trigger.min_probability",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place_and_nothing_is_stored(
    console: Served, changes: dict[str, Any], where: str
) -> None:
    before = console.staff("GET", "/v1/stores/corner-shop/campaigns").json()
    answer = console.browser.post(
        "/v1/stores/corner-shop/campaigns",
        content=json.dumps(body(**changes)),  # plain ASCII with NaN and lone surrogates, as any client might
        headers={"X-Aislecast": "1", "Content-Type": "application/json"},
    )
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    faults = answer.json()["errors"]
    assert [fault["where"] for fault in faults] == [where]
    assert faults[0]["reason"]
    assert console.staff("GET", "/v1/stores/corner-shop/campaigns").json() == before


def test_unknown_stores_and_campaigns_are_not_found(console: Served) -> None:
    assert console.staff("POST", "/v1/stores/moon/campaigns", json=body()).status_code == 404
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/decisions")):
        assert console.staff(method, f"/v1/campaigns/none{path}").status_code == 404
    assert console.staff("PUT", "/v1/campaigns/none", json=body()).status_code == 404


def test_decisions_are_paged_and_filtered(console: Served) -> None:
    made = console.staff("POST", "/v1/stores/corner-shop/campaigns", json=body()).json()
    path = f"/v1/campaigns/{made['id']}/decisions"
    assert console.staff("GET", path).json() == {"items": [], "next": None}
    assert console.staff("GET", path, params={"outcome": "won"}).status_code == 422
    assert console.staff("GET", path, params={"limit": 0}).status_code == 422
    unknown = console.staff("GET", path, params={"before": "none"})
    assert (unknown.status_code, unknown.json()["errors"][0]["where"]) == (422, "query.before")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/stores/corner-shop/campaigns"),
        ("POST", "/v1/stores/corner-shop/campaigns"),
        ("GET", "/v1/campaigns/any"),
        ("PUT", "/v1/campaigns/any"),
        ("DELETE", "/v1/campaigns/any"),
        ("GET", "/v1/campaigns/any/decisions"),
    ],
)
def test_only_staff_may(shared: Served, method: str, path: str) -> None:
    assert shared.staff(method, path, json=body()).status_code == 401
    assert shared.shopper(shared.register(), method, path, json=body()).status_code == 403
