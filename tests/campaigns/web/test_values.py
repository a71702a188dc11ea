"""Numbers, days and times of bodies and queries are what they say, and the document says what is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from campaigns.offers.schemas import CampaignBody
from campaigns.visits.schemas import HelloBody
from campaigns.web.values import Day, Instant, Number, Whole

if TYPE_CHECKING:
    from conftest import Served


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((Whole, value) for value in ("5", True, 5.5, None, float("nan"), float("inf"), b"5")),
        *((Number, value) for value in ("5", True, None, float("nan"), float("-inf"))),
        *((Day, value) for value in (0, "0", 20260131, "2026-1-31", "2026-02-30", "٢٠٢٦-01-31")),
        *((Instant, value) for value in (0, 1.5e9, "1700000000", "2026-01-31", "2026-01-31T09:00:00")),
    ],
)  # fmt: skip
def test_nothing_is_taken_for_what_it_is_not(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


def test_what_is_right_is_taken() -> None:
    assert TypeAdapter[int](Whole).validate_python(5.0) == 5
    assert TypeAdapter[float](Number).validate_python(5) == 5.0
    assert TypeAdapter[Any](Day).validate_python("2026-01-31").isoformat() == "2026-01-31"
    assert TypeAdapter[Any](Instant).validate_json('"2026-01-31T09:00:00+09:00"').hour == 9


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"clock_ns": "0"}, "clock_ns"),
        ({"clock_ns": 2**63}, "clock_ns"),
        ({"utc": 0}, "utc"),
        ({"start": {"x_m": False, "y_m": 1.0}}, "start.x_m"),
        ({"start": {"x_m": 1.0, "y_m": "1"}}, "start.y_m"),
    ],
)
def test_a_hello_of_other_kinds_of_values_is_refused(more: dict[str, Any], where: str) -> None:
    hello = {
        "visit_id": "0190a7c2-5b1e-7c30-9f53-4f6f2a1d9e10",
        "clock_ns": 0,
        "utc": "2026-01-31T12:00:00Z",
    }
    with pytest.raises(ValidationError) as refused:
        HelloBody.model_validate(hello | more)
    assert [".".join(map(str, fault["loc"])) for fault in refused.value.errors()] == [where]


def test_a_report_from_a_number_is_refused(shared: Served) -> None:
    shared.log_in()
    answer = shared.staff("GET", "/v1/stores/corner-shop/reports/dwell?to=0")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"where": "query.to", "reason": "is no day like 2026-01-31"}]


def test_the_document_says_that_nothing_is_named_twice() -> None:
    schemas = CampaignBody.model_json_schema()["$defs"]
    assert schemas["ScheduleBody"]["properties"]["weekdays"]["uniqueItems"] is True
    assert schemas["TriggerBody"]["properties"]["zone_ids"]["uniqueItems"] is True


def test_the_document_tells_a_visit_begun_from_one_resumed(shared: Served) -> None:
    document = shared.browser.get("/v1/openapi.json").json()
    responses = document["paths"]["/v1/stores/{store_id}/visits"]["post"]["responses"]
    begun, resumed = responses["201"]["content"], responses["200"]["content"]
    assert begun["application/json"] == resumed["application/json"]
