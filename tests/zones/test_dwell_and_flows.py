from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.dwell import Stayed, dwell_statistics
from zones.flows import path_flows
from zones.level import ZoneId

stays_of = st.lists(
    st.builds(
        Stayed,
        place_id=st.sampled_from(["tea", "rice", "soap"]),
        person=st.integers(0, 5),
        duration_s=st.floats(0, 1e4),
    )
)


@given(stays_of, stays_of)
def test_dwell_is_additive(first: list[Stayed], second: list[Stayed]) -> None:
    apart = [dwell_statistics(part, stop_s=3, engage_s=5) for part in (first, second)]
    together = dwell_statistics(first + second, stop_s=3, engage_s=5)
    for place, both in together.items():
        parts = [statistics[place] for statistics in apart if place in statistics]
        assert both.stays == sum(part.stays for part in parts)
        assert both.total_s == pytest.approx(sum(part.total_s for part in parts))
        assert both.stops == sum(part.stops for part in parts)
        assert max(part.people for part in parts) <= both.people <= sum(part.people for part in parts)
        assert both.engagements <= both.stops <= both.stays


def test_the_longest_total_comes_first() -> None:
    stays = [Stayed("tea", 1, 1.0), Stayed("rice", 1, 9.0)]
    assert list(dwell_statistics(stays, stop_s=3, engage_s=5)) == ["rice", "tea"]


def test_entering_the_same_zone_again_is_no_move() -> None:
    tea, rice = ZoneId("tea"), ZoneId("rice")
    flows = path_flows([("a", [tea, tea, rice]), ("a", [tea, rice]), ("b", [rice, tea])])
    assert [(flow.from_id, flow.to_id, flow.moves, flow.people) for flow in flows] == [
        (tea, rice, 2, 1),
        (rice, tea, 1, 1),
    ]
