"""What is expected of a beacon that nobody has heard yet: in plans, and on a map until its survey."""

from __future__ import annotations

from dataclasses import replace

from positioning.types import BeaconKey, Transmitter

USUAL_BEACON = Transmitter(BeaconKey(""), 0.0, 0.0, sd_m=1.0, rssi_1m_dbm=-60.0, exponent=2.0, sigma_db=7.3,
                           heard_rate_hz=1.0, heard_range_m=15.0)  # fmt: skip
"""The medians over the transmitters of site1-B1 with 50 survey samples and more, recorded, to two digits
(`docs/theory/predicted_error.md`, PLAN-1)."""


def usual_beacon(key: BeaconKey, x_m: float, y_m: float, sd_m: float = USUAL_BEACON.sd_m) -> Transmitter:
    """Return a beacon that was hung at a place (floor frame) and not surveyed yet: `samples` is 0, so that a
    fit takes its place as staff gave it.

    Parameters
    ----------
    sd_m : how far off the place may be, in each axis.

    Examples
    --------
    >>> hung = usual_beacon(BeaconKey("mac:aa:bb:cc:dd:ee:ff"), 3.0, 4.0)
    >>> hung.samples, hung.rssi_1m_dbm
    (0, -60.0)
    """
    return replace(USUAL_BEACON, key=key, x_m=x_m, y_m=y_m, sd_m=sd_m)
