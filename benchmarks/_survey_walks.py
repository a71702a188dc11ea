"""A mall's recorded survey walks, with their paths and days, as a fit takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from mapping_tool.identity import identify
from mapping_tool.plan_import import import_plan
from mapping_tool.survey import PathRule, placed_walk, read_survey
from positioning.surveyed import SurveyWalk
from positioning.types import LevelId

LEVEL = LevelId("surveyed")


def recorded(mall: Path) -> tuple[list[SurveyWalk], list[date]]:
    """Return a mall's survey walks in order of time, and their days (UTC)."""
    plan, _ = import_plan(mall, datetime(2026, 1, 1, tzinfo=UTC))
    traces = sorted(read_survey(mall / "survey").traces, key=lambda trace: trace.t0_unix_ms)
    names = identify(traces)
    walks = [placed_walk(trace, plan.level().north_rad, PathRule.STEPS, names) for trace in traces]
    return walks, [datetime.fromtimestamp(trace.t0_unix_ms / 1e3, UTC).date() for trace in traces]
