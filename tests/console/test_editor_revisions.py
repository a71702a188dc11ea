"""Revisions in the editor: a newer one collides, roll back, throwing away; a level with its picture."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from campaigns.demo.shops import demo_shop
from tests.console.hand import draft_of, saved
from zones.storefile import dumps

pytestmark = pytest.mark.browser

SHOP = "demo-shop"
STOP = "A stop lasts at least (s)"


@pytest.fixture
def shop(own_service):
    own_service.add_shop()
    return own_service


def publish_elsewhere(page: Page, url: str, name: str, stop_s: float) -> None:
    """A map that comes by another way, as from the command line."""
    shop = demo_shop()
    document = dumps(replace(shop, name=name, rules=replace(shop.rules, stop_s=stop_s)))
    headers = {"X-Aislecast": "1", "Content-Type": "application/json"}
    answer = page.context.request.put(f"{url}/v1/stores/{SHOP}/map", data=document, headers=headers)
    assert answer.ok, answer.text()


def test_a_newer_revision_is_met_rolled_back_and_a_draft_thrown_away(shop, visitor):
    screen = visitor()
    page = screen.enter(shop, f"/stores/{SHOP}/map")
    first = draft_of(page, SHOP)["base_revision"]
    field = page.get_by_label(STOP)
    field.fill("5")
    field.press("Enter")
    saved(page)
    publish_elsewhere(page, shop.url, "Renamed elsewhere", 9.0)

    page.get_by_role("button", name="Publish (1)").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    dialog = page.get_by_role("dialog", name="Two people changed the same")
    rows = dialog.get_by_role("row")
    expect(rows).to_have_count(2)  # the head, and the one rule that both changed: not the name
    expect(rows.nth(1)).to_have_text(re.compile(f"{re.escape(STOP)}\\s*5\\s*9"))
    dialog.get_by_role("radio", name="Keep mine").check()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Publish (1)").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text(f"Revision {first + 2} is published.")).to_be_visible()
    store = draft_of(page, SHOP)["store"]
    assert (store["name"], store["rules"]["stop_s"]) == ("Renamed elsewhere", 5.0)

    page.get_by_role("tab", name="Revisions").click()
    page.get_by_role("button", name=f"Go back to revision {first}", exact=True).click()
    page.get_by_role("button", name="Publish it again").click()
    expect(page.get_by_text(f"Revision {first + 3} is published.")).to_be_visible()
    store = draft_of(page, SHOP)["store"]
    assert (store["name"], store["rules"]["stop_s"]) == ("Demo shop", 3.0)

    page.get_by_role("tab", name="Selected").click()
    field.fill("7")
    field.press("Enter")
    saved(page)
    page.get_by_role("tab", name="Revisions").click()
    page.get_by_role("button", name=f"Compare revision {first} with the draft").click()
    expect(page.get_by_text(f"{STOP}: 3 → 7")).to_be_visible()
    page.get_by_role("button", name="Back to the revisions").click()
    page.get_by_role("button", name="Throw the draft away").click()
    dialog = page.get_by_role("dialog", name="Throw the draft away?")
    expect(dialog.get_by_role("button", name="Throw the draft away")).to_be_disabled()
    dialog.get_by_label("Type").fill("throw away")
    dialog.get_by_role("button", name="Throw the draft away").click()
    expect(dialog).to_be_hidden()
    assert draft_of(page, SHOP)["changed"] == 0
    assert screen.complaints == []


def test_a_level_with_its_picture_is_added_and_laid_on_the_floor(shop, visitor, recordings):
    screen = visitor()
    page = screen.enter(shop, f"/stores/{SHOP}/map")
    page.get_by_role("tab", name="Layers").click()
    page.get_by_label("Name of the level").fill("Upstairs")
    form = page.locator("form", has=page.get_by_label("Name of the level"))
    form.get_by_label("Picture of its plan").set_input_files(
        recordings / "malls" / "site1-B1" / "floor_image.png"
    )
    page.get_by_role("button", name="Add the level").click()
    # Three corners of the picture: a metre is ten pixels, the floor turned by nothing, a slip of 30 cm.
    page.get_by_label("places", exact=True).check()
    page.get_by_text("Add a place by numbers").click()
    for column, row, x_m, y_m in ((0, 500, 0.0, 0.0), (700, 500, 70.0, 0.0), (0, 0, 0.0, 50.3)):
        numbers = page.locator("form.numbers input")
        for i, text in enumerate((column, row, x_m, y_m)):
            numbers.nth(i).fill(str(text))
        page.locator("form.numbers").get_by_role("button", name="Add").click()
    residual = page.get_by_text("The places agree to")
    expect(residual).to_be_visible()
    stated = float(re.search(r"agree to ([\d.]+) m", residual.inner_text())[1])
    assert 0.0 < stated < 0.3
    page.get_by_role("button", name="Move the picture there").click()
    page.get_by_role("button", name="Scale", exact=True).click()
    north = page.get_by_label("Degrees from up, clockwise")
    north.fill("30")
    north.press("Enter")
    dial = page.locator(".dial").bounding_box()
    saved(page)
    level = next(each for each in draft_of(page, SHOP)["levels"] if each["name"] == "Upstairs")
    assert level["ordinal"] == 1
    a, _, _, _, e, _ = level["image"]["floor_from_image"]
    assert (a, e) == (pytest.approx(0.1, rel=0.01), pytest.approx(-0.1, rel=0.01))
    assert level["north_rad"] == pytest.approx(math.radians(60.0))

    # By hand: the needle is pulled to the right.
    middle = dial["x"] + dial["width"] / 2, dial["y"] + dial["height"] / 2
    page.mouse.move(middle[0], middle[1] - 20)
    page.mouse.down()
    page.mouse.move(middle[0] + 20, middle[1], steps=4)
    page.mouse.up()
    saved(page)
    level = next(each for each in draft_of(page, SHOP)["levels"] if each["name"] == "Upstairs")
    assert level["north_rad"] == pytest.approx(0.0, abs=0.1)

    # The link shows a colleague the same.
    page.get_by_role("tab", name="Layers").click()
    page.get_by_label("Show Beacon").uncheck()
    page.locator(".canvas").focus()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile(r"level=.*at=.*hidden=beacon"))
    colleague = screen.context.new_page()
    colleague.goto(page.url)
    colleague.get_by_role("tab", name="Layers").click()
    expect(colleague.get_by_label("Show Beacon")).not_to_be_checked()
    expect(colleague.get_by_label("Level", exact=True)).to_have_value(level["id"])
    assert colleague.url == page.url
    assert screen.complaints == []
