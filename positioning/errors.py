"""Errors of positioning: each name states the fact, each instance carries the values."""

from __future__ import annotations

from typing import Literal

TraceFault = Literal["walk-too-large", "walk-without-motion"]
"""What is wrong with a recording, for who tells it in another language than its reason."""


class PositioningError(Exception):
    """Base of every error that `positioning` raises."""


class UnreadableTrace(PositioningError):
    """A recording holds nothing that could be tracked. `fault` is None where it cannot be opened."""

    def __init__(self, source: str, reason: str, fault: TraceFault | None = None) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
        self.fault = fault


class MalformedFrame(PositioningError):
    """A sensor frame on the wire breaks the documented layout or holds implausible values.

    `field` names the part of the frame as docs/wire.md does; it may be empty.
    """

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.reason = reason
        self.field = field


class CovarianceNotPositive(PositioningError):
    """A covariance lost positive semidefiniteness: a defect of the filter, never of the data."""

    def __init__(self, smallest_eigenvalue: float) -> None:
        super().__init__(f"covariance has eigenvalue {smallest_eigenvalue:.3g}")
        self.smallest_eigenvalue = smallest_eigenvalue


class InvalidState(PositioningError):
    """A stored tracker state cannot be restored by this version."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
