"""The magnetic field in a building: the Earth's, bent by steel, the same for every visit (SIM-24).

Each component is the Earth's plus a random field over the floor, of steel near the way and of beams; along
the Earth's field of the building as a whole, too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from firmware_sim.waves import Singles, WaveField
from positioning.types import FloatArray

EARTH_ENU_UT = (0.0, 30.5, -28.0)
"""Mean over the survey walks of site1-B1; the norm's median is 42 uT."""
SPREAD_UT = 7.2
"""Of the components along the Earth's field (5.3 uT across it, `PARTS_ENU`): the norm spreads by 7.4 uT in
all survey walks of site1-B1 together."""
PARTS = ((1.2, 0.20), (4.0, 0.35), (14.0, 0.45))
"""Lengths in m and shares of variance. Along the survey walks of site1-B1 the norm has, about each walk's
mean, a correlation of 0.86 at 1 m and 0.25 at 5 m (24 draws, sd 0.02 and 0.08); measured: 0.85 and 0.26."""
PARTS_ENU = (PARTS[:2], PARTS, PARTS)
"""Across the Earth's field little is bent over long ways: headings of survey walks of site1-B1 that pass a
place have but 28 deg2 of their errors in common (SIM-24)."""

EVERY = 5
"""The field is reckoned ten times a second, every 0.13 m, and joined straight."""


@dataclass(frozen=True, slots=True, eq=False)
class MagneticField:
    """Components east, north, up over a floor; `parts` has those of each component that bend it."""

    parts: tuple[tuple[WaveField, ...], ...]

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> MagneticField:
        """One building's field."""
        return cls(
            tuple(
                tuple(
                    WaveField.smooth(SPREAD_UT * math.sqrt(share), length_m, rng) for length_m, share in parts
                )
                for parts in PARTS_ENU
            )
        )

    @classmethod
    def even(cls) -> MagneticField:
        """The Earth's field, bent by nothing."""
        return cls(((), (), ()))

    def at(self, x_m: FloatArray, y_m: FloatArray) -> Singles:
        """The field along a path of n places, (3, n) in microtesla: east, north, up."""
        n = len(x_m)
        rows = np.append(np.arange(0, n - 1, EVERY), n - 1)
        x_m, y_m, still = x_m[rows], y_m[rows], np.zeros(len(rows))
        along, found = np.arange(n), np.empty((len(EARTH_ENU_UT), n), dtype=np.float32)
        for k, (earth_ut, parts) in enumerate(zip(EARTH_ENU_UT, self.parts, strict=True)):
            found[k] = np.interp(along, rows, earth_ut + sum((p.at(x_m, y_m, still) for p in parts), still))
        return found
