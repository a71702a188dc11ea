"""Stores and maps over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from campaigns.accounts.service import Accounts
from zones.storefile import dumps, loads

if TYPE_CHECKING:
    from conftest import Served


def test_a_store_is_created_from_its_plan_once(shared: Served, store_document: bytes) -> None:
    shared.log_in()
    plan = dumps(replace(loads(store_document), venue_id="bakery", name="Bakery"))
    created = shared.staff("POST", "/v1/stores?kind=trial", content=plan)
    assert created.status_code == 201
    assert created.json() == {
        "id": "bakery",
        "name": "Bakery",
        "kind": "trial",
        "time_zone": "Europe/London",
        "revision": 1,
        "live_visits": 0,
        "offers_today": 0,
        "privacy_k": 1,
    }
    assert shared.staff("POST", "/v1/stores?kind=trial", content=plan).status_code == 409
    listed = shared.staff("GET", "/v1/stores").json()["items"]
    assert [store["id"] for store in listed] == ["bakery", "corner-shop"]


def test_publishing_makes_the_next_revision_and_is_audited(shared: Served, store_document: bytes) -> None:
    shared.log_in()
    before = shared.staff("GET", "/v1/stores/corner-shop").json()["revision"]
    plan = dumps(replace(loads(store_document), name="Corner shop, rebuilt"))
    published = shared.staff("PUT", "/v1/stores/corner-shop/map", content=plan)
    assert published.json() == {"store_id": "corner-shop", "revision": before + 1}
    shown = shared.staff("GET", "/v1/stores/corner-shop/map").json()
    assert (shown["revision"], shown["name"]) == (before + 1, "Corner shop, rebuilt")
    newest = shared.database.read(Accounts().audit_entries)[0]
    assert (newest.actor, newest.action, newest.subject) == ("boss", "map.publish", "corner-shop")


def test_a_map_is_geojson_in_floor_metres(shared: Served) -> None:
    shared.log_in()
    level = shared.staff("GET", "/v1/stores/corner-shop/map").json()["levels"][0]
    assert (level["width_m"], level["height_m"]) == (20.0, 10.0)
    assert level["outline"]["type"] == "Polygon"
    assert [0.0, 0.0] in level["outline"]["coordinates"][0]
    assert [(zone["id"], zone["kind"], zone["area"]["type"]) for zone in level["zones"]] == [
        ("tea", "shelf", "Polygon")
    ]
    assert level["entrances"] == [{"id": "door", "name": "Door", "x_m": 1.0, "y_m": 5.0}]


@pytest.mark.parametrize(
    "body", [b"", b"not a plan", b"[1, 2]", b'{"format": "aislecast-store", "version": 7}']
)
def test_a_plan_that_is_none_stores_nothing(shared: Served, body: bytes) -> None:
    shared.log_in()
    before = shared.staff("GET", "/v1/stores").json()
    for method, path in (("POST", "/v1/stores"), ("PUT", "/v1/stores/corner-shop/map")):
        answer = shared.staff(method, path, content=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["where"] == "document"
    assert shared.staff("GET", "/v1/stores").json() == before


def test_anybody_may_know_what_an_app_needs(shared: Served) -> None:
    answer = shared.phone.get("/v1/stores/corner-shop/summary")
    assert set(answer.json()) == {"store_id", "name", "kind", "revision", "beacons"}
    assert shared.phone.get("/v1/stores/nowhere/summary").status_code == 404
