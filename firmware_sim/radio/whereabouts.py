"""Where a phone is, and how the body that carries it is turned, at any time of its walk."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from firmware_sim.motion import Truth
from firmware_sim.radio.packets import Index
from positioning.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Whereabouts:
    """Columns (n,): times on the visit's clock; places in the floor frame; ahead of the body, as a vector."""

    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray
    ahead_x: FloatArray
    ahead_y: FloatArray

    @classmethod
    def on(cls, truth: Truth, t_s: FloatArray) -> Whereabouts:
        """Where a walk is at these times, to a row of its truth, whose rows come at even times."""
        row = np.clip(np.ceil(t_s / truth.t_s[0]).astype(np.intp) - 1, 0, len(truth) - 1)
        heading_rad = truth.heading_rad[row]
        return cls(t_s, truth.x_m[row], truth.y_m[row], np.cos(heading_rad), np.sin(heading_rad))

    def taken(self, rows: Index) -> Whereabouts:
        """Some of them."""
        return Whereabouts(*(getattr(self, each.name)[rows] for each in fields(self)))
