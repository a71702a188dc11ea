"""How long errors are: the mean length of a Gaussian's, and what a share of all people stays within
(`docs/theory/predicted_error.md`, PRED-7).
"""

from __future__ import annotations

import numpy as np
from scipy.special import ellipe

from positioning.types import FloatArray

QUANTILE_ROUNDS = 24
"""Halvings of a bisection: a kilometre becomes a tenth of a millimetre."""


def mean_distance_m(variances_m2: FloatArray) -> FloatArray:
    """Return the mean length (...,) of Gaussian errors with principal variances (2, ...), the larger first.

    References
    ----------
    K. V. Mardia, P. E. Jupp, Directional Statistics, 2000, section 3.5.6 (the offset normal); the integral is
    the complete elliptic one of the second kind (Abramowitz and Stegun, 17.3.3).

    Examples
    --------
    >>> mean_distance_m(np.array([1.0, 1.0])).round(4)  # Rayleigh: the root of half pi
    np.float64(1.2533)
    """
    large_m2, small_m2 = variances_m2
    return np.asarray(np.sqrt(2.0 * large_m2 / np.pi) * ellipe(1.0 - small_m2 / large_m2))


def error_quantile_m(mean_m: FloatArray, share: float) -> FloatArray:
    """Return the error (...,) that a share of all people stays within who are evenly spread over places of
    mean errors (..., n), each place's errors as Rayleigh's distribution has them (PRED-7).
    """
    scale_m2 = mean_m**2 * (4.0 / np.pi)  # of exp(-e^2 / scale), the share beyond e
    low_m, high_m = np.zeros(mean_m.shape[:-1]), 10.0 * mean_m.max(axis=-1)
    for _ in range(QUANTILE_ROUNDS):
        middle_m = 0.5 * (low_m + high_m)
        beyond = np.exp(-(middle_m[..., None] ** 2) / scale_m2).mean(axis=-1)
        is_below = beyond > 1.0 - share
        low_m, high_m = np.where(is_below, middle_m, low_m), np.where(is_below, high_m, middle_m)
    return np.asarray(0.5 * (low_m + high_m))
