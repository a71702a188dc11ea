"""A newcomer maps a floor: from its picture to a published map, on a desk and on a phone.

Everything is done with a real mouse, finger and keyboard, and counted; what was saved is read back over the
API.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from campaigns.demo.shops import demo_shop

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESKTOP, PHONE = (1440, 900), (390, 844)
ACTIONS = 120
SHELVES, ZONES, BEACONS = 10, 6, 12
MARGIN_PX, CONTROLS_PX = 32, 24
"""How the canvas fits a floor: `FloorMap` leaves a margin, the editor the column of its controls."""

CLICK_PX = 3.0
"""A mouse stands on whole pixels, and the corner of a shelf is settled to a millimetre."""

TEXTS = {
    "en": {"map": "Map", "list": "List", "revisions": "Revisions", "compare": "Compare", "layers": "Layers"},
    "ja": {"map": "マップ", "list": "一覧", "revisions": "版", "compare": "見比べる", "layers": "レイヤー"},
}


@dataclass
class Hand:
    """A person at the screen: each click, key and typed field is one action."""

    page: Page
    is_finger: bool
    width_m: float
    height_m: float
    actions: int = 0

    def press(self, target: Locator) -> None:
        """Click a button with the mouse, or tap it."""
        self.actions += 1
        if self.is_finger:
            target.tap()
        else:
            target.click()

    def type(self, field: Locator, text: str) -> None:
        self.actions += 1
        field.fill(text)

    def choose(self, field: Locator, value: str) -> None:
        self.actions += 1
        field.select_option(value)

    def key(self, name: str) -> None:
        self.actions += 1
        self.page.keyboard.press(name)

    def point(self, x_m: float, y_m: float) -> None:
        """Click or tap a place of the floor."""
        self.actions += 1
        x, y = self.spot(x_m, y_m)
        if self.is_finger:
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.move(x, y, steps=2)
            self.page.mouse.click(x, y)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press on one place of the screen and let go at another."""
        self.actions += 1
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=6)
        self.page.mouse.up()

    def spot(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Where a place of the floor is on the screen, the whole floor being shown."""
        box, px_per_m = self._free()
        x, y, width, height = box
        return (
            x + width / 2 + (x_m - self.width_m / 2) * px_per_m,
            y + height / 2 - (y_m - self.height_m / 2) * px_per_m,
        )

    @property
    def px_per_m(self) -> float:
        return self._free()[1]

    def _free(self) -> tuple[tuple[float, float, float, float], float]:
        canvas = self.page.locator(".canvas").bounding_box()
        assert canvas is not None
        sheet = self.page.locator("aside.sheet").bounding_box() if self.is_finger else None
        width = canvas["width"] - 2 * MARGIN_PX - CONTROLS_PX
        height = canvas["height"] - 2 * MARGIN_PX - (sheet["height"] if sheet else 0)
        px_per_m = min(width / self.width_m, height / self.height_m)
        return (canvas["x"] + MARGIN_PX, canvas["y"] + MARGIN_PX, width, height), px_per_m


def draft_of(page: Page, store_id: str) -> dict[str, Any]:
    """The draft as the service has it."""
    answer = page.context.request.get(f"{page.url.split('/stores')[0]}/v1/stores/{store_id}/draft")
    assert answer.ok, answer.text()
    return answer.json()


def features(draft: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in draft["levels"][0]["features"] if each["kind"] == kind]


def box(feature: dict[str, Any]) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of an area in metres."""
    xs, ys = zip(*feature["value"]["area"]["coordinates"][0], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def saved(page: Page) -> None:
    expect(page.locator("[data-save=saved]")).to_be_visible()


def add_store(hand: Hand, picture: Path) -> None:
    page = hand.page
    hand.press(page.get_by_role("button", name="Add a store"))
    hand.actions += 1
    page.get_by_label("Plan of the floor").set_input_files(picture)
    hand.type(page.get_by_label("Name of the store"), "Corner shop")
    hand.press(page.get_by_role("button", name="Add the store"))
    expect(page).to_have_url(re.compile("/stores/Corner-shop/map$", re.IGNORECASE))
    page.locator(".canvas").wait_for()


def set_scale(hand: Hand, length_m: float) -> None:
    """Both lower corners of the picture, and how far apart they are."""
    page = hand.page
    hand.press(page.get_by_role("button", name="Begin"))
    first = draft_of(page, page.url.split("/")[-2])["levels"][0]
    measured = hand.width_m, hand.height_m
    hand.width_m, hand.height_m = first["width_m"], first["height_m"]
    hand.point(0.0, 0.1 * first["height_m"])
    hand.point(first["width_m"], 0.1 * first["height_m"])
    hand.type(page.get_by_label("Distance 1 (m)"), f"{length_m:.2f}")
    hand.key("Enter")
    hand.width_m, hand.height_m = measured
    saved(page)


def draw_shelves(hand: Hand) -> None:
    """One by two clicks, the others as a row of it."""
    page = hand.page
    hand.press(page.get_by_role("button", name="Next"))
    hand.point(60.0, 30.0)
    hand.point(120.0, 38.0)
    if hand.is_finger:
        hand.press(page.get_by_role("tab", name="Selected"))
    hand.type(page.get_by_label("How many in all"), str(SHELVES))
    hand.type(page.get_by_label("From one to the next (m)"), "18")
    hand.press(page.get_by_role("button", name="Repeat", exact=True))
    if hand.is_finger:
        hand.press(page.get_by_role("button", name="Show more of the floor"))


def take(hand: Hand, tool: str, key: str) -> None:
    if hand.is_finger:
        hand.press(hand.page.get_by_role("toolbar").get_by_role("button", name=tool))
    else:
        hand.key(key)


def draw_zones(hand: Hand) -> None:
    take(hand, "Zone", "z")
    kinds = ["entrance", "checkout", "signage", "area", "area", "other"]
    for i, (kind, before) in enumerate(zip(kinds, ["area", *kinds], strict=False)):
        if kind != before:
            hand.choose(hand.page.get_by_label("Kind of zone"), kind)
        hand.point(160.0, 12.0 + 36.0 * i)
        hand.point(230.0, 36.0 + 36.0 * i)


def place_beacons(hand: Hand) -> None:
    take(hand, "Beacon", "b")
    for i in range(BEACONS):
        hand.point(140.0 + 120.0 * (i % 2), 20.0 + 35.0 * (i // 2))


def publish(hand: Hand) -> None:
    page = hand.page
    hand.press(page.get_by_role("button", name="Publish"))
    hand.type(page.get_by_label("What has changed? (note)"), "First map")
    hand.press(page.get_by_role("dialog").get_by_role("button", name="Publish"))
    expect(page.get_by_text("Revision 2 is published.")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_newcomer_maps_a_floor_from_its_picture(own_service, visitor, recordings, size):
    mall = recordings / "malls" / "site1-B1"
    measured = json.loads((mall / "floor_info.json").read_text("utf-8"))["map_info"]
    screen = visitor(size)
    page = screen.enter(own_service, "/stores")
    hand = Hand(page, size == PHONE, measured["width"], measured["height"])

    add_store(hand, mall / "floor_image.png")
    name = "phone" if size == PHONE else "desktop"
    page.wait_for_timeout(300)
    screen.keep_screen(f"editor-new-{name}-en-light")
    assert screen.violations() == []
    set_scale(hand, measured["width"])
    draw_shelves(hand)
    draw_zones(hand)
    place_beacons(hand)
    saved(page)
    screen.keep_screen(f"editor-drawn-{name}-en-light")
    assert screen.violations() == []
    px_m = CLICK_PX / hand.px_per_m
    publish(hand)

    assert hand.actions < ACTIONS
    draft = draft_of(page, page.url.split("/")[-2])
    assert draft["changed"] == 0
    assert draft["current_revision"] == 2
    level = draft["levels"][0]
    # The ends of the distance were clicked on the canvas: each is a pixel or two off.
    assert level["width_m"] == pytest.approx(measured["width"], rel=0.01)
    assert level["height_m"] == pytest.approx(measured["height"], rel=0.01)
    check_shelves(draft, px_m)
    zones = features(draft, "zone")
    assert sorted(each["value"]["kind"] for each in zones) == sorted(
        ["entrance", "checkout", "signage", "area", "area", "other"]
    )
    for i, each in enumerate(sorted(zones, key=lambda zone: box(zone)[1])):
        assert box(each) == pytest.approx((160, 12 + 36 * i, 230, 36 + 36 * i), abs=2 * px_m)
    beacons = features(draft, "beacon")
    assert len({each["id"] for each in beacons}) == BEACONS
    places = sorted((each["value"]["x_m"], each["value"]["y_m"]) for each in beacons)
    wanted = sorted((140.0 + 120.0 * (i % 2), 20.0 + 35.0 * (i // 2)) for i in range(BEACONS))
    for place, want in zip(places, wanted, strict=True):
        assert math.dist(place, want) < 2 * px_m
    assert screen.complaints == []


def check_shelves(draft: dict[str, Any], px_m: float) -> None:
    """Ten alike in a row of 18 m, each with a face along its lower side that looks down."""
    shelves = sorted(features(draft, "fixture"), key=lambda shelf: box(shelf)[1])
    assert len(shelves) == SHELVES
    assert box(shelves[0]) == pytest.approx((60, 30, 120, 38), abs=2 * px_m)
    for lower, upper in pairwise(shelves):
        assert box(upper)[1] - box(lower)[1] == pytest.approx(18.0, abs=0.002)
        assert box(upper)[0] == box(lower)[0]
    faces = sorted((each["value"] for each in features(draft, "face")), key=lambda face: face["y1_m"])
    assert len(faces) == SHELVES
    for shelf, face in zip(shelves, faces, strict=True):
        assert (face["normal_x"], face["normal_y"]) == (0.0, -1.0)
        assert {face["y1_m"], face["y2_m"]} == {box(shelf)[1]}


@pytest.fixture
def shop(own_service):
    own_service.add_shop()
    return own_service


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
    change = {"level_id": draft["levels"][0]["id"], "kind": "fixture", "id": shelf["id"], "value": theirs}
    answer = page.context.request.post(
        f"{shop.url}/v1/stores/demo-shop/draft/changes",
        data={"version": draft["version"], "changes": [change]},
        headers={"X-Aislecast": "1"},
    )
    assert answer.ok, answer.text()

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


@pytest.mark.parametrize(
    ("size", "language", "scheme"), [(DESKTOP, "ja", "dark"), (PHONE, "ja", "light"), (DESKTOP, "en", "dark")]
)
def test_every_panel_reads_well(shop, visitor, size, language, scheme):
    texts = TEXTS[language]
    screen = visitor(size, language, scheme)
    page = screen.enter(shop, "/stores/demo-shop/map")
    page.locator(".canvas").wait_for()
    name = f"{'phone' if size == PHONE else 'desktop'}-{language}-{scheme}"
    for tab in ("list", "layers", "revisions"):
        page.get_by_role("tab", name=texts[tab], exact=True).click()
        if tab == "revisions":
            page.get_by_role("button", name=texts["compare"]).first.click()
        page.wait_for_timeout(150)
        screen.keep_screen(f"editor-{tab}-{name}")
        assert screen.violations() == []
    assert screen.complaints == []
