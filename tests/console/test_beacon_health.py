"""The page of beacon health: what needs a hand, what is done about it, the swap list, both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from campaigns.accounts.service import Accounts
from campaigns.demo.shops import demo_shop
from campaigns.storage.database import Database
from campaigns.stores.health import repository
from campaigns.stores.health.domain import BeaconRecord, Heard
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.service import Stores
from mapping_tool.place_names import ThingNames
from mapping_tool.silence import Hearing
from positioning.types import BeaconTelemetry
from tests.console.judging import DESKTOP, PHONE
from zones.storefile import dumps

pytestmark = pytest.mark.browser

PAGE = "/stores/demo-shop/health"
HANGS = demo_shop().beacon_map().transmitters
KEYS = sorted(HANGS, key=lambda key: int(key.rsplit("/", 1)[1]))
SILENT, EMPTY, WELL = KEYS[1], KEYS[8], KEYS[20]
AT = ThingNames(demo_shop().level()).nearest(HANGS[SILENT].x_m, HANGS[SILENT].y_m)


def stored(service: Any, work: Any) -> Any:
    database = Database(service.settings.database)
    try:
        return database.write(work)
    finally:
        database.close()


@pytest.fixture
def shop(own_service: Any) -> Any:
    """The demo shop with a beacon that fell silent, one whose battery ends, and one that is well."""
    own_service.add_shop()
    now = datetime.now(UTC)

    def tell(session: Session) -> None:
        silent = BeaconRecord(now - timedelta(days=3), Hearing(60, 55, 12))
        others = {key: BeaconRecord(now, Hearing(72, 60)) for key in KEYS if key not in (SILENT, EMPTY, WELL)}
        repository.replace_records(session, "demo-shop", {SILENT: silent} | others)
        for key, battery_mv in ((EMPTY, 2380), (WELL, 3000)):
            told = BeaconTelemetry(battery_mv, 21.5, 90_000, 86_400.0)
            repository.note_heard(session, "demo-shop", [Heard(key, now - timedelta(minutes=1), told)])

    stored(own_service, tell)
    return own_service


def test_who_climbs_the_ladder_reads_what_to_do_and_says_what_was_done(shop: Any, visitor: Any) -> None:
    screen = visitor(DESKTOP)
    page = screen.enter(shop, PAGE)
    expect(page.get_by_text("2 beacons need a hand")).to_be_visible()
    cards = page.locator("article[data-beacon]")
    expect(cards.first).to_contain_text(
        f"Not heard for 3 days, while 12 visits passed: look whether it hangs at {AT}"
    )
    expect(cards.nth(1)).to_contain_text("Its battery is nearly empty: change it now")
    cards.nth(1).get_by_role("button", name="History by day").click()
    expect(cards.nth(1).get_by_role("cell", name="2.38 V")).to_be_visible()
    screen.keep_screen("beacons-desktop-en-light")

    cards.first.get_by_role("button", name="Battery changed").click()
    expect(page.get_by_role("status")).to_contain_text(f"Noted for Near {AT}")
    expect(page.get_by_text("1 beacon needs a hand")).to_be_visible()
    entries = stored(shop, lambda s: Accounts().audit_entries(s, 10))
    marked = next(entry for entry in entries if entry.action == "beacon.mark")
    assert (marked.actor, marked.detail) == ("manager", {"beacon": SILENT, "kind": "battery_changed"})

    page.get_by_role("button", name="Swap list").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(EMPTY)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(rows.first).to_be_visible()
    page.emulate_media(media="screen")
    assert screen.complaints == []


def test_on_a_phone_in_japanese_in_the_dark(shop: Any, visitor: Any) -> None:
    screen = visitor(PHONE, "ja", "dark")
    page = screen.enter(shop, PAGE)
    expect(page.get_by_text("対応が必要なビーコン 2 台")).to_be_visible()
    expect(page.get_by_text("3 日受信がありません（その間の来店 12 回）")).to_be_visible()
    screen.keep_screen("beacons-phone-ja-dark")
    page.locator(f'article[data-beacon="{EMPTY}"] .name').click()
    expect(page.locator("[data-chosen]")).to_have_attribute("data-beacon", EMPTY)
    assert "beacon=" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_an_operator_publishes_a_healed_map(shop: Any, visitor: Any) -> None:
    healed = dumps(replace(demo_shop(), name="Demo shop, healed"))
    report = {"held_back": {"known": {"mean_m": [2.53, 2.36]}}}
    now = datetime.now(UTC)
    stored(
        shop,
        lambda s: BeaconWatch(Stores()).propose(
            s, "demo-shop", demo_shop().level().id, 1, now, "better", report, healed
        ),
    )
    page = visitor(DESKTOP).enter(shop, PAGE)
    expect(page.get_by_text("Start known: mean error 2.53 m → 2.36 m")).to_be_visible()
    page.get_by_role("button", name="Publish this map").click()
    expect(page.get_by_text("New visits will be tracked on it.")).to_be_visible()
    page.get_by_role("button", name="Publish this map").click()
    expect(page.get_by_text("Published as revision 2")).to_be_visible()
    assert stored(shop, lambda s: Stores().settings(s, "demo-shop")).number == 2
    anonymous = httpx.get(f"{shop.url}/v1/stores/demo-shop/proposals")
    assert anonymous.status_code == 401
