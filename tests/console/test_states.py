"""Nothing there yet, nothing there any more, the service away, the log-in ended."""

import re

import pytest
from playwright.sync_api import expect

from campaigns.demo.shops import demo_shop
from tests.console.judging import Judge
from zones.storefile import dumps

pytestmark = pytest.mark.browser


def test_an_empty_installation_says_what_to_do_first_and_does_it(own_service, visitor, tmp_path):
    screen = visitor()
    page = screen.enter(own_service, "/stores")
    expect(page.get_by_role("heading", name="No store yet")).to_be_visible()
    screen.keep_screen("stores-empty-desktop-en-light")
    judge = Judge(screen)
    judge.at("no store", "main .notice")

    not_a_plan = tmp_path / "no-plan.json"
    not_a_plan.write_text('{"hello": "world"}')
    page.get_by_role("button", name="Add a store").click()
    page.get_by_label("Plan of the floor").set_input_files(not_a_plan)
    page.get_by_role("button", name="Add the store").click()
    expect(page.get_by_role("alert")).to_contain_text("The store was not added")
    judge.at("not added", "[role=alert]")

    plan = tmp_path / "store.json"
    plan.write_bytes(dumps(demo_shop()))
    page.get_by_label("Plan of the floor").set_input_files(plan)
    page.get_by_role("radio", name="Trial store").check()
    screen.keep_screen("add-store-desktop-en-light")
    page.get_by_role("button", name="Add the store").click()
    expect(page).to_have_url(re.compile("/stores/demo-shop/map$"))
    page.get_by_role("link", name="Stores").click()
    card = page.get_by_role("link", name="Open the live floor of Demo shop")
    expect(card).to_contain_text("Trial")
    screen.keep_screen("stores-desktop-en-light")

    card.click()
    expect(page.get_by_text("Nobody is on the floor")).to_be_visible()
    expect(page.get_by_text("No offer yet")).to_be_visible()
    screen.keep_screen("live-empty-desktop-en-light")
    assert judge.found == []
    assert screen.complaints == []


def test_a_service_that_stops_makes_the_floor_stale_and_comes_back(own_service, visitor):
    screen = visitor()
    own_service.add_shop()
    page = screen.enter(own_service, "/stores/demo-shop/live")
    expect(page.locator("[data-line=live]")).to_be_visible()

    own_service.stop()
    expect(page.get_by_text("Connection lost. This is the floor at")).to_be_visible()
    screen.keep_screen("live-stale-desktop-en-light")
    judge = Judge(screen)
    judge.at("stale", ".line.bad")
    assert judge.found == []

    own_service.start()
    expect(page.locator("[data-line=live]")).to_be_visible()


def test_a_log_in_that_ended_is_asked_for_again_and_the_view_is_kept(own_service, visitor):
    screen = visitor()
    own_service.add_shop()
    page = screen.enter(own_service, "/stores/demo-shop/live?at=10.00,8.00,60")
    expect(page.locator("[data-line=live]")).to_be_visible()
    own_service.end_log_ins(page)
    own_service.stop()
    own_service.start()
    expect(page.get_by_text("Your log-in has ended")).to_be_visible()
    page.get_by_label("Name").fill("manager")
    page.get_by_label("Password", exact=True).fill(own_service.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Demo shop")).to_be_visible()
    assert "at=10.00%2C8.00%2C60" in page.url or "at=10.00,8.00,60" in page.url


def test_unknown_places_are_said(own_service, visitor):
    page = visitor((390, 844), "ja").enter(own_service, "/stores/nowhere/live")
    expect(page.get_by_role("heading", name="店舗が見つかりません")).to_be_visible()
    page.goto(f"{own_service.url}/no/such/page")
    expect(page.get_by_role("heading", name="ページが見つかりません")).to_be_visible()
    page.get_by_role("button", name="店舗一覧へ").click()
    expect(page.get_by_role("heading", name="店舗がまだありません")).to_be_visible()
