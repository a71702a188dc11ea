"""The magnetic field in a building: the Earth's, bent by steel, the same for every visit (SIM-24).

Each component is the Earth's plus a random field over the floor of three lengths: of steel
near the way, of beams, of the building as a whole.
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
"""Of each component: the norm spreads by 7.4 uT in all survey walks of site1-B1 together."""
PARTS = ((1.2, 0.15), (4.0, 0.30), (14.0, 0.55))
"""Lengths in m and shares of variance. They give the norm a correlation of 0.95, 0.85, 0.65, 0.51 and
0.38 at 1, 2, 5, 8 and 12 m; measured in the survey walks of site1-B1: 0.93, 0.84, 0.63, 0.48 and 0.36."""

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
                    WaveField.smooth(SPREAD_UT * math.sqrt(share), length_m, rng) for length_m, share in PARTS
                )
                for _ in EARTH_ENU_UT
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
