"""The API is as its document says, for requests that fit it and requests that do not, of whom it admits.

Schemathesis makes the requests from the document that the service itself gives: every value at its bounds and
beyond, every method an address does not have. They are the same ones in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import missing_required_header, positive_data_acceptance

from campaigns.web.access import SESSION_COOKIE

if TYPE_CHECKING:
    from conftest import Served

MOST_REQUESTS = 30
"""Of one operation, spread over all that there are: a campaign alone has 280."""

FRUITLESS = [positive_data_acceptance, missing_required_header]
"""What the schema allows can still be impossible (a zone that is not on the map: 422), and with another's
credentials a missing one is 403, not 401."""

ENDLESS = ("GET", "/v1/stores/{store_id}/live")
"""Answers for as long as the caller listens; asked of a store that does not exist."""

LAST = ("PUT", "/v1/shoppers/me/consent"), ("DELETE", "/v1/shoppers/me"), ("DELETE", "/v1/session")
"""After these the caller may no longer do what they could."""

CAMPAIGN: dict[str, Any] = {
    "name": "Tea",
    "trigger": {"kind": "zone_enter", "zone_ids": ["tea"]},
    "creative": {"title": "Tea", "text": "Tea in {zone}"},
}
HELLO = {
    "visit_id": "0190a7c2-5b1e-7c30-9f53-4f6f2a1d9e10",
    "clock_ns": 0,
    "utc": "2026-01-31T12:00:00Z",
    "start": {"x_m": 1.0, "y_m": 5.0},
}


@pytest.fixture
def names(served: Served) -> dict[str, str]:
    """What paths name, of a store in which something happens."""
    served.log_in()
    campaign = served.staff("POST", "/v1/stores/corner-shop/campaigns", json=CAMPAIGN).json()["id"]
    return {"store_id": "corner-shop", "campaign_id": campaign, "visit_id": HELLO["visit_id"]}


@pytest.fixture
def token(served: Served, names: dict[str, str]) -> str:
    """A shopper on a visit."""
    token = served.register()
    answer = served.shopper(token, "POST", "/v1/stores/corner-shop/visits", json=HELLO)
    assert answer.status_code == 201
    return token


def with_names(case: Any, names: dict[str, str]) -> Any:
    """The same request about what is there: no schema knows the names, nor what belongs to which trigger."""
    path = case.meta.components.get(ParameterLocation.PATH)
    if path is None or path.mode is GenerationMode.POSITIVE:
        case.path_parameters |= {key: names[key] for key in names.keys() & case.path_parameters.keys()}
    if case.meta.generation.mode is GenerationMode.POSITIVE and isinstance(case.body, dict):
        case.body = case.body | {key: CAMPAIGN[key] for key in ("trigger", "creative") if key in case.body}
    return case


def answers_of(served: Served, caller: str, names: dict[str, str], headers: dict[str, str]) -> set[int]:
    """Send the requests of every operation that admits `caller`, at the bounds of each value and beyond
    them, and compare the answers with the document; their statuses."""
    schema = schemathesis.openapi.from_dict(served.browser.get("/v1/openapi.json").json())
    schema.config.generation.update(with_security_parameters=False)
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]
    operations.sort(key=lambda each: (each.method.upper(), each.path) in LAST)
    statuses: set[int] = set()
    session = requests.Session()
    for operation in operations:
        if caller not in operation.definition.raw["x-callers"]:
            continue
        known = dict(names)
        if (operation.method.upper(), operation.path) == ENDLESS:
            known["store_id"] = "nowhere"
        cases = list(
            schema.iter_coverage_cases(
                operation, generation_modes=list(GenerationMode), generation_config=schema.config.generation
            )
        )
        for case in cases[:: 1 + len(cases) // MOST_REQUESTS]:
            answer = with_names(case, known).call_and_validate(
                base_url=served.url, session=session, headers=headers, excluded_checks=FRUITLESS, timeout=20
            )
            statuses.add(answer.status_code)
    session.close()
    return statuses


def test_what_anybody_may_do(served: Served, names: dict[str, str]) -> None:
    assert {200, 201, 401, 422} <= answers_of(served, "public", names, {})


def test_what_an_administrator_may_do(served: Served, names: dict[str, str]) -> None:
    cookie = f"{SESSION_COOKIE}={served.browser.cookies[SESSION_COOKIE]}"
    headers = {"Cookie": cookie, "X-Aislecast": "1"}
    assert {200, 201, 204, 404, 422} <= answers_of(served, "staff", names, headers)


def test_what_a_shopper_may_do(served: Served, names: dict[str, str], token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert {200, 202, 204, 422} <= answers_of(served, "shopper", names, headers)
