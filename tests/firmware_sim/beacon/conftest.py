"""Beacons to try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from firmware_sim.beacon import BeaconConfig, BeaconUnit, Fault
from positioning.adverts import IBeacon

IDENTITY = IBeacon("e2c56db5-dffb-48d2-b060-d0f5a71096e0", 1, 7, rssi_1m_dbm=-59)

MakeUnit = Callable[..., BeaconUnit]


@pytest.fixture
def make_unit() -> MakeUnit:
    """A beacon at (3, 4) m; settings by name."""

    def make(faults: Sequence[Fault] = (), seed: int = 0, **settings: Any) -> BeaconUnit:
        slots = settings.pop("slots", (IDENTITY,))
        return BeaconUnit(IDENTITY.key, BeaconConfig(slots, **settings), 3.0, 4.0, faults, seed)

    return make
