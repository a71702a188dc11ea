"""What dims a beacon dims the one beside it: chances of shadows that neighbours have in common (SIM-3).

Each wave of a shadow belongs to the square, of a random grid of its own, that the beacon hangs in: beacons in
one square have that wave in common. Of sides from a gamma distribution of shape 2 and scale L, beacons
(dx, dy) apart have a share exp(-(|dx| + |dy|) / L) of their waves in common, and so of their shadows.

References
----------
P. Agrawal, N. Patwari, "Correlated link shadow fading in multi-hop wireless networks", IEEE Trans. Wireless
Communications 8, 2009: ways near each other are dimmed by the same things.
A. Rahimi, B. Recht, "Random features for large-scale kernel machines", NIPS 2007 (random binning).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firmware_sim.waves import WAVES, rough_chances
from positioning.types import FloatArray

SQUARES = 16
"""The grids repeat after so many: beacons 16 sides apart may have one wave of twelve in common."""


@dataclass(frozen=True, slots=True, eq=False)
class CommonShadows:
    """Chances of the shadows of all beacons of a floor.

    `side_m` and `begin_m` (2, n) are those of each wave's grid along x and y, `chances` (4, n, squares) those
    of its squares (`rough_chances`).
    """

    side_m: FloatArray
    begin_m: FloatArray
    chances: FloatArray

    @classmethod
    def drawn(cls, length_m: float, rng: np.random.Generator) -> CommonShadows:
        """Those of a floor; beacons `length_m` apart (|dx| + |dy|) have 1 / e of their shadows in common."""
        side_m = rng.gamma(2.0, length_m, (2, WAVES))
        chances = rough_chances(rng, WAVES * SQUARES**2).reshape(4, WAVES, SQUARES**2)
        return cls(side_m, side_m * rng.random((2, WAVES)), chances)

    def of(self, x_m: FloatArray, y_m: FloatArray) -> FloatArray:
        """The chances of the shadows of beacons at m places, (m, 4, n)."""
        places_m = np.stack([x_m, y_m])[:, :, None]
        column, row = (
            np.floor((places_m - self.begin_m[:, None]) / self.side_m[:, None]).astype(np.intp) % SQUARES
        )
        return np.moveaxis(self.chances[:, np.arange(WAVES), row * SQUARES + column], 0, 1)
