"""WCAG 2.2 A and AA on every state of the pages, in each language, theme and size.

The states are prepared in the service's tables: nothing waits for a job. `console/tests/contrast.test.ts`
computes the contrast of what is drawn on the canvas. The editor's states are in `test_editor_states.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Route

from tests.console import prepared
from tests.console.judging import Judge

if TYPE_CHECKING:
    from tests.console.conftest import RunningService, Visit, Visitor

pytestmark = pytest.mark.browser


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


class Walk(Judge):
    """One person who goes from state to state."""

    def __init__(self, screen: Visitor, service: RunningService) -> None:
        super().__init__(screen)
        self.service = service

    def open(self, path: str, state: str) -> None:
        self.page.goto(self.service.url + path)
        self.at(path, state)

    def press(self, word: str) -> None:
        self.page.get_by_role("button", name=word).first.click()


def account(walk: Walk) -> None:
    """The log-in, refused, and what the top bar opens."""
    page = walk.page
    walk.open("/stores", "#password")
    page.get_by_label("Name").fill("manager")
    page.get_by_label("Password", exact=True).fill("not this one")
    walk.press("Log in")
    walk.at("refused log-in", "#log-in-message .failure")
    page.get_by_label("Password", exact=True).fill(walk.service.password)
    walk.press("Log in")
    page.get_by_label("Logged in as manager").click()
    walk.at("account", "header details[open]")
    page.keyboard.press("?")
    walk.at("shortcuts", "dialog[open]")
    walk.open("/no/such/page", "main button.primary")


def stores(walk: Walk) -> None:
    walk.open("/stores", "article .bad")
    walk.press("Add a store")
    walk.at("add store", "form input[type=file]")
    walk.press("Add the store")
    walk.at("add store without a plan", "form [role=alert]")


def live(walk: Walk) -> None:
    """Nobody is there; then the line is lost."""
    walk.open(f"/stores/{prepared.SHOP}/live", "[data-line=live]")
    walk.page.keyboard.press("b")
    walk.at("beacons", "[aria-pressed=true]")
    walk.page.context.set_offline(True)
    walk.at("live offline", "header .offline")
    walk.page.context.set_offline(False)


def quality(walk: Walk) -> None:
    for shop, ready in ((prepared.SHOP, "#worst"), (prepared.BARE, ".empty"), (prepared.FAILED, ".bad")):
        walk.open(f"/stores/{shop}/quality", ready)
    walk.open(f"/stores/{prepared.FAILED}/quality?tab=plan", ".bad")
    walk.open(f"/stores/{prepared.BUSY}/quality?tab=fit", "progress")
    walk.open(f"/stores/{prepared.SHOP}/quality?tab=fit", "form #note")
    walk.press("Publish in spite of this…")
    walk.at("publish dialog", "dialog[open]")


def beacons(walk: Walk) -> None:
    walk.open(f"/stores/{prepared.SHOP}/health", "article[data-beacon]")
    walk.press("History by day")
    walk.at("history", "article table, article .none")
    walk.press("Swap list")
    walk.at("swap list", ".sheet table")
    walk.open(f"/stores/{prepared.BARE}/health", ".lists h2")


def products(walk: Walk) -> None:
    walk.open(f"/stores/{prepared.SHOP}/products", "tr[data-row]")
    walk.page.locator("tr[data-row] button").first.click()
    walk.press("Add a product")
    walk.at("chosen and adding", "main form")
    walk.press("Import CSV")
    walk.at("import dialog", "dialog[open]")
    walk.open(f"/stores/{prepared.BARE}/products", ".lists h2")


def survey(walk: Walk) -> None:
    walk.open(f"/stores/{prepared.SHOP}/survey", "button.begin")
    walk.press("Show a pairing code")
    walk.at("pairing code", "pre")
    walk.press("Begin the walk")
    walk.page.locator("button.here").wait_for()
    walk.page.locator("details summary").last.click()
    walk.at("walking", "button.here")
    walk.page.context.set_offline(True)
    walk.page.locator("button.here").click()
    walk.page.locator(".line.offline").wait_for()  # between two tries it says "sending"
    walk.at("walking offline", ".line.offline, .line.sending")
    walk.page.context.set_offline(False)


def errors(walk: Walk) -> None:
    """A service that fails, and a store that is not there: the same frame on every page."""

    def fail(route: Route) -> None:
        route.fulfill(status=422, content_type="application/problem+json", body='{"detail": "no"}')

    walk.page.route("**/v1/stores/*/map", fail)
    walk.open(f"/stores/{prepared.BUSY}/products", "main button.primary")
    walk.page.unroute("**/v1/stores/*/map")
    walk.open("/stores/nowhere/quality", "main button.primary")


@pytest.mark.parametrize("look", [stores, live, quality, beacons, products, survey, errors])
def test_no_state_of_the_pages_breaks_a_rule(
    shops: RunningService, visitor: Visit, look: Callable[[Walk], None]
) -> None:
    screen = visitor()
    screen.enter(shops, "/stores")
    walk = Walk(screen, shops)
    look(walk)
    assert not walk.found, "\n".join(walk.found)
    assert screen.complaints == []


def test_no_state_of_the_log_in_breaks_a_rule(shops: RunningService, visitor: Visit) -> None:
    walk = Walk(visitor(), shops)
    account(walk)
    assert not walk.found, "\n".join(walk.found)
    assert walk.screen.complaints == []


BREAK = """() => {
  const main = document.querySelector('main');
  const tiny = '<button class="tiny">a</button>';
  main.insertAdjacentHTML('beforeend', `<p id="dim">dim</p>${tiny}${tiny}`);
  const small = {width: '10px', height: '10px', minHeight: '0', padding: '0'};
  const dim = {color: 'light-dark(#333, #999)', background: 'light-dark(#fff, #888)'};
  Object.assign(main.querySelector('#dim').style, dim);
  for (const button of main.querySelectorAll('.tiny')) Object.assign(button.style, small);
}"""


def test_what_is_wrong_in_one_theme_alone_is_found(shops: RunningService, visitor: Visit) -> None:
    screen = visitor()
    page = screen.enter(shops, "/no/such/page")
    page.locator("main h1").wait_for()
    page.evaluate(BREAK)
    judge = Judge(screen)
    judge.at("broken", "#dim")
    for theme, rule in (("light", "target-size"), ("dark", "color-contrast")):
        found = [each.split(": ")[:2] for each in judge.found if f", {theme}: " in each]
        ways = [f"broken, {px} px, {language}, {theme}" for px in (1440, 390) for language in ("en", "ja")]
        assert found == [[way, rule] for way in ways]
    assert (page.viewport_size, page.locator("html").get_attribute("lang")) == (
        {"width": 1440, "height": 900},
        "en",
    )
