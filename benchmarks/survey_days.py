"""How many changed beacons the comparison of a survey's days names, and how often it is wrong.

    python benchmarks/survey_days.py [--site site1-B1] [--runs 4] [--shuffles 40] [--seed 0]

Real walks, real days (../shared/data, or where AISLECAST_RECORDINGS says). False alarms: the same walks with
their dates dealt out anew, so that no day can differ, and the first day cut in two. Power: recorded walks
with three beacons' sightings edited from a day on (taken out before or after it, or made louder or quieter),
the map fitted again to the edited walks. Beacons are drawn from those that three walks on each side heard.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from _held_back_maps import SurveyedMall

from mapping_tool.day_agreement import Change, compare_days
from positioning.radio_fit import fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconKey, BeaconMap, BeaconSighting

EDITED = 3
"""Beacons changed at a time: few, as between two days of a survey."""

HEARD_ON = 3
"""Walks on each side of the day: of what is heard less often nothing can be told."""

EDITS: Mapping[Change, tuple[float, ...]] = {
    Change.VANISHED: (0.0,),
    Change.APPEARED: (0.0,),
    Change.LOUDER: (5.0, 8.0, 12.0),
    Change.QUIETER: (-5.0, -8.0, -12.0),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", default="site1-B1")
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--shuffles", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    mall = SurveyedMall.read(args.site)
    walks, days = mall.walks(), mall.days
    beacons = fit_radio_map(walks, mall.level.id).beacons
    print(f"{args.site}, recorded: {len(walks)} walks; seed {args.seed};", end=" ")
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    found = compare_days(beacons, walks, days)
    print(f"days: {', '.join(f'{day} {count} walks' for day, count in found.walks)}")
    print(f"as they are: {found.judged} beacons, {found.tests} tests, {len(found.changes)} named")
    print_false_alarms(beacons, walks, days, args.shuffles, np.random.default_rng(args.seed))
    if not found.is_one_day:
        print_power(beacons, walks, days, args.runs, args.seed)


def print_false_alarms(
    beacons: BeaconMap,
    walks: Sequence[SurveyWalk],
    days: Sequence[date],
    shuffles: int,
    rng: np.random.Generator,
) -> None:
    order = [rng.permutation(len(days)) for _ in range(shuffles)]
    named = [len(compare_days(beacons, walks, [days[i] for i in dealt]).changes) for dealt in order]
    print(f"dates dealt out anew: {np.count_nonzero(named)} of {shuffles} surveys name a change")
    first = [walk for walk, day in zip(walks, days, strict=True) if day == min(days)]
    cuts = [len(first) * k // 6 for k in range(1, 6)]
    cut_days = [[min(days) + timedelta(days=i >= cut) for i in range(len(first))] for cut in cuts]
    named = [len(compare_days(beacons, first, of_cut).changes) for of_cut in cut_days]
    print(f"first day cut in two: {np.count_nonzero(named)} of {len(cuts)} cuts name a change")


def print_power(
    beacons: BeaconMap, walks: Sequence[SurveyWalk], days: Sequence[date], runs: int, seed: int
) -> None:
    print(f"{EDITED} beacons changed at a time, {runs} times each, the map fitted again:")
    print(f"{'since':12}{'change':10}{'by':>6}{'beacons':>9}{'named':>7}{'as such':>9}{'others named':>14}")
    for since in sorted(set(days))[1:]:
        can = heard_on_both_sides(beacons, walks, days, since)
        if len(can) < EDITED:
            print(f"{since}  only {len(can)} beacons were heard on {HEARD_ON} walks before and since")
            continue
        for change, shifts_db in EDITS.items():
            for shift_db in shifts_db:
                rng = np.random.default_rng(seed)
                counts = np.zeros(3, dtype=np.intp)
                for _ in range(runs):
                    keys = frozenset(can[i] for i in rng.choice(len(can), EDITED, replace=False))
                    edited = [
                        edit(walk, keys, change, shift_db, is_after=day >= since)
                        for walk, day in zip(walks, days, strict=True)
                    ]
                    counts += named_of(keys, change, edited, days, beacons)
                by = f"{shift_db:+.0f} dB" if shift_db else ""
                named, as_such, others = counts
                print(f"{since}  {change.value:10}{by:>6}{runs * EDITED:>9}{named:>7}", end="")
                print(f"{as_such:>9}{others:>14}", flush=True)


def named_of(
    keys: frozenset[BeaconKey],
    change: Change,
    edited: Sequence[SurveyWalk],
    days: Sequence[date],
    beacons: BeaconMap,
) -> tuple[int, int, int]:
    """Return how many of the changed beacons are named, how many as what they are, and how many others."""
    refitted = fit_radio_map(edited, beacons.level_id, rounds=1, earlier=beacons).beacons
    changes = compare_days(refitted, edited, days).changes
    named = {found.key for found in changes}
    as_such = {found.key for found in changes if found.change is change}
    return len(named & keys), len(as_such & keys), len(named - keys)


def heard_on_both_sides(
    beacons: BeaconMap, walks: Sequence[SurveyWalk], days: Sequence[date], since: date
) -> list[BeaconKey]:
    """Return the beacons that can be compared: those that stay, heard on `HEARD_ON` walks of each side."""
    heard = [{sighting.key for sighting in walk.sightings} for walk in walks]
    is_after = [day >= since for day in days]
    return [
        key
        for key, transmitter in sorted(beacons.transmitters.items())
        if not transmitter.may_have_moved
        and min(
            sum(key in of_walk and after is side for of_walk, after in zip(heard, is_after, strict=True))
            for side in (False, True)
        )
        >= HEARD_ON
    ]


def edit(
    walk: SurveyWalk, keys: frozenset[BeaconKey], change: Change, shift_db: float, *, is_after: bool
) -> SurveyWalk:
    """Return a walk as it would have been with the beacons changed."""
    if change is (Change.VANISHED if is_after else Change.APPEARED):
        return replace(walk, sightings=tuple(s for s in walk.sightings if s.key not in keys))
    if not is_after:
        return walk
    return replace(walk, sightings=tuple(_shifted(s, keys, shift_db) for s in walk.sightings))


def _shifted(sighting: BeaconSighting, keys: frozenset[BeaconKey], shift_db: float) -> BeaconSighting:
    return replace(sighting, rssi_dbm=sighting.rssi_dbm + shift_db) if sighting.key in keys else sighting


if __name__ == "__main__":
    main()
