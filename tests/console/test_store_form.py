"""The store's name and times are changed from the desk; what was saved is read back over the API."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def kept(page: Page, url: str) -> dict[str, Any]:
    """Name, time zone and rules as the draft has them."""
    answer = page.context.request.get(f"{url}/v1/stores/demo-shop/draft")
    assert answer.ok, answer.text()
    return answer.json()["store"]


def test_times_are_changed_and_undone_from_the_desk(own_service, visitor):
    own_service.add_shop()
    screen = visitor()
    page = screen.enter(own_service, "/stores/demo-shop/map")
    page.locator(".canvas").wait_for()
    before = kept(page, own_service.url)
    hold = page.get_by_label("In a zone: counted after (s)")
    hold.fill("7.5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-save=saved]")).to_be_visible()
    expect(page.get_by_role("button", name="Publish (1)")).to_be_enabled()
    assert kept(page, own_service.url) == {**before, "rules": {**before["rules"], "enter_hold_s": 7.5}}
    assert screen.violations() == []

    name = page.get_by_label("Name of the store")
    name.fill("  ")
    page.keyboard.press("Tab")
    expect(name).to_have_value(before["name"])
    page.get_by_role("button", name="Undo: change").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    assert kept(page, own_service.url) == before
    assert screen.complaints == []
