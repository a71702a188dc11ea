"""A file is stored over the products that it was compared with, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaigns.errors import Conflict
from campaigns.stores.domain import StoreKind
from campaigns.stores.products.domain import product_of
from campaigns.stores.products.gtin import gtin_of
from campaigns.stores.products.service import Products
from campaigns.stores.products.sheet import read_sheet
from campaigns.stores.service import Stores

if TYPE_CHECKING:
    from campaigns.storage.database import Database

SHOP = "corner-shop"
TEA, COFFEE = gtin_of("4901234567894"), gtin_of("4903456789016")
FILE = f"gtin,name\n{TEA},Green tea\n".encode()


@pytest.fixture
def products(database: Database, store_document: bytes) -> Products:
    """Of a shop that sells tea."""
    stores = Stores()
    products = Products(stores)
    now = datetime(2026, 1, 31, tzinfo=UTC)
    database.write(lambda session: stores.create(session, store_document, StoreKind.TRIAL, now))
    database.write(lambda session: products.put(session, SHOP, product_of(TEA, "Tea", "")))
    return products


@pytest.mark.parametrize("between", [(TEA, "Their tea"), (COFFEE, "Their coffee")])
def test_a_change_between_the_comparison_and_the_storing_is_not_overwritten(
    database: Database, products: Products, between: tuple[str, str]
) -> None:
    """Neither of a product of the file nor of another one, which would go when all is replaced."""
    sheet = read_sheet(FILE, None)
    plan = database.read(lambda session: products.plan(session, SHOP, sheet, replace_all=True))
    database.write(
        lambda session: products.put(session, SHOP, product_of(gtin_of(between[0]), between[1], ""))
    )
    with pytest.raises(Conflict, match="changed since the differences were shown"):
        database.write(lambda session: products.apply(session, SHOP, plan, plan.digest))
    found, _ = database.read(lambda session: products.page(session, SHOP))
    assert between[1] in {each.product.name for each in found}


def test_what_was_shown_is_stored(database: Database, products: Products) -> None:
    plan = database.read(lambda session: products.plan(session, SHOP, read_sheet(FILE, None)))
    with pytest.raises(Conflict):
        database.write(lambda session: products.apply(session, SHOP, plan, "another digest"))
    database.write(lambda session: products.apply(session, SHOP, plan, plan.digest))
    found, total = database.read(lambda session: products.page(session, SHOP))
    assert (total, found[0].product.name) == (1, "Green tea")
