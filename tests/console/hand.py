"""A person at the editor's screen, and what the service has of their draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

MARGIN_PX, CONTROLS_PX = 32, 24
"""How the canvas fits a floor: `FloorMap` leaves a margin, the editor the column of its controls."""


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
