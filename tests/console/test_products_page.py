"""The page of products: a list compared and stored, products placed on faces by hand, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from campaigns.storage.database import Database
from campaigns.stores.products.gtin import gtin_of
from campaigns.stores.products.service import Products
from campaigns.stores.service import Stores
from tests.console.judging import DESKTOP, PHONE, Judge

pytestmark = pytest.mark.browser

PAGE = "/stores/demo-shop/products"
EXAMPLE = Path(__file__).parents[2] / "examples" / "products_ja.csv"
TEA = "4901234567894"


@pytest.fixture
def shop(own_service: Any) -> Any:
    own_service.add_shop()
    return own_service


def faces_of(service: Any, gtin: str) -> set[str]:
    database = Database(service.settings.database)
    try:
        placed = database.read(lambda s: Products(Stores()).product(s, "demo-shop", gtin_of(gtin)))
    finally:
        database.close()
    return {place.face_id for place in placed.places}


def test_a_list_is_compared_stored_and_placed_by_hand(shop: Any, visitor: Any, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_bytes(EXAMPLE.read_text("utf-8").encode("cp932"))
    screen = visitor(DESKTOP)
    page = screen.enter(shop, PAGE)
    expect(page.get_by_role("heading", name="No products yet")).to_be_visible()
    page.get_by_role("button", name="Import CSV").click()
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("7 lines, read as CP932")).to_be_visible()
    judge = Judge(screen)
    judge.at("compared", "dialog[open] table", "dialog")
    page.get_by_role("button", name="Store these differences").click()
    expect(page.get_by_text("6 products")).to_be_visible()
    assert faces_of(shop, TEA) == {"tea"}

    page.get_by_role("button", name="緑茶 500ml").click()
    page.get_by_label("Place on face").select_option(label="Juice")
    page.get_by_role("button", name="Place on Juice").click()
    expect(page.get_by_role("status")).to_contain_text("緑茶 500ml is placed on Juice.")
    page.get_by_role("button", name="Take off Tea").click()
    expect(page.get_by_role("status")).to_contain_text("緑茶 500ml was taken off Tea.")
    assert faces_of(shop, TEA) == {"juice"}
    screen.keep_screen("products-desktop-en-light")

    page.get_by_role("combobox", name="Face", exact=True).select_option("rice")
    page.get_by_placeholder("Find products to place here").fill("ｶﾚｰ")
    page.get_by_role("button", name="Place カレールー 中辛 here").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    assert faces_of(shop, "4905678901238") == {"rice"}
    judge.at("placed", "tr[data-row]")
    assert judge.found == []
    assert screen.complaints == []


def test_wrong_lines_are_shown_and_a_wrong_number_is_refused(shop: Any, visitor: Any, tmp_path: Path) -> None:
    screen = visitor(PHONE, "ja", "dark")
    page = screen.enter(shop, PAGE)
    page.get_by_role("button", name="CSV を取り込む").click()
    file = tmp_path / "wrong.csv"
    file.write_text(f"JANコード,商品名,棚\n{TEA},緑茶,Tea\n4901234567895,誤り,Tea\n", "utf-8")
    page.get_by_label("CSV ファイル").set_input_files(file)
    page.get_by_role("button", name="比較する").click()
    expect(page.get_by_text("誤りのある行：1")).to_be_visible()
    expect(page.get_by_text("3 行目：JAN コード：4901234567895 のチェックデジット")).to_be_visible()
    expect(page.get_by_role("button", name="この違いを保存する")).to_have_count(0)
    assert screen.violations() == []
    page.get_by_label("正しい行だけ保存").check()
    page.get_by_role("button", name="この違いを保存する").click()
    expect(page.get_by_text("商品 1 点")).to_be_visible()

    page.get_by_role("button", name="商品を登録").click()
    page.get_by_role("textbox", name="JAN コード").fill("4903456789012")
    page.get_by_role("textbox", name="商品名").fill("コーヒー")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("保存できませんでした")).to_be_visible()
    page.get_by_role("textbox", name="JAN コード").fill("4903456789016")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("商品 2 点")).to_be_visible()
    screen.keep_screen("products-phone-ja-dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
