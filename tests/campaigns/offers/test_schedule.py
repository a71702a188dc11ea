"""Schedules read the clock on the shop's wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.offers.schedule import DAY_MIN, Closed, Schedule

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # 02:00 -> 03:00 and 03:00 -> 02:00


def at(day: date, clock: str, fold: int = 0) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=BERLIN).replace(fold=fold)


def hours(opens: str, closes: str, **rest: object) -> Schedule:
    opens_t, closes_t = time.fromisoformat(opens), time.fromisoformat(closes)
    return Schedule(
        opens_min=opens_t.hour * 60 + opens_t.minute,
        closes_min=closes_t.hour * 60 + closes_t.minute,
        **rest,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("clock", "closed"),
    [("09:59", Closed.HOURS), ("10:00", None), ("17:59", None), ("18:00", Closed.HOURS)],
)
def test_the_window_includes_its_first_minute_and_not_its_end(clock: str, closed: Closed | None) -> None:
    assert hours("10:00", "18:00").obstacle(at(date(2026, 6, 1), clock)) is closed


def test_first_and_last_day_are_included() -> None:
    june = Schedule(starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    days = {date(2026, 5, 31): Closed.DATES, date(2026, 6, 1): None, date(2026, 6, 30): None}
    assert {day: june.obstacle(at(day, "12:00")) for day in days} == days
    assert june.obstacle(at(date(2026, 7, 1), "00:00")) is Closed.DATES


def test_a_window_past_midnight_belongs_to_the_day_it_opened_on() -> None:
    friday = date(2026, 1, 9)
    late = hours("22:00", "02:00", weekdays=frozenset({4}), starts_on=friday, ends_on=friday)
    saturday = friday + timedelta(days=1)
    assert late.obstacle(at(friday, "01:00")) is Closed.DATES  # Thursday's window
    assert late.obstacle(at(friday, "21:59")) is Closed.HOURS
    assert late.obstacle(at(friday, "23:30")) is None
    assert late.obstacle(at(saturday, "01:59")) is None
    assert late.obstacle(at(saturday, "02:00")) is Closed.HOURS
    assert late.closes_at(at(friday, "23:30")) == late.closes_at(at(saturday, "01:00"))
    assert late.closes_at(at(friday, "23:30")) == datetime(2026, 1, 10, 1, 0, tzinfo=UTC)


def test_in_spring_the_skipped_hour_is_never_open() -> None:
    skipped = hours("02:15", "02:45")
    start = at(SPRING, "00:00").astimezone(UTC)
    moments = [(start + timedelta(minutes=i)).astimezone(BERLIN) for i in range(23 * 60)]
    assert {moment.date() for moment in moments} == {SPRING}
    assert all(skipped.obstacle(moment) is Closed.HOURS for moment in moments)


def test_in_spring_a_window_that_opens_in_the_skipped_hour_opens_after_it() -> None:
    window = hours("02:30", "05:00")
    last_before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC).astimezone(BERLIN)
    first_after = datetime(2026, 3, 29, 1, 0, tzinfo=UTC).astimezone(BERLIN)
    assert window.obstacle(last_before) is Closed.HOURS
    assert window.obstacle(first_after) is None
    assert window.closes_at(first_after) == datetime(2026, 3, 29, 3, 0, tzinfo=UTC)


def test_in_autumn_the_repeated_hour_is_open_twice_and_ends_the_second_time() -> None:
    window = hours("01:00", "02:30")
    first, second = at(AUTUMN, "02:10"), at(AUTUMN, "02:10", fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    assert window.obstacle(first) is None
    assert window.obstacle(second) is None
    assert window.closes_at(first) == at(AUTUMN, "02:30", fold=1).astimezone(UTC)


def test_the_same_hours_hold_on_both_sides_of_both_switches() -> None:
    shop = hours("10:00", "18:00")
    for switch in (SPRING, AUTUMN):
        for day in (switch - timedelta(days=1), switch, switch + timedelta(days=1)):
            assert shop.obstacle(at(day, "09:59")) is Closed.HOURS
            assert shop.obstacle(at(day, "10:00")) is None
            assert shop.closes_at(at(day, "10:00")) == at(day, "18:00").astimezone(UTC)


def test_closing_is_asked_for_open_windows_only() -> None:
    with pytest.raises(ValueError, match="closed"):
        hours("10:00", "18:00").closes_at(at(SPRING, "09:00"))


def test_a_period_without_any_of_its_weekdays_never_opens() -> None:
    monday = date(2026, 1, 5)
    assert not Schedule(monday, monday + timedelta(days=5), frozenset({6})).ever_opens()
    assert Schedule(monday, monday + timedelta(days=6), frozenset({6})).ever_opens()
    assert Schedule(monday, None, frozenset({6})).ever_opens()


minutes = st.integers(0, DAY_MIN - 1)


@given(
    minutes, minutes, st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 366 * DAY_MIN), st.sampled_from(["Europe/Berlin", "Asia/Tokyo", "America/Sao_Paulo"]),
)  # fmt: skip
def test_an_open_window_closes_later_and_within_a_day(
    opens_min: int, closes_min: int, weekdays: frozenset[int], offset_min: int, zone: str
) -> None:
    schedule = Schedule(weekdays=weekdays, opens_min=opens_min, closes_min=closes_min or DAY_MIN)
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=offset_min)
    local = moment.astimezone(ZoneInfo(zone))
    if schedule.obstacle(local) is not None:
        return
    closes_at = schedule.closes_at(local)
    assert moment < closes_at <= moment + timedelta(hours=25)  # the longest day has 25 hours
    assert (
        closes_at.astimezone(local.tzinfo).strftime("%H:%M")
        == f"{closes_min // 60:02d}:{closes_min % 60:02d}"
    )
