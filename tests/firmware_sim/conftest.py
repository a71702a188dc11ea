"""The demo shop, and it as simulated people use it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from firmware_sim.shopper import ShopFloor
from zones import Store, load_store

DEMO_SHOP = Path(__file__).parents[2] / "firmware_sim" / "stores" / "demo_shop.json"


@pytest.fixture(scope="session")
def shop() -> Store:
    return load_store(DEMO_SHOP)


@pytest.fixture(scope="session")
def floor(shop: Store) -> ShopFloor:
    return ShopFloor(shop, np.random.default_rng(0))
