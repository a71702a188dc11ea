"""Recordings and radio in: the only place of `positioning` that touches files and devices."""

from positioning.capture.records import DropReason, DropReport
from positioning.capture.trace import Trace, read_trace

__all__ = ["DropReason", "DropReport", "Trace", "read_trace"]
