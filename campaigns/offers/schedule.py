"""When a campaign runs, as the clock on the shop's wall shows it.

Days, weekdays and hours are read off the store's local time of the event, so a change to or from summer time
needs no rule of its own: an hour that the clock skips is never open, one that it shows twice is open twice.
A window whose `opens_min` lies after its `closes_min` runs past midnight; the part after midnight belongs
to the day on which the window opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

DAY_MIN = 24 * 60
EVERY_DAY = frozenset(range(7))
ONE_DAY = timedelta(days=1)


class Closed(StrEnum):
    """Why a schedule is closed at a moment."""

    DATES = "outside_dates"
    WEEKDAYS = "outside_weekdays"
    HOURS = "outside_hours"


@dataclass(frozen=True, slots=True)
class Schedule:
    """First and last day (both included), weekdays (0 is Monday) and a window in minutes of the day.

    `closes_min` is not part of the window any more; 1440 is the end of the day.

    Examples
    --------
    >>> late = Schedule(weekdays=frozenset({4}), opens_min=22 * 60, closes_min=2 * 60)
    >>> late.obstacle(datetime(2026, 1, 10, 1, 30)) is None      # Saturday 01:30 belongs to Friday's window
    True
    >>> late.obstacle(datetime(2026, 1, 10, 22, 30))
    <Closed.WEEKDAYS: 'outside_weekdays'>
    """

    starts_on: date | None = None
    ends_on: date | None = None
    weekdays: frozenset[int] = EVERY_DAY
    opens_min: int = 0
    closes_min: int = DAY_MIN

    @property
    def whole_day(self) -> bool:
        return self.opens_min == 0 and self.closes_min == DAY_MIN

    @property
    def overnight(self) -> bool:
        return self.opens_min > self.closes_min

    def obstacle(self, local: datetime) -> Closed | None:
        """What keeps the schedule closed at a local time; None while it is open."""
        day = self._opening_day(local)
        if day is None:
            return Closed.HOURS
        if (self.starts_on is not None and day < self.starts_on) or (
            self.ends_on is not None and day > self.ends_on
        ):
            return Closed.DATES
        return None if day.weekday() in self.weekdays else Closed.WEEKDAYS

    def closes_at(self, local: datetime) -> datetime:
        """The moment (UTC) at which the window that holds `local`, an aware local time, ends."""
        day = self._opening_day(local)
        if day is None:
            raise ValueError(f"the window is closed at {local}")
        nights = int(self.overnight) + self.closes_min // DAY_MIN
        hour, minute = divmod(self.closes_min % DAY_MIN, 60)
        wall = datetime.combine(day + nights * ONE_DAY, time(hour, minute), tzinfo=local.tzinfo)
        return wall.replace(fold=1).astimezone(UTC)  # an end that the clock shows twice is the second one

    def ever_opens(self) -> bool:
        """Whether there is any day on which it opens."""
        if self.starts_on is None or self.ends_on is None:
            return bool(self.weekdays)
        days = (self.ends_on - self.starts_on).days + 1
        first = self.starts_on.weekday()
        return any((first + i) % 7 in self.weekdays for i in range(min(days, 7)))

    def _opening_day(self, local: datetime) -> date | None:
        """The day on which the window that holds `local` opened; None outside the hours."""
        minute = local.hour * 60 + local.minute
        if not self.overnight:
            return local.date() if self.opens_min <= minute < self.closes_min else None
        if minute >= self.opens_min:
            return local.date()
        return local.date() - ONE_DAY if minute < self.closes_min else None
