"""Angles as numbers of the complex plane: their multiples and sums are powers and products."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from firmware_sim.waves import Singles
from positioning.types import FloatArray

Directions = NDArray[np.complex64]


def directions(angle_rad: FloatArray | Singles) -> Directions:
    """cos + i sin of angles (n,), in single precision after whole turns are taken off."""
    # Quicker by ten than a remainder, and off by the last bits of a double.
    turned = (angle_rad - math.tau * np.floor(angle_rad / math.tau)).astype(np.float32)
    found = np.empty(len(turned), dtype=np.complex64)
    np.cos(turned, out=found.real)
    np.sin(turned, out=found.imag)
    return found
