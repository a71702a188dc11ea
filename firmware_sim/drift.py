"""What is off now is still off a moment later: a first-order Gauss-Markov process."""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import lfilter

from positioning.types import FloatArray


def drift(n: int, sd: float, tau_s: float, period_s: float, rng: np.random.Generator) -> FloatArray:
    """Values (n,) every `period_s`, of that standard deviation and time constant."""
    keep = math.exp(-period_s / tau_s)
    drive = rng.standard_normal(n) * (sd * math.sqrt(1.0 - keep**2))
    drive[0] = rng.normal(0.0, sd)
    return np.asarray(lfilter([1.0], [1.0, -keep], drive), dtype=np.float64)
