"""Registration and consent over HTTP: every purpose named, nothing assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Served

ALL = {
    "positioning": True,
    "offers": True,
    "analytics": True,
    "personalisation": True,
    "map_improvement": True,
}


def post(shared: Served, consent: Any, **more: Any) -> Any:
    body = {"consent": consent, "text_version": "2026-01", **more}
    return shared.phone.post("/v1/stores/corner-shop/shoppers", json=body)


@pytest.mark.parametrize("purpose", sorted(ALL))
def test_every_purpose_must_be_named(shared: Served, purpose: str) -> None:
    answer = post(shared, {name: True for name in ALL if name != purpose})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"where": f"body.consent.{purpose}", "reason": "Field required", "code": "field-missing"}
    ]


@pytest.mark.parametrize("value", ["yes", 1, None, "true"])
def test_a_choice_is_yes_or_no_and_nothing_like_it(shared: Served, value: object) -> None:
    assert post(shared, {**ALL, "offers": value}).status_code == 422


def test_purposes_nobody_knows_are_refused(shared: Served) -> None:
    assert post(shared, {**ALL, "resale": True}).status_code == 422
    assert post(shared, ALL, text_version="").status_code == 422


def test_a_shopper_sees_and_changes_their_consent(shared: Served) -> None:
    token = shared.register("offers")
    mine = shared.shopper(token, "GET", "/v1/shoppers/me").json()
    assert mine["store_id"] == "corner-shop"
    assert mine["consent"] == {**ALL, "offers": False}
    wanted = {**ALL, "analytics": False}
    changed = shared.shopper(
        token, "PUT", "/v1/shoppers/me/consent", json={"consent": wanted, "text_version": "2026-02"}
    )
    assert changed.json()["consent"] == wanted
    again = shared.shopper(token, "GET", "/v1/shoppers/me").json()
    assert again == changed.json()
    withdrawn = {grant["purpose"] for grant in again["grants"] if grant["withdrawn_at"]}
    assert withdrawn == {"analytics"}


def test_erasing_takes_the_token_with_it(shared: Served) -> None:
    token = shared.register()
    assert shared.shopper(token, "DELETE", "/v1/shoppers/me").status_code == 204
    assert shared.shopper(token, "GET", "/v1/shoppers/me").status_code == 401


def test_a_store_nobody_knows(shared: Served) -> None:
    answer = shared.phone.post("/v1/stores/nowhere/shoppers", json={"consent": ALL, "text_version": "1"})
    assert answer.status_code == 404


def test_registrations_of_one_address_are_limited(served: Served) -> None:
    statuses = [post(served, ALL).status_code for _ in range(45)]
    assert statuses[:40] == [201] * 40
    assert 429 in statuses[40:]
