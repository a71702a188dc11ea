"""A newcomer maps a floor: from its picture to a published map, on a desk and on a phone.

Everything is done with a real mouse, finger and keyboard, and counted; what was saved is read back over the
API.
"""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.hand import Hand, box, draft_of, features, saved
from tests.console.judging import DESKTOP, PHONE

pytestmark = pytest.mark.browser

ACTIONS = 120
SHELVES, ZONES, BEACONS = 10, 6, 12

CLICK_PX = 3.0
"""A mouse stands on whole pixels, and the corner of a shelf is settled to a millimetre."""


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
