"""What a walk's entries amount to, in whatever order they come; and clocks put onto the service's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.stores.surveys.clocks import (
    MOST_ERROR_S,
    ClockReading,
    ServiceClock,
    UtcLink,
    by_utc,
    most_telling,
)
from campaigns.stores.surveys.domain import (
    LONGEST_WALK_S,
    PART_S,
    Entry,
    EntryKind,
    WalkFlaw,
    lasted_s,
    missing,
    parts,
    walked,
)

UTC_MS = 1_770_000_000_000.0


def tap(sequence: int, at_s: float, x_m: float, y_m: float = 1.0, *, clock: str = "one") -> Entry:
    return Entry(sequence, EntryKind.TAP, clock, at_s * 1e3, UTC_MS + at_s * 1e3, x_m, y_m)


def told(sequence: int, kind: EntryKind, at_s: float = 0.0, **more: int | float) -> Entry:
    return Entry(sequence, kind, "one", at_s * 1e3, UTC_MS + at_s * 1e3, **more)  # type: ignore[arg-type]


STRAIGHT = [tap(k, 8.0 * k, 8.0 * k) for k in range(1, 7)]


def test_taps_make_legs() -> None:
    walk = walked(STRAIGHT)
    assert [(a.sequence, b.sequence) for a, b in walk.legs] == [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]
    assert (walk.length_m, walk.duration_s) == (40.0, 40.0)
    assert not walk.flaws


@given(st.permutations(STRAIGHT))
def test_the_order_of_arrival_does_not_matter(arrived: list[Entry]) -> None:
    assert walked(arrived) == walked(STRAIGHT)


def test_undoing_takes_the_last_leg_back_and_the_next_tap_begins_anew() -> None:
    walk = walked([*STRAIGHT, told(7, EntryKind.UNDO), tap(8, 70.0, 30.0), tap(9, 78.0, 36.0)])
    assert [(a.sequence, b.sequence) for a, b in walk.legs] == [(1, 2), (2, 3), (3, 4), (4, 5), (8, 9)]


def test_a_piece_that_is_walked_again_loses_its_legs() -> None:
    walk = walked([*STRAIGHT, told(7, EntryKind.REDO, of=2, to=5), tap(8, 80.0, 16.0), tap(9, 88.0, 24.0)])
    assert [(a.sequence, b.sequence) for a, b in walk.legs] == [(1, 2), (5, 6), (8, 9)]


def test_nothing_leads_over_a_pause() -> None:
    walk = walked([*STRAIGHT[:3], told(4, EntryKind.PAUSE), *STRAIGHT[4:]])
    assert [(a.sequence, b.sequence) for a, b in walk.legs] == [(1, 2), (2, 3), (5, 6)]


def test_a_tap_is_corrected_afterwards() -> None:
    walk = walked([*STRAIGHT, told(7, EntryKind.MOVE, of=3, x_m=25.0, y_m=2.0)])
    assert (walk.taps[2].x_m, walk.taps[2].y_m, len(walk.legs)) == (25.0, 2.0, 5)


def test_what_comes_after_the_end_does_not_count() -> None:
    walk = walked([*STRAIGHT[:3], told(4, EntryKind.END), *STRAIGHT[4:]])
    assert walk.has_ended
    assert [flaw.flaw for flaw in walk.flaws] == [WalkFlaw.AFTER_THE_END] * 2
    assert len(walk.legs) == 2


@pytest.mark.parametrize(
    ("bad", "flaw", "legs"),
    [
        (tap(4, 20.0, 32.0), WalkFlaw.BACKWARDS, 3),
        (tap(4, 25.0, 90.0), WalkFlaw.TOO_FAST, 3),
        (tap(4, 24.5 + 200.0, 32.0), WalkFlaw.TOO_SLOW, 2),
        (tap(4, LONGEST_WALK_S + 60.0, 32.0), WalkFlaw.TOO_LONG, 3),
        (
            Entry(4, EntryKind.TAP, "one", 32_000.0, UTC_MS + 32_000.0 + 3_600_000.0, 32.0, 1.0),
            WalkFlaw.CLOCK_SET, 2,
        ),
    ],
)  # fmt: skip
def test_a_tap_that_cannot_be_is_named(bad: Entry, flaw: WalkFlaw, legs: int) -> None:
    walk = walked([*STRAIGHT[:3], bad, tap(5, 40.0, 40.0)])
    assert flaw in {each.flaw for each in walk.flaws}
    assert len([leg for leg in walk.legs if 4 not in (leg[0].sequence, leg[1].sequence)]) <= legs
    assert (3, 4) not in {(a.sequence, b.sequence) for a, b in walk.legs}


@pytest.mark.parametrize(
    "nothing",
    [
        told(1, EntryKind.UNDO),
        told(1, EntryKind.MOVE, of=9, x_m=0.0, y_m=0.0),
        told(1, EntryKind.REDO, of=3, to=2),
    ],
)
def test_what_refers_to_no_tap_is_named(nothing: Entry) -> None:
    assert [flaw.flaw for flaw in walked([nothing]).flaws] == [WalkFlaw.NO_SUCH_TAP]


def test_a_page_that_was_loaded_again_goes_on_by_utc() -> None:
    before, after = tap(1, 8.0, 8.0), tap(2, 16.0, 16.0, clock="two")
    reloaded = Entry(2, EntryKind.TAP, "two", 500.0, after.utc_ms, 16.0, 1.0)
    walk = walked([before, reloaded])
    assert len(walk.legs) == 1
    assert walk.duration_s == 8.0


def test_a_long_walk_is_cut_at_taps_about_every_minute() -> None:
    walk = walked([tap(k, 8.0 * k, 8.0 * k) for k in range(1, 60)])
    found = parts(walk)
    assert [part[0].sequence for part in found[1:]] == [part[-1].sequence for part in found[:-1]]
    assert all(lasted_s(part[0], part[-1]) >= PART_S / 2 for part in found)
    assert sum(len(part) - 1 for part in found) == len(walk.legs)


def test_single_taps_are_no_recording() -> None:
    assert parts(walked([tap(1, 1.0, 1.0), told(2, EntryKind.PAUSE), tap(3, 5.0, 2.0)])) == []


def test_missing_numbers_are_named() -> None:
    assert missing([1, 4]) == [2, 3]
    assert missing([]) == []


@given(
    offset_ms=st.floats(-1e12, 1e12),
    trips=st.lists(st.tuples(st.floats(0.0, 1e7), st.floats(0.0, 200.0), st.floats(0.0, 200.0)), min_size=1),
    at_ms=st.floats(0.0, 1e7),
)
def test_the_stated_error_holds(
    offset_ms: float, trips: list[tuple[float, float, float]], at_ms: float
) -> None:
    """Whatever the ways there and back take, the service's time is within the stated error."""
    readings = [
        ClockReading(sent_ms, sent_ms + there_ms + offset_ms, sent_ms + there_ms + back_ms)
        for sent_ms, there_ms, back_ms in trips
    ]
    time = ServiceClock.of(readings).at(at_ms)
    assert time is not None
    assert abs(time.unix_ms - (at_ms + offset_ms)) <= time.error_s * 1e3 + 0.01


def test_the_shortest_round_trip_near_by_tells_most() -> None:
    slow, quick = ClockReading(0.0, 1000.0, 800.0), ClockReading(60_000.0, 60_610.0, 60_020.0)
    clock = ServiceClock.of([slow, quick])
    assert clock.at(500.0).unix_ms == pytest.approx(1100.0)  # type: ignore[union-attr]
    assert most_telling([slow, quick], 1) == [quick]


def test_readings_that_cannot_be_are_left_out() -> None:
    assert ServiceClock.of([ClockReading(10.0, 50.0, 5.0)]).at(0.0) is None


def test_utc_leads_to_a_clock_that_was_never_read() -> None:
    clock = ServiceClock.of([ClockReading(0.0, 5_000_010.0, 20.0)])
    link = UtcLink(t_ms=1000.0, utc_ms=9_001_000.0)
    found = by_utc(clock, [link], 9_031_000.0)
    assert found is not None
    assert found.unix_ms == pytest.approx(5_031_000.0, abs=1.0)
    assert 0.25 < found.error_s < MOST_ERROR_S
    assert by_utc(ServiceClock(()), [link], 0.0) is None
    assert by_utc(clock, [], 0.0) is None
