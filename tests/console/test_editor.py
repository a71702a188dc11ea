"""The map's editor: by keyboard, two people at once, without a line, after a crash."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from campaigns.demo.shops import demo_shop
from tests.console.conftest import LOGIN, RunningService
from tests.console.hand import Hand, box, draft_of, features, saved

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def editor_service(tmp_path_factory, browser, empty_database, quick_hasher):
    service = RunningService(tmp_path_factory.mktemp("editor"), quick_hasher)
    service.prepare(empty_database)
    service.add_shop()
    service.start()
    yield service
    service.stop()


@pytest.fixture
def shop(editor_service):
    """The example shop, with nothing drawn since it was published."""
    with httpx.Client(base_url=editor_service.url, headers={"X-Aislecast": "1"}) as desk:
        log_in = {"login": LOGIN, "password": editor_service.password}
        assert desk.post("/v1/session", json=log_in).is_success
        version = desk.get("/v1/stores/demo-shop/draft").json()["version"]
        assert desk.delete("/v1/stores/demo-shop/draft", params={"version": version}).status_code == 204
    return editor_service


def first_shelf(page: Page) -> dict[str, Any]:
    """The first shelf of the demo shop, as the service has it."""
    return features(draft_of(page, "demo-shop"), "fixture")[0]


def test_everything_by_keyboard(shop, visitor):
    page = visitor().enter(shop, "/stores/demo-shop/map")
    page.locator(".canvas").wait_for()
    before = first_shelf(page)

    page.keyboard.press("/")
    page.keyboard.type(before["value"]["name"])
    row = page.get_by_role("button", name=f"Select {before['value']['name']}", exact=True).first
    row.focus()
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "Shift+ArrowRight", "Alt+ArrowUp"):
        page.keyboard.press(key)
    saved(page)
    left, bottom, *_ = box(before)
    assert box(first_shelf(page))[:2] == pytest.approx((left + 1.1, bottom + 0.01))

    # A new beacon by typed coordinates.
    page.get_by_role("button", name="Add by coordinates").press("Enter")
    form = page.get_by_role("form", name="New feature by coordinates")
    form.get_by_label("Kind").select_option("beacon")
    form.get_by_label("x (m)").fill("3.25")
    form.get_by_label("y (m)").fill("4,5")
    page.keyboard.press("Enter")
    saved(page)
    places = [
        (each["value"]["x_m"], each["value"]["y_m"])
        for each in features(draft_of(page, "demo-shop"), "beacon")
    ]
    assert (3.25, 4.5) in places

    for _ in range(4):
        page.get_by_role("button", name=re.compile("^Undo")).press("Enter")
    saved(page)
    assert draft_of(page, "demo-shop")["changed"] == 0


def test_faces_follow_their_shelf_and_turn_by_their_handle(shop, visitor):
    store = demo_shop().level()
    page = visitor().enter(shop, "/stores/demo-shop/map")
    page.locator(".canvas").wait_for()
    hand = Hand(page, False, store.width_m, store.height_m)
    hand.key("f")
    hand.point(8.0, 1.0)
    hand.point(9.5, 1.4)
    saved(page)
    drawn = features(draft_of(page, "demo-shop"), "face")[-1]
    assert (drawn["value"]["normal_x"], drawn["value"]["normal_y"]) == (0.0, -1.0)

    hand.key("v")
    hand.point(8.4, 1.25)
    hand.drag(hand.spot(8.4, 1.25), hand.spot(8.4, 2.25))
    saved(page)
    moved = next(f for f in features(draft_of(page, "demo-shop"), "face") if f["id"] == drawn["id"])
    assert moved["value"]["y1_m"] - drawn["value"]["y1_m"] == pytest.approx(1.0, abs=0.15)

    # The handle hangs below the middle of the facing side; it is dropped on the right side.
    x, y = hand.spot((moved["value"]["x1_m"] + moved["value"]["x2_m"]) / 2, moved["value"]["y1_m"])
    hand.drag((x, y + 28), hand.spot(9.6, moved["value"]["y1_m"] + 0.2))
    saved(page)
    turned = next(f for f in features(draft_of(page, "demo-shop"), "face") if f["id"] == drawn["id"])
    assert (turned["value"]["normal_x"], turned["value"]["normal_y"]) == (1.0, 0.0)
    hand.key("Delete")
    saved(page)
    assert all(f["id"] != drawn["id"] for f in features(draft_of(page, "demo-shop"), "face"))


def test_two_people_at_once_lose_nothing(shop, visitor):
    mine = visitor()
    page = mine.enter(shop, "/stores/demo-shop/map")
    page.locator(".canvas").wait_for()
    draft = draft_of(page, "demo-shop")
    shelf = first_shelf(page)
    theirs = {**shelf["value"], "name": "Theirs"}
    level = draft["levels"][0]["id"]
    change(page, [{"level_id": level, "kind": "fixture", "id": shelf["id"], "value": theirs}])

    page.keyboard.press("/")
    page.keyboard.type(shelf["value"]["name"])
    page.get_by_role("button", name=f"Select {shelf['value']['name']}", exact=True).first.click()
    page.get_by_role("tab", name="Selected").click()
    page.get_by_label("Name", exact=True).fill("Mine")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Two people changed the same")
    expect(dialog).to_contain_text("Mine")
    expect(dialog).to_contain_text("Theirs")
    mine.keep_screen("editor-conflict-desktop-en-light")
    assert mine.violations() == []
    assert first_shelf(page)["value"]["name"] == "Theirs"
    dialog.get_by_role("radio", name="Keep mine").check()
    dialog.get_by_role("button", name="Done").click()
    saved(page)
    assert first_shelf(page)["value"]["name"] == "Mine"


def test_a_lost_line_is_said_and_made_up_for(shop, visitor):
    screen = visitor()
    page = screen.enter(shop, "/stores/demo-shop/map")
    page.locator(".canvas").wait_for()
    page.context.set_offline(True)
    page.keyboard.press("/")
    name = page.locator("[data-row='0']").inner_text()
    page.get_by_role("button", name=f"Select {name}", exact=True).first.click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-save=unheard]")).to_contain_text("Not saved since")
    assert screen.violations() == []
    page.context.set_offline(False)
    saved(page)
    assert draft_of(page, "demo-shop")["changed"] > 0


def test_what_a_closed_tab_did_not_send_is_offered_and_compared(shop, visitor):
    screen = visitor()
    page = screen.enter(shop, "/stores/demo-shop/map")
    page.locator(".canvas").wait_for()
    shelf, level = first_shelf(page), draft_of(page, "demo-shop")["levels"][0]["id"]
    page.context.set_offline(True)
    page.keyboard.press("/")
    page.keyboard.type(shelf["value"]["name"])
    page.get_by_role("button", name=f"Select {shelf['value']['name']}", exact=True).first.click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-save=unheard]")).to_be_visible()
    page.close(run_before_unload=False)
    screen.page = page = screen.context.new_page()
    page.context.set_offline(False)
    theirs = {
        "level_id": level,
        "kind": "fixture",
        "id": shelf["id"],
        "value": shelf["value"] | {"name": "T"},
    }
    page.goto(f"{shop.url}/stores")
    change(page, [theirs])

    page.goto(f"{shop.url}/stores/demo-shop/map")
    offered = page.get_by_role("region", name="Edits that were not sent")
    expect(offered).to_contain_text("edits of yours")  # the shelf, and what goes along with it
    assert screen.violations() == []
    screen.keep_screen("editor-unsent-desktop-en-light")
    offered.get_by_role("button", name="Put into the draft").click()
    dialog = page.get_by_role("dialog", name="Two people changed the same")
    dialog.get_by_role("radio", name="Keep mine").check()
    dialog.get_by_role("button", name="Done").click()
    saved(page)
    expect(offered).to_be_hidden()
    moved = first_shelf(page)
    assert (moved["value"]["name"], box(moved)[0]) == (
        shelf["value"]["name"],
        pytest.approx(box(shelf)[0] + 0.1),
    )


def change(page: Page, changes: list[dict[str, Any]]) -> None:
    """Draw at another desk."""
    base = page.url.split("/stores")[0]
    answer = page.context.request.post(
        f"{base}/v1/stores/demo-shop/draft/changes",
        data={"version": draft_of(page, "demo-shop")["version"], "changes": changes},
        headers={"X-Aislecast": "1"},
    )
    assert answer.ok, answer.text()
