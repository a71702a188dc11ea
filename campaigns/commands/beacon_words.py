"""What is wrong with a beacon, and what to do about it, in words for whoever holds the ladder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from campaigns.stores.health.triage import BeaconHealthState, Trouble, TroubleKind

Words = Callable[[BeaconHealthState, Trouble, datetime], str]


def told_of(states: Iterable[BeaconHealthState], now: datetime) -> list[str]:
    """A line for every trouble, in the order of what needs a hand first; one when there is none."""
    known = list(states)
    told = [
        f"  {state.facts.key}, {_place(state)}: {TELLS[trouble.kind](state, trouble, now)}"
        for state in known
        for trouble in state.troubles
    ]
    if told:
        return ["needs a hand:", *told]
    return [f"{len(known)} beacons, none needs a hand as far as is known"] if known else []


def _silent(state: BeaconHealthState, trouble: Trouble, now: datetime) -> str:
    heard_at = state.facts.record.last_heard_at
    since = "never heard" if heard_at is None else f"not heard for {_ago(heard_at, now)}"
    visits = "" if trouble.visits is None else f", {trouble.visits} visits passed"
    return f"{since}{visits}: look whether it hangs there, change its battery"


def _empty(state: BeaconHealthState, _trouble: Trouble, _now: datetime) -> str:
    return f"its battery is nearly empty{_volts(state)}: change it now"


def _moved(_state: BeaconHealthState, trouble: Trouble, _now: datetime) -> str:
    return f"seems to hang elsewhere{_near(trouble)}: hang it back, or survey its new place"


def _cloned(_state: BeaconHealthState, trouble: Trouble, _now: datetime) -> str:
    return f"a second beacon sends the same id{_near(trouble)}: find it and give it an id of its own"


def _quieter(_state: BeaconHealthState, trouble: Trouble, _now: datetime) -> str:
    return f"quieter than on the map{_by(trouble)}: look whether something covers it"


def _louder(_state: BeaconHealthState, trouble: Trouble, _now: datetime) -> str:
    return f"louder than on the map{_by(trouble)}: was its power or its place changed?"


def _restarts(_state: BeaconHealthState, trouble: Trouble, _now: datetime) -> str:
    return f"restarted at least {trouble.count} times in a week: its battery sits loose or is weak"


def _stuck(_state: BeaconHealthState, _trouble: Trouble, _now: datetime) -> str:
    return "repeats the same telemetry: what it says of its battery is not known; take the battery out and in"


def _low(state: BeaconHealthState, _trouble: Trouble, _now: datetime) -> str:
    left = state.battery
    assert left is not None
    days = f"{left.low_days} days at least"
    if left.high_days is not None:
        days = f"{left.low_days} to {left.high_days} days"
    return f"battery{_volts(state)} for {days} more: change it with the next round"


TELLS: Mapping[TroubleKind, Words] = {
    TroubleKind.SILENT: _silent,
    TroubleKind.BATTERY_EMPTY: _empty,
    TroubleKind.MOVED: _moved,
    TroubleKind.CLONED: _cloned,
    TroubleKind.QUIETER: _quieter,
    TroubleKind.LOUDER: _louder,
    TroubleKind.RESTARTS: _restarts,
    TroubleKind.TELEMETRY_STUCK: _stuck,
    TroubleKind.BATTERY_LOW: _low,
}


def _place(state: BeaconHealthState) -> str:
    facts = state.facts
    at = f"level {facts.level_id} ({facts.x_m:.0f}, {facts.y_m:.0f}) m"
    return f"near {facts.near}, {at}" if facts.near else at


def _near(trouble: Trouble) -> str:
    if trouble.place_m is None:
        return ""
    return f", about ({trouble.place_m[0]:.0f}, {trouble.place_m[1]:.0f}) m"


def _by(trouble: Trouble) -> str:
    return "" if trouble.level_db is None else f" by about {abs(trouble.level_db):.0f} dB"


def _volts(state: BeaconHealthState) -> str:
    days = state.facts.days
    return f" ({days[-1].battery_mv / 1000.0:.2f} V)" if days else ""


def _ago(at: datetime, now: datetime) -> str:
    hours = max(int((now - at).total_seconds() // 3600), 0)
    count, unit = (hours, "hour") if hours < 48 else (hours // 24, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"
