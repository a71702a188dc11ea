"""What axe-core finds on a page as it is shown, or in every language, theme and size.

Languages and themes are chosen with the page's own controls, sizes are the window's: the page is not loaded
again, so each state is judged as it was reached. A theme changes colours alone (`app.css`): the second one is
judged by the rules that look at colours, every other rule runs for each language and size.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, ViewportSize

if TYPE_CHECKING:
    from tests.console.conftest import Visitor

AXE = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
ASKING = Path(__file__).with_suffix(".js")
DESKTOP, PHONE = (1440, 900), (390, 844)
LANGUAGES, THEMES = ("en", "ja"), ("light", "dark")

RULES: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""WCAG 2.2 A and AA, and axe-core's best practices. The size of targets (2.5.8) is off by default."""

COLOUR_RULES = RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
KEPT = {(DESKTOP, "en", "light"): "desktop-en-light", (PHONE, "ja", "dark"): "phone-ja-dark"}
"""The two that differ most: pictures of them are kept to be looked at."""


def judged(page: Page, within: str = "html") -> list[str]:
    """What is wrong with the page, or with a part of it, as it is shown now."""
    _prepare(page)
    return _violations(page, within, RULES)


class Judge:
    """Looks at one screen, state after state, in every way of showing each; gathers what is wrong."""

    def __init__(self, screen: Visitor) -> None:
        self.screen = screen
        self.found: list[str] = []

    @property
    def page(self) -> Page:
        return self.screen.page

    def at(self, name: str, state: str, within: str = "html", *, picture: bool = False) -> None:
        """Judge the page in each size, language and theme, and leave it as it was.

        `state` selects what makes the state: it is waited for, and must be there however the page is shown.
        """
        self.page.locator(state).first.wait_for()
        for way in _every_way(self.page):
            (width_px, _), language, theme = way
            wrong = _violations(self.page, within, COLOUR_RULES if theme == THEMES[1] else RULES)
            if self.page.locator(state).count() == 0:
                wrong.append(f"the state is gone ({state})")
            if (end_px := self.page.evaluate("document.documentElement.scrollWidth")) > width_px:
                wrong.append(f"the page is {end_px} px wide")
            self.found += [f"{name}, {width_px} px, {language}, {theme}: {each}" for each in wrong]
            if picture and way in KEPT:
                self.screen.keep_screen(f"{name}-{KEPT[way]}")


def _every_way(page: Page) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Show the page in each size, language and theme; at the end as it was."""
    _prepare(page)
    size, (language, theme) = page.viewport_size, page.evaluate("judging.chosen()")
    assert size is not None
    for width_px, height_px in (DESKTOP, PHONE):
        page.set_viewport_size(ViewportSize(width=width_px, height=height_px))
        for each_language in LANGUAGES:
            for each_theme in THEMES:
                shown = page.evaluate("way => judging.choose(...way)", [each_language, each_theme])
                assert shown == [width_px, each_language, each_theme]
                yield (width_px, height_px), each_language, each_theme
    page.set_viewport_size(size)
    page.evaluate("way => judging.choose(...way)", [language, theme])


def _violations(page: Page, within: str, rules: dict[str, Any]) -> list[str]:
    return list(page.evaluate("asked => judging.violations(...asked)", [within, rules]))


def _prepare(page: Page) -> None:
    if not page.evaluate("'judging' in window"):
        page.evaluate(AXE.read_text("utf-8"))
        page.evaluate(ASKING.read_text("utf-8"))
