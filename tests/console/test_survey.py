"""The guided survey on a phone: walked, without a network, loaded again, taken back, ended; what is kept."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.console.judging import DESKTOP, PHONE, Judge

pytestmark = pytest.mark.browser

SURVEY = "/stores/demo-shop/survey"
BEGIN, HERE, UNDO, END = "Begin the walk", "I am here", "Undo the last leg", "End the walk"
PACE_MS = 2_600
"""Legs of the demo shop's walk are up to 7 m: faster would be running."""


@pytest.fixture
def shop(own_service):
    own_service.add_shop()
    return own_service


def kept(service, page) -> list[dict[str, Any]]:
    """The walks as the service has them."""
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "aislecast_session")
    url = f"{service.url}/v1/stores/demo-shop/survey/walks"
    items = httpx.get(url, headers={"Cookie": f"aislecast_session={token}"}).json()["items"]
    return list(items)


def test_a_walk_goes_on_without_a_network_and_over_a_reload(shop, visitor):
    screen = visitor(PHONE)
    page = screen.enter(shop, SURVEY)
    expect(page.get_by_text("A browser cannot listen to beacons")).to_be_visible()
    screen.keep_screen("survey-start-phone-en-light")
    page.get_by_role("button", name=BEGIN).click()
    here = page.get_by_role("button", name=HERE)
    for _ in range(2):
        here.click()
        page.wait_for_timeout(PACE_MS)
    expect(page.get_by_text("All sent")).to_be_visible()

    page.context.set_offline(True)
    here.click()
    told = page.get_by_text("Offline since").inner_text()
    since = re.findall(r"\d\d:\d\d:\d\d", told)[0]
    for _ in range(2):
        page.reload()
        expect(page.get_by_text("3 taps")).to_be_visible()
        expect(page.get_by_text(f"Offline since {since}")).to_be_visible()
        page.wait_for_timeout(1_000)
    expect(page.get_by_text("Keep this page open")).to_have_count(0)
    here.click()
    expect(page.get_by_text("2 kept on this phone")).to_be_visible()
    screen.keep_screen("survey-offline-phone-en-light")
    assert len(kept(shop, page)[0]["taps"]) == 2

    page.context.set_offline(False)
    expect(page.get_by_text("All sent")).to_be_visible()
    walk = kept(shop, page)[0]
    assert [tap["joins"] for tap in walk["taps"]] == [False, True, True, True]
    assert walk["missing"] == []

    page.get_by_role("button", name=UNDO).click()
    expect(page.get_by_text("Go back to the mark")).to_be_visible()
    judge = Judge(screen)
    judge.at("undone", "button.here")
    page.get_by_role("button", name=END).click()
    expect(page.get_by_text("This walk is with the service")).to_be_visible()
    screen.keep_screen("survey-end-phone-en-light")
    judge.at("ended", "main h2")
    assert judge.found == []
    walk = kept(shop, page)[0]
    assert (walk["has_ended"], walk["legs"], len(walk["taps"])) == (True, 2, 3)

    # A walk begun before the next one is planned would have its mark moved under the surveyor's feet.
    held: list[Route] = []
    page.route("**/v1/stores/demo-shop/survey?*", lambda route: held.append(route))
    page.get_by_role("button", name="What is left?").click()
    begin = page.get_by_role("button", name=BEGIN)
    expect(begin).to_be_disabled()
    page.wait_for_timeout(300)
    held.pop().continue_()
    expect(begin).to_be_enabled()
    assert screen.complaints == []


def test_the_mark_is_moved_and_a_piece_walked_again_by_keyboard_in_japanese(shop, visitor):
    screen = visitor(DESKTOP, "ja", "dark")
    page = screen.enter(shop, SURVEY)
    page.get_by_role("button", name="計測を始める").click()
    page.get_by_text("一時停止・歩き直し・ほかの地点").click()
    x_m = page.locator("fieldset input").first
    x_m.fill("8.5")
    x_m.press("Tab")
    here = page.get_by_role("button", name="ここにいます")
    for _ in range(3):
        here.press("Enter")
        page.wait_for_timeout(PACE_MS)
    page.get_by_role("button", name="区間を歩き直す").press("Enter")
    assert screen.violations() == []
    page.get_by_role("button", name="取り消して歩き直す").press("Enter")
    screen.keep_screen("survey-walk-desktop-ja-dark")
    expect(page.get_by_text("送信済み")).to_be_visible()
    taps = kept(shop, page)[0]["taps"]
    assert taps[0]["x_m"] == 8.5
    assert [tap["joins"] for tap in taps] == [False, False]
    assert screen.complaints == []
