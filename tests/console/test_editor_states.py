"""Every state of the editor in each language, theme and size, before axe-core."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.console.conftest import RunningService
from tests.console.hand import draft_of, features, saved
from tests.console.judging import Judge

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


@pytest.fixture
def judge(shop, visitor):
    """Somebody who opened the editor; at the end the browser has nothing to complain of."""
    screen = visitor()
    screen.enter(shop, f"/stores/{SHOP}/map")
    judge = Judge(screen)
    judge.page.locator(".canvas").wait_for()
    yield judge
    assert screen.complaints == []


def post(page: Page, path: str, body: dict[str, Any]) -> None:
    url = f"{page.url.split('/stores')[0]}/v1/stores/{SHOP}/draft/{path}"
    answer = page.context.request.post(url, data=body, headers={"X-Aislecast": "1"})
    assert answer.ok, answer.text()


def drawn_elsewhere(page: Page, shelf: dict[str, Any], name: str) -> None:
    """Somebody else gives a shelf another name."""
    draft = draft_of(page, SHOP)
    change = {"level_id": draft["levels"][0]["id"], "kind": "fixture", "id": shelf["id"]}
    change["value"] = shelf["value"] | {"name": name}
    post(page, "changes", {"version": draft["version"], "changes": [change]})


def choose(page: Page, name: str) -> None:
    page.keyboard.press("/")
    page.locator("aside input[type=search]").fill(name)
    page.locator("[data-row='0']").click()


def test_panels_and_tools_read_well(judge):
    page = judge.page
    judge.at("editor-whole", ".canvas", picture=True)
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()
        if tab == "revisions":
            page.locator("aside li button").nth(1).wait_for()
        judge.at(f"editor-{tab}", f"#tab-{tab}[aria-selected=true]", "aside", picture=True)
    for key in TOOLS:
        page.keyboard.press(key)
        judge.at(f"editor-tool-{key}", ".middle", ".middle")
    judge.at("editor-scale", "#tab-scale[aria-selected=true]", "aside", picture=True)
    page.keyboard.press("v")
    page.locator("#tab-layers").click()
    page.locator("aside form").last.locator("button").last.click()
    judge.at("editor-level-without-a-name", "aside [role=alert]", "aside", picture=True)
    assert judge.found == []


def test_what_is_chosen_and_added_reads_well(judge):
    page = judge.page
    draft = draft_of(page, SHOP)
    for kind in KINDS:
        name = features(draft, kind)[0]
        choose(page, name["value"].get("name", name["id"]))
        page.locator("#tab-selection").click()
        judge.at(f"editor-chosen-{kind}", "#tab-selection[aria-selected=true]", "aside")
    page.locator("#tab-features").click()
    page.locator("aside .head button").click()
    judge.at("editor-add-by-coordinates", "aside form", "aside", picture=True)
    assert judge.found == []


def test_conflicts_and_dialogs_read_well(judge):
    """A conflict, publishing, going back, a difference, throwing away."""
    page = judge.page
    shelf = features(draft_of(page, SHOP), "fixture")[0]
    drawn_elsewhere(page, shelf, "Theirs")
    choose(page, shelf["value"]["name"])
    page.keyboard.press("ArrowRight")
    judge.at("editor-conflict", f"{DIALOG} fieldset", DIALOG, picture=True)
    page.locator(f"{DIALOG} .actions button").first.click()  # later
    judge.at("editor-undecided", "[data-save=conflict]", "#content", picture=True)
    page.locator("[data-save=conflict] button").click()
    page.locator(f"{DIALOG} button.primary").click()
    saved(page)
    page.locator(".do .primary").click()
    judge.at("editor-publish", DIALOG, DIALOG, picture=True)
    page.locator(f"{DIALOG} input").fill("Once")
    page.locator(f"{DIALOG} button.primary").click()
    page.locator(DIALOG).wait_for(state="hidden")
    page.locator("#tab-revisions").click()
    page.locator("aside li").nth(2).wait_for()  # the draft, and two revisions
    first = page.locator("aside li").last
    first.locator("button").last.click()
    judge.at("editor-go-back", DIALOG, DIALOG, picture=True)
    page.keyboard.press("Escape")
    first.locator("button").first.click()
    judge.at("editor-difference", "aside table", "#content", picture=True)
    page.locator("aside .head button").click()
    choose(page, shelf["value"]["name"])
    page.keyboard.press("ArrowRight")
    saved(page)
    page.locator("#tab-revisions").click()
    page.locator("aside li button").first.click()
    judge.at("editor-discard", DIALOG, DIALOG, picture=True)
    assert judge.found == []


def test_unsent_edits_read_well(judge, shop):
    """Without a line; what a closed tab did not send; somebody else changed the same."""
    page = judge.page
    shelf = features(draft_of(page, SHOP), "fixture")[0]
    page.context.set_offline(True)
    choose(page, shelf["value"]["name"])
    page.keyboard.press("ArrowRight")
    page.locator("[data-save=unheard]").wait_for()
    judge.at("editor-offline", "[data-save=unheard], [data-save=saving]", picture=True)  # it tries again
    page.close(run_before_unload=False)
    judge.screen.page = page = judge.screen.context.new_page()
    page.context.set_offline(False)
    page.goto(f"{shop.url}/stores")
    drawn_elsewhere(page, shelf, "Theirs")
    page.goto(f"{shop.url}/stores/{SHOP}/map")
    judge.at("editor-unsent", ".floor section", picture=True)
    page.locator(".floor section button.primary").click()
    judge.at("editor-unsent-conflict", f"{DIALOG} fieldset", DIALOG, picture=True)
    assert judge.found == []
