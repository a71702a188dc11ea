"""The live floor with people on it: what a manager sees, on a desk and on a phone."""

import math
import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from campaigns.demo.shops import demo_shop
from tests.console.judging import DESKTOP, PHONE, Judge

pytestmark = pytest.mark.browser

ZOOM_STEP = 1.5
TEXTS = {
    "en": {"shoppers": "Shoppers on this floor", "offers": "Offers as they were sent", "tab": "Offers"},
    "ja": {"shoppers": "この階にいるお客様", "offers": "送信したオファー（新しい順）", "tab": "オファー"},
}
LIVE = "/stores/demo-shop/live"
FOLLOWING = re.compile("^Following [0-9A-Z]{5}$")


def places(page: Page) -> dict[str, tuple[float, float]]:
    """Where the table of shoppers has everybody."""
    rows = page.locator(".panel.shoppers tbody tr")
    return {
        label: (x, y)
        for label, x, y in rows.evaluate_all(
            "rows => rows.map(r => [r.querySelector('th').textContent.trim(), +r.dataset.x, +r.dataset.y])"
        )
    }


def wait_for_movement(page: Page, before: dict[str, tuple[float, float]]) -> float:
    """Metres that the shopper who moved farthest has moved, once somebody has moved half a metre."""
    for _ in range(100):
        now = places(page)
        moved_m = [math.dist(before[label], now[label]) for label in before.keys() & now.keys()]
        if moved_m and max(moved_m) > 0.5:
            return max(moved_m)
        page.wait_for_timeout(200)
    return 0.0


@pytest.mark.parametrize(
    ("size", "language", "scheme"),
    [
        (DESKTOP, "en", "light"),
        (DESKTOP, "ja", "dark"),
        (PHONE, "ja", "light"),
        (PHONE, "en", "dark"),
    ],
)
def test_shoppers_move_and_an_offer_is_listed(busy_shop, visitor, size, language, scheme):
    screen = visitor(size, language, scheme)
    page = screen.enter(busy_shop, LIVE)
    texts = TEXTS[language]

    expect(page.locator("[data-line=live]")).to_be_visible()
    shoppers = page.get_by_role("table", name=texts["shoppers"])
    expect(shoppers.get_by_role("row").nth(1)).to_be_visible()
    assert wait_for_movement(page, places(page)) > 0.5

    name = f"live-{'phone' if size == PHONE else 'desktop'}-{language}-{scheme}"
    screen.keep_screen(name)
    if size == PHONE:
        page.get_by_role("button", name=texts["tab"]).first.click()
    offers = page.get_by_role("table", name=texts["offers"])
    expect(offers.get_by_role("row", name="Welcome").first).to_be_visible()
    if size == PHONE:
        screen.keep_screen(f"{name}-offers")
    assert screen.complaints == []


def test_a_floor_with_people_reads_well(busy_shop, visitor):
    screen = visitor(PHONE)
    page = screen.enter(busy_shop, LIVE)
    judge = Judge(screen)
    judge.at("live", ".panel.shoppers tbody tr")
    page.get_by_role("button", name=TEXTS["en"]["tab"]).first.click()
    judge.at("offers", "td.time")
    assert judge.found == []


def test_the_canvas_draws_the_shoppers_where_the_table_has_them(busy_shop, visitor):
    page = visitor().enter(busy_shop, LIVE)
    expect(page.locator(".panel.shoppers tbody tr").first).to_be_visible()
    page.wait_for_timeout(1500)
    painted = page.evaluate(
        """() => {
            const canvas = document.querySelector('canvas.shoppers');
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let inked = 0;
            for (let i = 3; i < data.length; i += 4) if (data[i] > 200) inked += 1;
            return inked;
        }"""
    )
    # A dot of 6 px radius alone covers a hundred pixels.
    assert painted > 100


def test_follow_a_shopper_by_keyboard_and_share_the_link(busy_shop, visitor):
    screen = visitor()
    page = screen.enter(busy_shop, LIVE)
    expect(page.locator(".panel.shoppers tbody tr").first).to_be_visible()

    page.keyboard.press("j")
    chip = page.get_by_text(FOLLOWING)
    expect(chip).to_be_visible()
    page.keyboard.press("+")
    page.keyboard.press("b")
    expect(page).to_have_url(re.compile("follow=.*beacons=1"))
    screen.keep_screen("live-follow-desktop-en-light")

    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_text(FOLLOWING)).to_be_visible()
    expect(other.get_by_role("button", name="Beacons")).to_have_attribute("aria-pressed", "true")
    other.close()

    page.keyboard.press("Escape")
    expect(chip).to_have_count(0)
    expect(page).not_to_have_url(re.compile("follow="))


def test_the_camera_is_kept_in_the_link(busy_shop, visitor):
    page = visitor().enter(busy_shop, f"{LIVE}?at=10.00,8.00,60")
    expect(page.locator(".scale")).to_have_text("2 m")
    page.get_by_role("button", name="Show the whole floor").click()
    expect(page).not_to_have_url(re.compile("at="))
    page.get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(re.compile("at="))


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_whole_floor_lies_beside_the_map_controls(busy_shop, visitor, size):
    page = visitor(size).enter(busy_shop, LIVE)
    page.get_by_role("button", name="Zoom in").click()  # about the middle: the link then tells the camera
    expect(page).to_have_url(re.compile("at="))
    x_m, _, px_per_m = map(float, re.search(r"at=([^&]+)", unquote(page.url))[1].split(","))
    canvas = page.locator(".floor canvas.shoppers").bounding_box()
    controls = page.get_by_role("button", name="Zoom in").bounding_box()
    scale = px_per_m / ZOOM_STEP
    right_px = canvas["x"] + canvas["width"] / 2 + (demo_shop().level().width_m - x_m) * scale
    assert 0 < controls["x"] - right_px < 40


def test_keys_lead_everywhere(busy_shop, visitor):
    screen = visitor()
    page = screen.enter(busy_shop, LIVE)
    expect(page.locator(".panel.zones tbody tr").first).to_be_visible()

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    screen.keep_screen("shortcuts-desktop-en-light")
    assert screen.violations() == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search zones and shoppers")
    expect(search).to_be_focused()
    page.keyboard.type("dairy")
    expect(page.locator(".panel.zones tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()

    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Stores", level=1)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="Demo shop")).to_be_visible()


def test_a_zone_is_selected_from_its_row(busy_shop, visitor):
    page = visitor().enter(busy_shop, LIVE)
    row = page.get_by_role("button", name="Show Dairy on the floor")
    row.click()
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("zone="))


def test_the_plan_may_arrive_before_the_store(busy_shop, visitor):
    screen = visitor()
    held = []
    screen.page.route("**/v1/stores/demo-shop", lambda route: held.append(route))
    with screen.page.expect_response("**/v1/stores/demo-shop/map"):
        screen.enter(busy_shop, LIVE)
    screen.page.wait_for_timeout(300)
    held[0].continue_()
    expect(screen.page.get_by_role("heading", name="Demo shop")).to_be_visible()
