"""Reads scenario files, TOML or JSON (docs/simulator.md); a fault is one line: file, field, what is wrong."""

from __future__ import annotations

import json
import math
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from firmware_sim.crowd import Day, Groups
from firmware_sim.errors import UnreadableScenario
from firmware_sim.fields import Table
from firmware_sim.installation_file import beacon_setting, phone_kind, scheduled_fault
from firmware_sim.itinerary import Habits
from firmware_sim.phones import USUAL_PHONES, PhoneKind
from firmware_sim.plan_file import planned_beacons
from firmware_sim.scenario import Scenario
from firmware_sim.staff import Staff
from firmware_sim.tracked import TrackerError

MOST_SHOPPERS = 100_000
LONGEST_S = 24 * 3600.0
SHORTEST_S = 0.1
"""The least that a log-normal time may be given as."""
MOST_WEIGHT = 1e6
USUAL_DATE = date(2026, 1, 5)
FIRST_YEAR, LAST_YEAR = 1970, 2099
"""Recordings count milliseconds from 1970; a year beyond is a slip of the pen."""


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file; its name ends in .toml or .json.

    Raises
    ------
    UnreadableScenario
        When the file cannot be read, holds an unknown name or a value out of its range.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableScenario(str(path), error.strerror or "cannot be read") from error
    except UnicodeDecodeError as error:
        raise UnreadableScenario(str(path), f"no UTF-8 at byte {error.start}: save it as UTF-8") from error
    except ValueError as error:
        raise UnreadableScenario(str(path), str(error)) from error
    return parse_scenario(text, path)


def parse_scenario(text: str, path: Path) -> Scenario:
    """Read the text of a scenario file; other files that it names lie beside it.

    Raises
    ------
    UnreadableScenario
        As from `load_scenario`.
    """
    try:
        is_json = path.suffix == ".json"
        fields = json.loads(text, object_pairs_hook=_once) if is_json else tomllib.loads(text)
    except ValueError as error:
        raise UnreadableScenario(str(path), str(error)) from error
    except RecursionError as error:
        raise UnreadableScenario(str(path), "is nested too deeply") from error
    if not isinstance(fields, dict):
        raise UnreadableScenario(str(path), "not a table of names and values")
    return _scenario(Table(str(path), "", fields), path.parent)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, each of whose names must come once: TOML says so, JSON would take the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"the name {twice!r} comes twice")
    return fields


def _scenario(table: Table, folder: Path) -> Scenario:
    if (store := table.path("store", folder)) is None:
        raise table.fault("store", "the path of a store file is missing")
    plan = table.path("plan", folder)
    planned = () if plan is None else planned_beacons(plan)
    scenario = Scenario(
        store=store,
        installed=table.path("installed", folder),
        radio_seed=table.whole("radio_seed", 0, 0, 2**32),
        seed=table.whole("seed", 0, 0, 2**32),
        shoppers=table.whole("shoppers", 6, 1, MOST_SHOPPERS),
        arrivals_s=table.number("arrivals_s", 60.0, 0.0, LONGEST_S),
        habits=_habits(table),
        day=_day(table.table("day")) if table.has("day") else None,
        groups=_groups(table.table("groups")),
        staff=_staff(table.table("staff")),
        tracker=_tracker(table.table("tracker")),
        left_out=frozenset(table.texts("left_out")),
        phones=_phones(table),
        beacons=(*planned, *(beacon_setting(each) for each in table.tables("beacons"))),
        faults=tuple(scheduled_fault(each) for each in table.tables("faults")),
        source=table.source,
    )
    table.close()
    return scenario


def _habits(table: Table) -> Habits:
    usual = Habits()
    habits = Habits(
        stops=table.whole_pair("stops", usual.stops, 1, 100),
        dwell_s=table.pair("dwell_s", usual.dwell_s, SHORTEST_S, LONGEST_S),
        checkout_s=table.pair("checkout_s", usual.checkout_s, SHORTEST_S, LONGEST_S),
    )
    if habits.stops[1] * habits.dwell_s[1] + habits.checkout_s[1] > LONGEST_S:
        raise table.fault(
            "dwell_s", f"{habits.stops[1]} stops of {habits.dwell_s[1]:g} s take more than a day"
        )
    return habits


def _phones(table: Table) -> tuple[PhoneKind, ...]:
    if not table.has("phones"):
        return USUAL_PHONES
    kinds = tuple(phone_kind(each) for each in table.tables("phones"))
    if not sum(kind.share for kind in kinds):
        raise table.fault("phones", "nobody carries one: all shares are 0")
    return kinds


def _day(table: Table) -> Day:
    opens, closes = _clock(table, "opens", time(8)), _clock(table, "closes", time(20))
    if opens >= closes:
        raise table.fault("closes", f"{closes:%H:%M} is not after {opens:%H:%M}")
    weights = table.numbers("arrivals", 0.0, MOST_WEIGHT)
    total = sum(weights)
    if weights and not total:
        raise table.fault("arrivals", "nobody comes: all are 0")
    day = Day(_date(table), opens, closes, tuple(weight / total for weight in weights))
    table.close()
    return day


def _clock(table: Table, name: str, usual: time) -> time:
    """A time of day: TOML's own, or a text."""
    value = table.take(name) if table.has(name) else usual
    try:
        at = value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError as error:
        raise table.fault(name, f"{value!r} is no time of day such as 08:30") from error
    if at.tzinfo is not None:
        raise table.fault(name, f"{value!r}: the time zone is the store's, write {at:%H:%M}")
    return at


def _date(table: Table) -> date:
    value = table.take("date") if table.has("date") else USUAL_DATE
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise table.fault("date", f"{value!r} is no date such as {USUAL_DATE}") from error
    if isinstance(day, datetime) or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise table.fault("date", f"{value} is no date from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _groups(table: Table) -> Groups:
    usual = Groups()
    groups = Groups(
        share=table.number("share", usual.share, 0.0, 1.0),
        phones=table.number("phones", usual.phones, 0.0, 1.0),
    )
    table.close()
    return groups


def _staff(table: Table) -> Staff:
    usual = Staff()
    staff = Staff(
        count=table.whole("count", usual.count, 0, 1000),
        hours=table.number("hours", usual.hours, 0.25, 24.0),
    )
    table.close()
    return staff


def _tracker(table: Table) -> TrackerError:
    usual = TrackerError()
    error = TrackerError(
        sd_m=table.number("sd_m", usual.sd_m, 0.01, 100.0),
        correlation_s=table.number("correlation_s", usual.correlation_s, 0.1, 3600.0),
        heading_sd_rad=math.radians(
            table.number("heading_sd_deg", math.degrees(usual.heading_sd_rad), 0.0, 180.0)
        ),
    )
    table.close()
    return error
