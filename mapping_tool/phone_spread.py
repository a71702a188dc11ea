"""How each kind of phone of a survey hears: its offset, and how well others' walks foretell its readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from positioning.types import FloatArray


@dataclass(frozen=True, slots=True)
class PhoneSpread:
    """The walks of one `device`, as the recordings name it; empty when they do not.

    `offset_db` is the mean of its walks' offsets (RADIO-8); `held_back_sd_db` the spread of its readings
    about maps of other walks, each walk's median taken off; None without any.
    """

    device: str
    walks: int
    sightings: int
    offset_db: float
    held_back_sd_db: float | None


def by_phone(
    devices: Sequence[str], offsets_db: Sequence[float], residuals_db: Mapping[int, FloatArray]
) -> tuple[PhoneSpread, ...]:
    """Sum walks (w) up by device; `residuals_db` holds each walk's held-back residuals (n,) by index."""
    spreads = []
    for device in sorted(set(devices)):
        walks = [i for i, name in enumerate(devices) if name == device]
        joined = np.concatenate([residuals_db[i] for i in walks])
        sd_db = float(joined.std()) if len(joined) else None
        offset_db = float(np.mean([offsets_db[i] for i in walks]))
        spreads.append(PhoneSpread(device, len(walks), len(joined), offset_db, sd_db))
    return tuple(spreads)
