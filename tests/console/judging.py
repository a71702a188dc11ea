"""What axe-core finds on a page as it is shown, or in every language, theme and size.

Languages and themes are chosen with the page's own controls, sizes are the window's: the page is not loaded
again, so each state is judged as it was reached. A theme changes colours alone (`app.css`): the second one is
judged by the rules that look at colours, every other rule runs for each language and size.
"""

from __future__ import annotations

from itertools import product
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
KEPT = {(DESKTOP[0], "en", "light"): "desktop-en-light", (PHONE[0], "ja", "dark"): "phone-ja-dark"}
"""The two that differ most: pictures of them are kept to be looked at."""


def judged(page: Page, within: str = "html") -> list[str]:
    """What is wrong with the page, or with a part of it, as it is shown now."""
    _prepare(page)
    return list(page.evaluate("asked => judging.violations(...asked)", [within, RULES]))


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
        page = self.page
        _prepare(page)
        size, chosen = page.viewport_size, page.evaluate("judging.chosen()")
        assert size is not None
        for width_px, height_px in (DESKTOP, PHONE):
            _resize(page, width_px, height_px)
            for language, theme in product(LANGUAGES, THEMES):
                rules = COLOUR_RULES if theme == THEMES[1] else RULES
                asked = [language, theme, state, within, rules]
                wrong = page.evaluate("asked => judging.wrongIn(...asked)", asked)
                self.found += [f"{name}, {width_px} px, {language}, {theme}: {each}" for each in wrong]
                if picture and (width_px, language, theme) in KEPT:
                    self.screen.keep_screen(f"{name}-{KEPT[width_px, language, theme]}")
        _resize(page, size["width"], size["height"])
        page.evaluate("chosen => judging.choose(...chosen)", chosen)


def _resize(page: Page, width_px: int, height_px: int) -> None:
    page.set_viewport_size(ViewportSize(width=width_px, height=height_px))
    page.evaluate("judging.resized()")


def _prepare(page: Page) -> None:
    if not page.evaluate("'judging' in window"):
        page.evaluate(AXE.read_text("utf-8"))
        page.evaluate(ASKING.read_text("utf-8"))
