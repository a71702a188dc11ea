"""Where a phone is, and how the body that carries it is turned, at any time of its walk."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from firmware_sim.motion import Truth
from firmware_sim.radio.packets import Index
from firmware_sim.waves import Singles
from positioning.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Whereabouts:
    """Columns (n,): times on the visit's clock; places in the floor frame; ahead of the body, as a vector.

    Places are in single precision, good to 0.01 mm: what is reckoned with them is quicker by half.
    """

    t_s: FloatArray
    x_m: Singles
    y_m: Singles
    ahead_x: Singles
    ahead_y: Singles

    @classmethod
    def on(cls, truth: Truth, t_s: FloatArray) -> Whereabouts:
        """Where a walk is at these times, to a row of its truth, whose rows come at even times."""
        row = np.clip(np.ceil(t_s / truth.t_s[0]).astype(np.intp) - 1, 0, len(truth) - 1)
        x_m, y_m, heading_rad = (
            column.astype(np.float32)[row] for column in (truth.x_m, truth.y_m, truth.heading_rad)
        )
        return cls(t_s, x_m, y_m, np.cos(heading_rad), np.sin(heading_rad))

    def taken(self, rows: Index) -> Whereabouts:
        """Some of them."""
        return Whereabouts(*(getattr(self, each.name)[rows] for each in fields(self)))
