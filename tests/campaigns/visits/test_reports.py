from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from campaigns.errors import InvalidInput, NotFound
from campaigns.shoppers.domain import Purpose
from campaigns.stores.domain import RELEASE_K, StoreKind
from campaigns.visits.reports.domain import (
    Period,
    Selection,
    StayRecord,
    released_dwell,
    released_flows,
    released_heat,
)
from campaigns.visits.reports.picture import heat_png
from campaigns.visits.reports.service import Reports
from campaigns.visits.reports.views import TRIAL_NOTE, csv_of, dwell_view, flow_view, heat_view
from positioning.types import PoseStatus, SensorFrame, Trajectory
from zones.heatmap import Grid

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
GRID = Grid(cell_m=1.0, columns=4, rows=3)
DAYS = [date(2026, 1, 30), date(2026, 1, 31)]

stay_records = st.lists(
    st.builds(
        StayRecord,
        day=st.sampled_from(DAYS),
        shopper=st.integers(0, 4),
        visit=st.integers(0, 9),
        kind=st.sampled_from(["zone", "face"]),
        place_id=st.sampled_from(["tea", "rice"]),
        entered_at=st.datetimes(min_value=datetime(2026, 1, 30), max_value=datetime(2026, 2, 1)),  # noqa: DTZ001
        duration_s=st.floats(0, 600),
    ),
    max_size=40,
)


@given(stay_records, st.integers(1, 6))
def test_no_place_is_released_on_fewer_than_k_shoppers_of_a_day(stays: list[StayRecord], k: int) -> None:
    released, suppressed = released_dwell(stays, k, stop_s=3, engage_s=5)
    for place in {(stay.kind, stay.place_id) for stay in stays}:
        here = [stay for stay in stays if (stay.kind, stay.place_id) == place]
        enough = [day for day in DAYS if len({stay.shopper for stay in here if stay.day == day}) >= k]
        assert (place in released) == bool(enough)
        assert (place in suppressed) == (not enough)
        if enough:
            assert released[place].stays == sum(stay.day in enough for stay in here)


@given(stay_records, st.integers(1, 4))
def test_two_days_tell_nothing_that_the_single_days_do_not(stays: list[StayRecord], k: int) -> None:
    def totals(some: Sequence[StayRecord]) -> dict[object, tuple[int, float]]:
        released, _ = released_dwell(some, k, stop_s=3, engage_s=5)
        flows, _ = released_flows(some, k)
        found: dict[object, tuple[int, float]] = {
            place: (s.stays, s.total_s) for place, s in released.items()
        }
        return found | {(flow.from_id, flow.to_id, "move"): (flow.moves, 0.0) for flow in flows}

    single = [totals([stay for stay in stays if stay.day == day]) for day in DAYS]
    both = totals(stays)
    assert both.keys() == single[0].keys() | single[1].keys()
    for place, (count, total_s) in both.items():
        assert count == sum(day[place][0] for day in single if place in day)
        assert total_s == pytest.approx(sum(day[place][1] for day in single if place in day))


def standing(cells: Sequence[tuple[float, float]]) -> Trajectory:
    n = len(cells)
    one = np.ones(n)
    x_m, y_m = (np.array(axis) for axis in zip(*cells, strict=True))
    return Trajectory(np.arange(n) * 1.0, x_m, y_m, one, one, one, one, one, (PoseStatus.OK,) * n)


def test_a_cell_is_suppressed_not_zero() -> None:
    alone = standing([(0.5, 0.5)] * 3)
    together = standing([(2.5, 1.5)] * 3)
    paths = {DAYS[0]: [("a", alone), ("a", together), ("b", together)], DAYS[1]: [("c", together)]}
    seconds, shopper_days, suppressed = released_heat(paths, GRID, k=2)
    assert seconds[1, 2] == pytest.approx(4.0)  # the second day's single shopper adds nothing
    assert shopper_days[1, 2] == 2
    assert suppressed[0, 0]
    assert not suppressed[1, 2]
    assert suppressed.sum() == 1


