"""Whether a beacon has been silent for too many visits to be chance (HEALTH-10).

Unlike `mapping_tool.health` it asks nothing of the map: it holds for beacons too vaguely surveyed to be
watched, and for visits whose path is unsure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import betaln

from mapping_tool.health import VISITS_BETWEEN_FALSE_ALARMS

FEWEST_HEARD = 3
"""Beacons a visit must have heard to count: a phone that hears nothing scans nothing."""

MOST_REMEMBERED = 400
"""Visits after which the share that heard a beacon is of the later ones mostly: shelves and ways change."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """In how many visits a beacon was heard, of those up to the last one that heard it, and how many have
    missed it since.
    """

    visits: int = 0
    heard: int = 0
    missed: int = 0

    def after(self, is_heard: bool) -> Hearing:
        """The same after one more visit."""
        if not is_heard:
            return Hearing(self.visits, self.heard, self.missed + 1)
        visits, heard = self.visits + self.missed + 1, self.heard + 1
        if visits > MOST_REMEMBERED:
            visits, heard = visits // 2, max(heard // 2, 1)
        return Hearing(visits, heard)

    @property
    def silence_nats(self) -> float:
        """How improbable so many misses in a row are, of a beacon that is as it was: -ln of the probability
        under Jeffreys' prior of the share of visits that hear it. Nothing of one never heard.
        """
        if not self.heard:
            return 0.0
        hits, misses = self.heard + 0.5, self.visits - self.heard + 0.5
        return float(betaln(hits, misses) - betaln(hits, misses + self.missed))

    def is_silent(self, beacons: int) -> bool:
        """Whether it is, on a level of so many `beacons`.

        Examples
        --------
        >>> Hearing(visits=50, heard=45, missed=4).is_silent(24), Hearing(50, 45, 8).is_silent(24)
        (False, True)
        """
        return self.silence_nats >= math.log(VISITS_BETWEEN_FALSE_ALARMS * max(beacons, 1))
