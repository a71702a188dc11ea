"""The page on how good a map is: what it predicts, a fit that a person publishes, a plan taken over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from campaigns.demo.shops import demo_shop
from tests.campaigns.stores.jobs.conftest import made_walk
from tests.console.judging import DESKTOP, PHONE, Judge

if TYPE_CHECKING:
    from tests.console.conftest import RunningService, Visit

pytestmark = pytest.mark.browser

SHOP = str(demo_shop().venue_id)
PAGE = f"/stores/{SHOP}/quality"
JOB_MS = 60_000
WALKS = 4


@pytest.fixture
def shop(own_service: RunningService) -> RunningService:
    """The example shop, without people."""
    own_service.add_shop()
    return own_service


def asked(page: Page, service: RunningService, path: str) -> Any:
    """What the API says to the page's own log-in."""
    return page.context.request.get(f"{service.url}/v1/stores/{SHOP}{path}").json()


def metres(value_m: float) -> str:
    return f"{value_m:.1f} m"


def test_who_looks_sees_what_is_predicted_and_takes_a_plan_over(shop: RunningService, visitor: Visit) -> None:
    person = visitor(DESKTOP)
    page = person.enter(shop, PAGE)
    worst = page.get_by_role("table", name="Worst places")
    worst.wait_for(timeout=JOB_MS)
    found = asked(page, shop, "/quality")["assessment"]
    panel = page.get_by_role("region", name="Now")
    for start, name in (("known", "came in by the one door"), ("unknown", "were searched for")):
        page.get_by_role("button", name=name).click()
        expect(panel.locator("dd").first).to_have_text(metres(found[start]["median_m"]))
    expect(worst.locator("tbody tr")).to_have_count(len(found["worst"]))
    page.get_by_text("All values, by squares of 10 m").click()
    rows = page.get_by_role("table", name="All values, by squares of 10 m").locator("tbody tr")
    expect(rows).to_have_count(6)  # 30 x 20 m
    expect(rows.first).to_contain_text("not measured")
    page.get_by_role("button", name="Walked").click()
    expect(page.get_by_text("Time walked, seconds in a cell")).to_be_visible()
    assert "layer=walked" in page.url
    person.keep_screen("quality-now")
    page.get_by_role("button", name="Plan beacons").click()
    page.get_by_label("How many").fill("3")
    page.get_by_role("button", name="Plan", exact=True).click()
    page.get_by_role("heading", name="The plan: 3 beacons").wait_for(timeout=JOB_MS)
    job = asked(page, shop, "/jobs")["items"][0]
    plan = asked(page, shop, f"/jobs/{job['id']}/result")
    table = page.get_by_role("table", name="The plan: 3 beacons")
    expect(table).to_contain_text(f"{plan['predicted']['q90_m']:.2f} m")
    expect(table).to_contain_text(f"{plan['best_regular_grid']['q90_m']:.2f} m")
    judge = Judge(person)
    judge.at("plan", "#hung")
    assert judge.found == []
    person.keep_screen("quality-plan")
    page.get_by_role("button", name="Take over into the draft").click()
    page.get_by_text("3 beacons are in the draft now").wait_for()
    level = asked(page, shop, "/draft")["levels"][0]
    hung = {f["id"]: f["value"] for f in level["features"] if f["kind"] == "beacon"}
    assert hung == {
        beacon["key"]: {"x_m": beacon["x_m"], "y_m": beacon["y_m"], "sd_m": 1.0} for beacon in plan["beacons"]
    }
    assert person.complaints == []


def test_walks_are_uploaded_fitted_and_published_on_a_phone(
    shop: RunningService, visitor: Visit, tmp_path: Path
) -> None:
    files = [tmp_path / f"walk{number}.txt" for number in range(WALKS)]
    for number, file in enumerate(files):
        file.write_bytes(made_walk(number))
    (tmp_path / "list.txt").write_text("nothing of use\n")
    person = visitor(PHONE, "ja", "dark")
    page = person.enter(shop, f"{PAGE}?tab=fit")
    page.get_by_text("このフロアの測量データがまだありません").wait_for()
    page.get_by_label("記録をアップロード…").set_input_files([*files, tmp_path / "list.txt"])
    page.get_by_text(f"歩行{WALKS}件を保存しました。").wait_for()
    expect(
        page.get_by_text(
            re.compile("^list.txt：.*歩行の記録として読み取れません（加速度が含まれていません）")
        )
    ).to_be_visible()
    page.get_by_role("button", name="電波マップを作成", exact=True).click()
    page.get_by_role("progressbar").wait_for()
    table = page.get_by_role("table", name="作成したマップと現在のマップ")
    table.wait_for(timeout=JOB_MS)
    before = asked(page, shop, "/map")["revision"]
    page.get_by_label("この版の説明").fill("四回歩いた")
    assert person.violations() == []
    person.keep_screen("quality-fit-phone-ja")
    # Four short walks are too few for honest claims: who publishes the map has to mean it.
    page.get_by_text("誤差の見積もりが甘すぎます").first.wait_for()
    page.get_by_role("button", name="それでも公開する…").click()
    sure = page.get_by_role("dialog")
    publish = sure.get_by_role("button", name="次の版として公開")
    expect(publish).to_be_disabled()
    sure.get_by_role("textbox").fill("Demo shop")
    publish.click()
    page.get_by_text(f"第{before + 1}版として有効になりました").wait_for()
    newest = asked(page, shop, "/revisions")["items"][0]
    assert (newest["number"], newest["note"], newest["radio"]) == (before + 1, "四回歩いた", True)
    quality = asked(page, shop, "/quality")
    assert (quality["revision"], quality["beacons"], quality["fit"]["walks"]) == (before + 1, 3, WALKS)
    assert person.complaints == []
