"""How long to wait before trying again.

References
----------
M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: full jitter spreads the clients of
a service that comes back.
"""

from __future__ import annotations

import numpy as np

FIRST_S = 0.2
MOST_S = 5.0


class BackOff:
    """Waits that double up to a bound, each drawn evenly from zero to its bound."""

    def __init__(self, rng: np.random.Generator, first_s: float = FIRST_S, most_s: float = MOST_S) -> None:
        self._rng = rng
        self._first_s = first_s
        self._most_s = most_s
        self._failures = 0

    def next_s(self) -> float:
        """The wait after one more failure."""
        bound_s = min(self._most_s, self._first_s * 2.0**self._failures)
        self._failures += 1
        return self._rng.uniform(0.0, bound_s)

    def reset(self) -> None:
        """It worked: begin with short waits again."""
        self._failures = 0
