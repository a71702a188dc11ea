"""How long a service that does not do its work is waited for."""

from __future__ import annotations

import time

LEAST_S = 2.0
"""An answer is waited for at least so long, however short the patience: a service at work has pauses."""


class Patience:
    """Runs while the service owes something, and begins anew when it gives it.

    Parameters
    ----------
    patience_s : how long to go on trying.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._since_s: float | None = None

    @property
    def is_running(self) -> bool:
        """Whether something is waited for."""
        return self._since_s is not None

    @property
    def spent_s(self) -> float:
        """For how long something has been waited for."""
        return 0.0 if self._since_s is None else time.monotonic() - self._since_s

    @property
    def has_ended(self) -> bool:
        """Whether to try no more."""
        return self.spent_s > self._patience_s

    @property
    def has_ended_in_silence(self) -> bool:
        """Whether to wait no more for a service that is there and says nothing."""
        return self.spent_s > max(LEAST_S, self._patience_s)

    def begin(self) -> None:
        """From now on something is waited for, unless it is already."""
        if self._since_s is None:
            self._since_s = time.monotonic()

    def renew(self) -> None:
        """The service did its work: nothing is waited for."""
        self._since_s = None

    def answer_s(self, most_s: float = float("inf")) -> float:
        """How long to wait for one answer, before it is asked for again."""
        return max(LEAST_S, min(most_s, self._patience_s - self.spent_s))
