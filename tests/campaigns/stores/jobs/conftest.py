"""Made survey walks through the small store: three beacons whose places are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

T0_MS = 1_769_860_000_000
UUID = "9195b3ad-a9d0-4500-85ff-9fb0f65a5201"
BEACONS_M = ((2.0, 2.0), (10.0, 8.0), (18.0, 3.0))
LEG_MS, LEGS = 6000, 6


def made_walk(number: int) -> bytes:
    """A walk of 36 s over 20 x 10 m in straight lines; -60 dBm at 1 m, exponent 2.4, 4 dB, half at 10 m."""
    rng = np.random.default_rng(number)
    ends = np.column_stack([rng.uniform(1.0, 19.0, LEGS + 1), rng.uniform(1.0, 9.0, LEGS + 1)])
    rows = [(LEG_MS * k, f"TYPE_WAYPOINT\t{x:.3f}\t{y:.3f}") for k, (x, y) in enumerate(ends)]
    rows += [(ms, "TYPE_ACCELEROMETER\t0.1\t0.2\t9.81\t2") for ms in range(0, LEG_MS * LEGS + 1, 100)]
    for minor, (beacon_x_m, beacon_y_m) in enumerate(BEACONS_M):
        for ms in range(number, LEG_MS * LEGS, 500):
            x_m, y_m = (np.interp(ms, LEG_MS * np.arange(LEGS + 1), axis) for axis in ends.T)
            away_m = math.hypot(x_m - beacon_x_m, y_m - beacon_y_m)
            if rng.random() < 2.0 ** -((away_m / 10.0) ** 2):
                rssi_dbm = -60.0 - 24.0 * math.log10(math.hypot(away_m, 2.0)) + rng.normal(0.0, 4.0)
                mac = f"AA:00:00:00:00:{minor:02X}"
                rows.append(
                    (ms, f"TYPE_BEACON\t{UUID}\t1\t{minor}\t-59\t{rssi_dbm:.0f}\t4.5\t{mac}\t{T0_MS + ms}")
                )
    return "\n".join(f"{T0_MS + ms}\t{text}" for ms, text in sorted(rows)).encode() + b"\n"


@pytest.fixture(scope="session")
def walks() -> list[bytes]:
    """Four walks."""
    return [made_walk(number) for number in range(4)]
