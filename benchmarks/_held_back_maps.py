"""A mall's recorded survey walks with their paths and days, and radio maps that were fitted without some of
them: five folds by walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from _fitted_mall import DATA

from mapping_tool.held_back import folds
from mapping_tool.identity import identify
from mapping_tool.plan_import import import_plan
from mapping_tool.survey import read_survey
from mapping_tool.survey_paths import PathRule, placed_walk
from positioning.capture import Trace
from positioning.radio_fit import fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconMap, WalkableArea
from zones.level import Level

MAP_ERROR_M = 3.0
"""What a survey of these malls finds of itself (docs/theory/radio_map.md, RADIO-15)."""


@dataclass(frozen=True, slots=True)
class HeldBackFold:
    """The walks of one fold, and the map of all others."""

    beacons: BeaconMap
    held: tuple[Trace, ...]


@dataclass(frozen=True, slots=True)
class SurveyedMall:
    """A mall's plan and its survey walks in order of time."""

    level: Level
    floor: WalkableArea
    traces: tuple[Trace, ...]

    @classmethod
    def read(cls, site: str) -> SurveyedMall:
        """Return the mall of that name among the recordings."""
        plan, _ = import_plan(DATA / "malls" / site, datetime(2026, 1, 1, tzinfo=UTC))
        found = read_survey(DATA / "malls" / site / "survey").traces
        return cls(plan.level(), plan.walkable(), tuple(sorted(found, key=lambda trace: trace.t0_unix_ms)))

    @property
    def days(self) -> list[date]:
        """The days of the walks (UTC)."""
        return [datetime.fromtimestamp(trace.t0_unix_ms / 1e3, UTC).date() for trace in self.traces]

    def walks(self) -> list[SurveyWalk]:
        """Return the walks with their paths, as a fit takes them."""
        names = identify(self.traces)
        return [placed_walk(trace, self.level.north_rad, PathRule.STEPS, names) for trace in self.traces]

    def folds(self) -> Iterator[HeldBackFold]:
        """Fit the map of each fold, in the first of the rounds that a survey's fit has."""
        walks = self.walks()
        for fold in folds(len(walks)):
            others = [walks[i] for i in fold.others]
            fitted = fit_radio_map(others, self.level.id, north_rad=self.level.north_rad, rounds=1)
            yield HeldBackFold(fitted.beacons, tuple(self.traces[i] for i in fold.held))
