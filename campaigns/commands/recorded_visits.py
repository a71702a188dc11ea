"""Recordings taken for visits: what `beacon check` and `survey heal` read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mapping_tool.visit_walks import RecordedVisit
from positioning.capture import Trace, read_trace
from positioning.errors import UnreadableTrace
from positioning.types import PositionPrior


@dataclass(frozen=True, slots=True)
class RecordedVisits:
    """Visits that were read, and what was not, by reason."""

    visits: tuple[RecordedVisit, ...]
    unreadable: tuple[str, ...]


def read_visits(paths: Iterable[Path], prior_of: Callable[[Trace], PositionPrior]) -> RecordedVisits:
    """Read recordings as visits; damaged ones are named and left out, and so is what `prior_of` refuses as
    `UnreadableTrace`.
    """
    visits, unreadable = [], []
    for path in paths:
        try:
            trace = read_trace(path)
            prior = prior_of(trace)
        except UnreadableTrace as error:
            unreadable.append(str(error))
            continue
        ended_at = datetime.fromtimestamp(trace.t0_unix_ms / 1e3 + trace.duration_s, UTC)
        visits.append(RecordedVisit(trace.name, tuple(trace), prior, ended_at))
    return RecordedVisits(tuple(visits), tuple(unreadable))
