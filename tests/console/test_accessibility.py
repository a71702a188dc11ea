"""WCAG 2.2 A and AA on every state of the pages, in both languages, light and dark, at a desk and on a phone.

The states are prepared in the service's tables: nothing waits for a job. Each is judged whole at a desk in
English, light, and on a phone in Japanese, dark; `console/tests/contrast.test.ts` computes the contrast of
colours on their grounds in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, Route

from tests.console import prepared

if TYPE_CHECKING:
    from tests.console.conftest import RunningService, Visit, Visitor

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
SCREENS = [(DESKTOP, "en", "light"), (PHONE, "ja", "dark")]

WORDS = {
    "en": {
        "despite": "Publish in spite of this…",
        "history": "History by day",
        "swap": "Swap list",
        "add": "Add a product",
        "import": "Import CSV",
        "store": "Add a store",
        "begin": "Begin the walk",
        "pair": "Show a pairing code",
    },
    "ja": {
        "despite": "それでも公開する…",
        "history": "日ごとの記録",
        "swap": "電池交換リスト",
        "add": "商品を登録",
        "import": "CSV を取り込む",
        "store": "店舗を追加",
        "begin": "計測を始める",
        "pair": "接続コードを表示",
    },
}


@pytest.fixture(scope="module")
def shops(
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
    empty_database: Path,
    quick_hasher: PasswordHasher,
) -> Iterator[RunningService]:
    """A service whose stores are in every state."""
    from tests.console.conftest import RunningService  # conftest is not imported by name elsewhere

    service = RunningService(tmp_path_factory.mktemp("states"), quick_hasher)
    service.prepare(empty_database)
    service.start()
    prepared.prepare(service)
    yield service
    service.stop()


class Walk:
    """One person who looks at state after state; what axe-core finds is gathered with the state's name."""

    def __init__(self, screen: Visitor, service: RunningService, language: str) -> None:
        self.screen, self.url, self.words = screen, service.url, WORDS[language]
        self.found: list[str] = []

    @property
    def page(self) -> Page:
        return self.screen.page

    def open(self, path: str, ready: str) -> None:
        self.page.goto(self.url + path)
        self.page.locator(ready).first.wait_for()
        self.judge(path)

    def press(self, word: str) -> None:
        self.page.get_by_role("button", name=self.words[word]).first.click()

    def judge(self, state: str) -> None:
        self.found += [f"{state}: {violation}" for violation in self.screen.violations()]
        width_px = self.page.evaluate("document.documentElement.scrollWidth")
        if width_px > self.page.viewport_size["width"]:  # type: ignore[index]
            self.found.append(f"{state}: is {width_px} px wide")


@pytest.mark.parametrize(("size", "language", "scheme"), SCREENS)
def test_no_state_of_the_pages_breaks_a_rule(
    shops: RunningService, visitor: Visit, size: tuple[int, int], language: str, scheme: str
) -> None:
    screen = visitor(size, language, scheme)
    screen.enter(shops, "/stores")
    walk = Walk(screen, shops, language)
    for look in (stores, quality, beacons, products, survey, errors):
        look(walk)
    assert not walk.found, "\n".join(walk.found)
    assert screen.complaints == []


def stores(walk: Walk) -> None:
    walk.open("/stores", "article .bad")
    walk.press("store")
    walk.judge("add store")


def quality(walk: Walk) -> None:
    for shop, ready in ((prepared.SHOP, "#worst"), (prepared.BARE, ".empty"), (prepared.FAILED, ".bad")):
        walk.open(f"/stores/{shop}/quality", ready)
    walk.open(f"/stores/{prepared.FAILED}/quality?tab=plan", ".bad")
    walk.open(f"/stores/{prepared.BUSY}/quality?tab=fit", "progress")
    walk.open(f"/stores/{prepared.SHOP}/quality?tab=fit", "form #note")
    walk.press("despite")
    walk.judge("publish dialog")


def beacons(walk: Walk) -> None:
    walk.open(f"/stores/{prepared.SHOP}/health", "article[data-beacon]")
    walk.press("history")
    walk.page.locator("article table, article .none").first.wait_for()
    walk.judge("history")
    walk.press("swap")
    walk.judge("swap list")
    walk.open(f"/stores/{prepared.BARE}/health", ".lists h2")


def products(walk: Walk) -> None:
    walk.open(f"/stores/{prepared.SHOP}/products", "tr[data-row]")
    walk.page.locator("tr[data-row] button").first.click()
    walk.press("add")
    walk.judge("chosen and adding")
    walk.press("import")
    walk.judge("import dialog")
    walk.open(f"/stores/{prepared.BARE}/products", ".lists h2")


def survey(walk: Walk) -> None:
    walk.open(f"/stores/{prepared.SHOP}/survey", "button.begin")
    walk.press("pair")
    walk.page.locator("pre").wait_for()
    walk.judge("pairing code")
    walk.press("begin")
    walk.page.locator("button.here").wait_for()
    walk.page.locator("details summary").last.click()
    walk.judge("walking")
    walk.page.context.set_offline(True)
    walk.page.locator("button.here").click()
    walk.page.locator(".line.offline").wait_for()
    walk.judge("offline")
    walk.page.context.set_offline(False)


def errors(walk: Walk) -> None:
    """A service that fails, and a store that is not there: the same frame on every page."""

    def fail(route: Route) -> None:
        route.fulfill(status=422, content_type="application/problem+json", body='{"detail": "no"}')

    walk.page.route("**/v1/stores/*/map", fail)
    walk.open(f"/stores/{prepared.BUSY}/products", "main button.primary")
    walk.page.unroute("**/v1/stores/*/map")
    walk.open("/stores/nowhere/quality", "main button.primary")
