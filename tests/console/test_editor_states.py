"""Every state of the editor in both languages, on a desk and on a phone, before axe-core."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.console.conftest import DESKTOP, PHONE, RunningService, Visitor
from tests.console.hand import draft_of, features, saved

pytestmark = pytest.mark.browser

SHOP = "demo-shop"
TABS = ("features", "problems", "layers", "revisions", "selection")
TOOLS = "fzebwncuom"
"""Their keys, the one for the scale last."""

KINDS = ("fixture", "zone", "face", "beacon", "entrance", "code")
DIALOG = "dialog[open]"


@pytest.fixture
def shop(own_service: RunningService) -> RunningService:
    own_service.add_shop()
    return own_service


class Look:
    """Goes from state to state, keeps a picture of each and asks axe-core."""

    def __init__(self, screen: Visitor, name: str) -> None:
        self.screen, self.name = screen, name
        self.found: dict[str, list[str]] = {}

    def at(self, state: str, within: str = "#content") -> None:
        self.screen.keep_screen(f"editor-{state}-{self.name}")
        self.check(state, within)

    def check(self, state: str, within: str) -> None:
        violations = self.screen.violations(within)
        if violations:
            self.found[state] = violations


def post(page: Page, path: str, body: dict[str, Any]) -> None:
    url = f"{page.url.split('/stores')[0]}/v1/stores/{SHOP}/draft/{path}"
    answer = page.context.request.post(url, data=body, headers={"X-Aislecast": "1"})
    assert answer.ok, answer.text()


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("ja", "light")])
def test_every_state_reads_well(shop, visitor, language, scheme):
    screen = visitor(DESKTOP, language, scheme)
    page = screen.enter(shop, f"/stores/{SHOP}/map")
    page.locator(".canvas").wait_for()
    look = Look(screen, f"desktop-{language}-{scheme}")
    look.at("whole", "html")
    look_at_panels(look)
    # Tools and kinds of features differ in their words alone from language to language: all in one of them.
    for key in TOOLS if language == "en" else TOOLS[::3]:
        page.keyboard.press(key)
        look.check(f"tool-{key}", ".middle")
    look.at("scale", "aside")
    page.keyboard.press("v")
    page.locator("#tab-layers").click()
    page.locator("aside form").last.locator("button").last.click()
    look.at("level-without-a-name", "aside")
    chosen_and_added(look, KINDS if language == "en" else KINDS[::3])
    look_at_dialogs(look)
    assert look.found == {}
    assert screen.complaints == []


def test_a_phone_reads_well(shop, visitor):
    screen = visitor(PHONE, "ja", "light")
    page = screen.enter(shop, f"/stores/{SHOP}/map")
    page.locator(".canvas").wait_for()
    look = Look(screen, "phone-ja-light")
    look.at("whole", "html")
    look_at_panels(look)
    assert look.found == {}
    assert screen.complaints == []


def look_at_panels(look: Look) -> None:
    page = look.screen.page
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()
        if tab == "revisions":
            page.locator("aside li button").nth(1).wait_for()
        look.at(tab, "aside")


def chosen_and_added(look: Look, kinds: Sequence[str]) -> None:
    """Something chosen, of each kind; the form for a new feature."""
    page = look.screen.page
    draft = draft_of(page, SHOP)
    for kind in kinds:
        page.keyboard.press("/")
        name = features(draft, kind)[0]
        page.locator("aside input[type=search]").fill(name["value"].get("name", name["id"]))
        page.locator("[data-row='0']").click()
        page.locator("#tab-selection").click()
        look.check(f"chosen-{kind}", "aside")
    page.locator("#tab-features").click()
    page.locator("aside .head button").click()
    look.at("add-by-coordinates", "aside")


def look_at_dialogs(look: Look) -> None:
    """A conflict, a difference, publishing, going back, throwing away."""
    page = look.screen.page
    draft = draft_of(page, SHOP)
    level, shelf = draft["levels"][0]["id"], features(draft, "fixture")[0]
    theirs = shelf["value"] | {"name": "Theirs"}
    change = {"level_id": level, "kind": "fixture", "id": shelf["id"], "value": theirs}
    post(page, "changes", {"version": draft["version"], "changes": [change]})
    page.locator("aside input[type=search]").fill(shelf["value"]["name"])
    page.locator("[data-row='0']").click()
    page.keyboard.press("ArrowRight")
    page.locator(DIALOG).wait_for()
    look.at("conflict", DIALOG)
    page.locator(f"{DIALOG} button.primary").click()
    saved(page)
    page.locator(".do .primary").click()
    look.at("publish", DIALOG)
    page.locator(f"{DIALOG} input").fill("Once")
    page.locator(f"{DIALOG} button.primary").click()
    page.locator(DIALOG).wait_for(state="hidden")
    page.locator("#tab-revisions").click()
    page.locator("aside li").nth(2).wait_for()  # the draft, and two revisions
    first = page.locator("aside li").last
    first.locator("button").last.click()
    look.at("go-back", DIALOG)
    page.keyboard.press("Escape")
    first.locator("button").first.click()
    page.locator("aside table").first.wait_for()
    look.at("difference", "#content")