def test_a_day_is_the_stores_own_also_when_clocks_change() -> None:
    shorter = Period(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin")
    assert shorter.end - shorter.begin == timedelta(hours=23)
    assert shorter.day_of(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == date(2026, 3, 29)


@pytest.mark.parametrize(
    ("first", "last"),
    [(DAYS[1], DAYS[0]), (date(2024, 1, 1), DAYS[0]), (date.min, date.min), (date.max, date.max)],
)
def test_a_period_must_make_sense(first: date, last: date) -> None:
    with pytest.raises(InvalidInput):
        Period(first, last, "UTC")


def come_and_go(shop, walks: list[list[SensorFrame]]) -> None:  # type: ignore[no-untyped-def]
    """Each walk is a shopper's whole visit."""
    for number, walk in enumerate(walks):
        shopper = shop.register()
        visit = shop.open(shopper, number)
        shop.send(visit, walk)
        shop.end(visit, shopper)
    shop.settle()


@pytest.fixture(scope="module")
def visited_folder(new_shop, tmp_path_factory, demo_document, walks) -> Path:  # type: ignore[no-untyped-def]
    """A trial store after three visits; only read."""
    folder: Path = tmp_path_factory.mktemp("visited")
    shop = new_shop(folder)
    shop.create(demo_document)
    come_and_go(shop, walks)
    return folder


@pytest.fixture(scope="module")
def visited(new_shop, visited_folder):  # type: ignore[no-untyped-def]
    shop = new_shop(visited_folder)
    yield shop
    shop.parts.database.close()


def test_reports_of_a_trial_store_say_so_and_agree_with_what_is_stored(visited, walks) -> None:  # type: ignore[no-untyped-def]
    reports = Reports(visited.parts.stores, visited.parts.products)
    selection = Selection("demo-shop")
    read = visited.parts.database.read
    dwell = read(lambda s: reports.dwell(s, selection, NOW))
    flows = read(lambda s: reports.flows(s, selection, NOW))
    heat = read(lambda s: reports.heat(s, selection, None, NOW))
    assert dwell.head.is_trial
    assert dwell.head.visits == 3
    assert dwell.head.provisional_visits == 0
    assert dwell_view(dwell).head.note == TRIAL_NOTE

    zones = [row for row in dwell.rows if row.kind == "zone"]
    assert zones
    assert all(row.statistics and row.name for row in zones)
    assert sum(row.flow.moves for row in flows.rows if row.flow) >= len(walks)
    walked_s = sum(walk[-1].t_end_s - walk[0].t_start_s for walk in walks)
    assert 0.5 * walked_s < heat.seconds.sum() <= walked_s
    assert heat.shopper_days.max() <= 3
    assert not heat.suppressed.any()


def test_a_live_store_releases_nothing_of_three_shoppers(  # type: ignore[no-untyped-def]
    new_shop, tmp_path, visited_folder
) -> None:
    """The same visits, had they been in a live store."""
    shutil.copytree(visited_folder, tmp_path, dirs_exist_ok=True)
    shop = new_shop(tmp_path)
    live = {"kind": StoreKind.LIVE.value, "privacy_k": RELEASE_K[StoreKind.LIVE]}
    shop.write(lambda s: s.execute(sa.text("UPDATE stores SET kind = :kind, privacy_k = :privacy_k"), live))
    reports = Reports(shop.parts.stores, shop.parts.products)
    read, selection = shop.parts.database.read, Selection("demo-shop")
    dwell = read(lambda s: reports.dwell(s, selection, NOW))
    heat = read(lambda s: reports.heat(s, selection, None, NOW))
    assert not dwell.head.is_trial
    assert dwell.rows
    assert all(row.statistics is None for row in dwell.rows)
    assert heat.seconds.sum() == 0
    assert heat.suppressed.any()
    assert {cell.state for cell in heat_view(heat).cells} == {"suppressed"}
    with pytest.raises(InvalidInput, match="grid"):
        read(lambda s: reports.heat(s, selection, 0.5, NOW))
    shop.parts.database.close()


def test_forms_carry_the_same_values(visited) -> None:  # type: ignore[no-untyped-def]
    reports = Reports(visited.parts.stores, visited.parts.products)
    read = visited.parts.database.read
    selection = Selection("demo-shop")
    flow = flow_view(read(lambda s: reports.flows(s, selection, NOW)))
    report = read(lambda s: reports.heat(s, selection, 0.5, NOW))
    heat = heat_view(report)
    lines = [line for line in csv_of(heat).splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(lines))))
    assert len(rows) == len(json.loads(heat.model_dump_json())["cells"])
    assert sum(float(row["seconds"]) for row in rows) == pytest.approx(
        report.seconds.sum(), abs=0.01 * len(rows)
    )
    assert f"# note: {TRIAL_NOTE}" in csv_of(flow)

    level = visited.parts.database.read(lambda s: visited.parts.stores.current(s, "demo-shop")).store.level()
    picture = Image.open(io.BytesIO(heat_png(report, level)))
    assert picture.format == "PNG"
    assert picture.width == 1600
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24) or []}
    assert any(green > red + 60 for red, green, _ in colours), "no viridis green: the heat is missing"


def test_names_are_no_formulas_in_a_spreadsheet(visited) -> None:  # type: ignore[no-untyped-def]
    reports = Reports(visited.parts.stores, visited.parts.products)
    flow = flow_view(visited.parts.database.read(lambda s: reports.flows(s, Selection("demo-shop"), NOW)))
    flow.rows[0].from_name = "=cmd()"
    assert "'=cmd()" in csv_of(flow)
    flow.head.store_name = "Shop\r\n=cmd()"
    assert "# store_name: Shop =cmd()\r\n" in csv_of(flow)


def test_without_analytics_a_visit_is_in_no_report(shop, walks) -> None:  # type: ignore[no-untyped-def]
    shopper = shop.register(frozenset({Purpose.POSITIONING, Purpose.OFFERS}))
    visit = shop.open(shopper, 0)
    shop.send(visit, walks[0])
    shop.end(visit, shopper)
    shop.settle()
    reports = Reports(shop.parts.stores, shop.parts.products)
    heat = shop.parts.database.read(lambda s: reports.heat(s, Selection("demo-shop"), None, NOW))
    dwell = shop.parts.database.read(lambda s: reports.dwell(s, Selection("demo-shop"), NOW))
    assert heat.seconds.sum() == 0
    assert dwell.rows == ()


def test_unknown_store_and_level_are_told(shop) -> None:  # type: ignore[no-untyped-def]
    reports = Reports(shop.parts.stores, shop.parts.products)
    with pytest.raises(NotFound):
        shop.parts.database.read(lambda s: reports.dwell(s, Selection("nowhere"), NOW))
    with pytest.raises(InvalidInput, match="level"):
        shop.parts.database.read(lambda s: reports.dwell(s, Selection("demo-shop", level_id="roof"), NOW))
