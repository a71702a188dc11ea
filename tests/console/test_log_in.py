"""Coming in: the right and the wrong password, both languages, the place one wanted to go to."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_said_and_the_right_one_leads_to_the_page_that_was_asked_for(busy_shop, visitor):
    screen = visitor()
    page = screen.page
    page.goto(f"{busy_shop.url}/stores/demo-shop/live?beacons=1")
    page.get_by_label("Name").fill("manager")
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    screen.keep_screen("log-in-wrong-desktop-en-light")
    assert screen.violations() == []

    page.get_by_label("Password", exact=True).fill(busy_shop.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Demo shop")).to_be_visible()
    assert page.url.endswith("/stores/demo-shop/live?beacons=1")
    cookie = next(c for c in page.context.cookies() if c["name"] == "aislecast_session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert screen.complaints == []


def test_the_page_speaks_japanese_and_remembers_the_language(busy_shop, visitor):
    screen = visitor((390, 844), "en", "dark")
    page = screen.page
    page.goto(f"{busy_shop.url}/")
    page.get_by_label("Language").select_option("ja")
    expect(page.get_by_role("heading", name="ログイン")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="ログイン")).to_be_visible()
    expect(page.get_by_text("aislecast user add ユーザー名")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "ja"
    screen.keep_screen("log-in-phone-ja-dark")
    assert screen.violations() == []
    screen.log_in(busy_shop, "/")
    expect(page.get_by_role("heading", name="店舗", level=1)).to_be_visible()


def test_log_out_leaves_nothing_behind(busy_shop, visitor):
    screen = visitor()
    page = screen.enter(busy_shop, "/stores")
    expect(page.get_by_role("link", name="Demo shop")).to_be_visible()
    page.get_by_label("Logged in as manager").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert page.get_by_text("Demo shop").count() == 0
    page.reload()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
