"""When a visit is over, and which clocks are believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.errors import InvalidInput
from campaigns.visits.domain import (
    CloseReason,
    Listening,
    Progress,
    Timeouts,
    check_clock,
    ended_in_silence,
    left_for_good,
)
from zones.level import ZoneId, ZoneKind

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
DOOR, STREET, TEA = ZoneId("door"), ZoneId("street"), ZoneId("tea")
KINDS = {DOOR: ZoneKind.ENTRANCE, STREET: ZoneKind.EXTERIOR, TEA: ZoneKind.SHELF}
TIMEOUTS = Timeouts(silence_s=300.0, doorway_s=30.0, outside_s=10.0)


def progress(*zones: ZoneId, entered_s: float = 100.0, inside_s: float | None = 50.0) -> Progress:
    return Progress(1, entered_s=dict.fromkeys(zones, entered_s), inside_s=inside_s)


@pytest.mark.parametrize("ahead_s", [-3600.0, 0.0, 120.0])
def test_a_plausible_clock_passes(ahead_s: float) -> None:
    check_clock(NOW + timedelta(seconds=ahead_s), NOW, "utc")


@pytest.mark.parametrize("ahead_s", [-3601.0, 121.0, 1e6])
def test_an_implausible_clock_is_refused(ahead_s: float) -> None:
    with pytest.raises(InvalidInput, match="utc"):
        check_clock(NOW + timedelta(seconds=ahead_s), NOW, "utc")


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0, -1.0, 15.1])
def test_silence_counts_anew_after_a_break(jump_s: float) -> None:
    """The clock was set, or the machine slept."""
    listening = Listening(NOW)
    listening.go_on(NOW + timedelta(seconds=5), 15.0)
    listening.go_on(NOW + timedelta(seconds=20), 15.0)
    assert listening.since == NOW
    after = NOW + timedelta(seconds=20 + jump_s)
    listening.go_on(after, 15.0)
    assert listening.since == after
    listening.go_on(after + timedelta(seconds=5), 15.0)
    assert listening.since == after


def test_silence_counts_anew_once_frames_can_be_stored_again() -> None:
    listening = Listening(NOW)
    listening.interrupt()
    listening.go_on(NOW + timedelta(seconds=5), 15.0)
    assert listening.since == NOW + timedelta(seconds=5)


def test_outside_long_enough_is_an_exit_back_dated_to_the_door() -> None:
    assert left_for_good(progress(STREET), KINDS, 110.0, TIMEOUTS) == 100.0


@pytest.mark.parametrize(
    ("where", "t_s"),
    [
        (progress(STREET), 109.9),  # a look outside
        (progress(STREET, inside_s=None), 500.0),  # has not come in yet
        (progress(STREET, TEA, inside_s=105.0), 500.0),  # came in, the exit from the street is not sure yet
        (progress(DOOR), 500.0),  # stands in the door
        (progress(TEA), 500.0),
    ],
)
def test_the_visit_goes_on(where: Progress, t_s: float) -> None:
    assert left_for_good(where, KINDS, t_s, TIMEOUTS) is None


@pytest.mark.parametrize(
    ("where", "silent_s", "reason"),
    [
        (progress(DOOR), 30.0, CloseReason.EXIT),
        (progress(DOOR), 29.0, None),
        (progress(DOOR, inside_s=None), 30.0, None),  # came in and has not moved on
        (progress(DOOR, inside_s=None), 300.0, CloseReason.SILENCE),
        (progress(TEA), 299.0, None),
        (progress(TEA), 300.0, CloseReason.SILENCE),
    ],
)
def test_silence_ends_a_visit(where: Progress, silent_s: float, reason: CloseReason | None) -> None:
    assert ended_in_silence(where, KINDS, silent_s, TIMEOUTS) is reason
