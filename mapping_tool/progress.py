"""How far long work has come, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done, in words, and which share of the whole is done: 0 to 1, never less than before."""

    stage: str
    share: float


Advance = Callable[[Progress], None]
"""Is told of progress."""


def unwatched(_progress: Progress) -> None:
    """Nobody waits."""


def within(advance: Advance, begin: float, end: float) -> Advance:
    """Return whom to tell of work that is the part from `begin` to `end` of a whole.

    Examples
    --------
    >>> within(print, 0.5, 1.0)(Progress("second half", 0.5))
    Progress(stage='second half', share=0.75)
    """
    return lambda progress: advance(Progress(progress.stage, begin + (end - begin) * progress.share))


class Countdown:
    """Work whose parts are known beforehand, each with a weight: about the time that it takes.

    Examples
    --------
    >>> work = Countdown(2.0, print)
    >>> work.begin("paths")
    Progress(stage='paths', share=0.0)
    >>> work.done(0.5)
    Progress(stage='paths', share=0.25)
    """

    def __init__(self, total: float, advance: Advance) -> None:
        self._total, self._advance = total, advance
        self._stage, self._done = "", 0.0

    def begin(self, stage: str) -> None:
        """Say what is done from now on."""
        self._stage = stage
        self._tell()

    def done(self, weight: float = 1.0) -> None:
        """A part is done."""
        self._done += weight
        self._tell()

    def _tell(self) -> None:
        self._advance(Progress(self._stage, min(1.0, self._done / self._total)))
