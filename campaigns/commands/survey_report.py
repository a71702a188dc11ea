"""What a survey's report says: lines for the terminal, and the whole as a JSON document."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from mapping_tool.day_agreement import BeaconChange, DayAgreement
from mapping_tool.doubtful_legs import DoubtfulLeg
from mapping_tool.held_back import HONEST_SHARE, LEAST_JUDGED, MapError
from mapping_tool.phone_spread import PhoneSpread
from mapping_tool.place_names import PlaceNames
from mapping_tool.survey import SurveyReport
from mapping_tool.thin_spots import LEAST_HEARD, LISTEN_S, ThinGround, ThinReason, ThinSpot
from positioning.metrics import COVERED_WITHIN_M, ErrorSummary
from positioning.radio_fit import THIN_SAMPLES
from positioning.types import PredictionRatio
from zones.level import Level

WORST = 5
"""Spots and changes of a kind that are printed; the document holds all."""

REASONS = {
    ThinReason.UNWALKED: f"no walk came within {COVERED_WITHIN_M:.0f} m",
    ThinReason.UNHEARD: f"fewer than {LEAST_HEARD:.0f} transmitters heard in {LISTEN_S:.0f} s",
    ThinReason.ONCE: "one walk came by",
}


def fit_lines(report: SurveyReport, level: Level) -> Iterator[str]:
    """Say what a fit found, the worst first."""
    yield f"walks read: {report.walks}; sightings: {report.sightings}; lines dropped: {report.lines_dropped}"
    yield from (f"  left out: {error}" for error in report.unreadable)
    if report.unplaced:
        yield f"  left out: {report.unplaced} walks without two waypoints"
    if report.unmoving:
        yield f"  fitted, but not followed: {report.unmoving} walks without inertial data"
    yield from doubtful_lines(report.doubtful)
    yield f"transmitters: {report.transmitters}" + changing_note(report.changing)
    names = report.identities
    yield (
        f"shared ids: {len(names.shared)}, carried by {sum(names.shared.values())} transmitters, kept apart"
        f" by address; transmitters known by an id of their own while their address changes:"
        f" {len(names.changing)}"
    )
    spreads = ", ".join(f"{rule.value} {sd_db:.2f} dB" for rule, sd_db in report.held_back_rssi_sd_db.items())
    yield f"paths: {report.path_rule.value} (held-back loudness: {spreads})"
    yield from _phone_lines(report.phones)
    yield map_error_line(report.map_error)
    if report.tracking is not None:
        yield _tracking_line(report.tracking)
    yield prediction_line(report.prediction_ratio)
    yield from thin_lines(report.thin_ground)
    yield from day_lines(report.days, PlaceNames(level))


def changing_note(changing: int) -> str:
    """Say of how many transmitters of a map it does not tell for long."""
    if not changing:
        return ""
    return (
        f", {changing} of them known by an address of the kind that changes: people's phones and watches,"
        " mostly, and most have another one within a quarter of an hour; where visitors shall be found, hang"
        " beacons whose address stays"
    )


def doubtful_lines(doubtful: Sequence[DoubtfulLeg]) -> Iterator[str]:
    """Say which taps to look at again: their legs were left out."""
    if doubtful:
        yield f"taps to look at again: {_some(len(doubtful), 'leg')} whose steps do not fit, left out"
    for leg in doubtful[:WORST]:
        begin, end = leg.begin, leg.end
        yield (
            f"    {leg.walk}, {begin.t_s:.0f} to {end.t_s:.0f} s: ({begin.x_m:.1f}, {begin.y_m:.1f}) to"
            f" ({end.x_m:.1f}, {end.y_m:.1f}) m is {leg.straight_m:.1f} m, the steps come to"
            f" {leg.walked_m:.1f} m"
        )
    if len(doubtful) > WORST:
        yield f"    and {len(doubtful) - WORST} more"


def thin_lines(thin: ThinGround) -> Iterator[str]:
    """Say where to walk again: the ground that is thin for each reason, and the spots that gain most."""
    found = thin.coverage
    yield f"walkable: {found.area_m2:.0f} m2"
    for reason in ThinReason:
        if reason is ThinReason.ONCE and found.walks is None:
            yield f"  {REASONS[reason]}: known to `survey fit` only, which has the walks"
            continue
        spots = [spot for spot in thin.spots if spot.reason is reason]
        thin_m2 = found.thin_m2(reason)
        share = 100.0 * thin_m2 / found.area_m2 if found.area_m2 else 0.0
        yield f"  {REASONS[reason]}: {thin_m2:.0f} m2 ({share:.0f} %), {_some(len(spots), 'spot')}"
        yield from (f"    {number}. {_spot(spot)}" for number, spot in numbered(thin, reason))
    if thin.rare:
        silent = sum(transmitter.samples == 0 for transmitter in thin.rare)
        yield (
            f"transmitters heard fewer than {THIN_SAMPLES} times: {len(thin.rare)}"
            + (f", {silent} of them never" if silent else "")
        )


def numbered(thin: ThinGround, reason: ThinReason) -> list[tuple[int, ThinSpot]]:
    """Return the spots of a reason that are shown, by their number: counted through over all reasons."""
    shown = [spot for each in ThinReason for spot in [s for s in thin.spots if s.reason is each][:WORST]]
    return [(number, spot) for number, spot in enumerate(shown, start=1) if spot.reason is reason]


def day_lines(days: DayAgreement, names: PlaceNames) -> Iterator[str]:
    """Say whether the days agree, and who changed."""
    if days.is_one_day:
        when = f"of one day ({days.walks[0][0]})" if days.walks else "of no day"
        yield f"all walks are {when}: whether days agree is not known"
        return
    yield "days: " + ", ".join(f"{day} {_some(count, 'walk')}" for day, count in days.walks)
    yield (
        f"  {days.judged} transmitters compared before and since each day, {days.carried} left out that may"
        f" be carried about: {_some(len(days.changes), 'change')}"
    )
    for change in days.changes[:WORST]:
        yield f"    {_change(change, names)}"
    if len(days.changes) > WORST:
        yield f"    and {len(days.changes) - WORST} more"


def map_error_line(found: MapError) -> str:
    """Say how far off a map is, and whether that makes its claims honest."""
    if found.share is None:
        return (
            f"the map is taken to be off by {found.error_m:g} m at a place:"
            f" fewer than {LEAST_JUDGED} held-back waypoints to tell from"
        )
    if found.is_honest:
        return f"the map is off by about {found.error_m:g} m at a place"
    return (
        f"the map is off by {found.error_m:g} m or more at a place: with that much"
        f" {100 * found.share:.0f} % of held-back waypoints are inside the claimed 95 %,"
        f" fewer than the {100 * HONEST_SHARE:.0f} % aimed at"
    )


def prediction_line(ratio: PredictionRatio) -> str:
    """Say how predicted errors follow from what held-back walks were off by."""
    told = (
        "people on held-back walks were off by so many times the bound on the error; predictions are scaled"
    )
    return (
        f"{told}: known start {ratio.known:.2f}, searched for {ratio.searched:.2f} (1 where too few can tell)"
    )


def _tracking_line(tracking: ErrorSummary) -> str:
    return (
        f"held-back walks, known start, live: mean {tracking.mean_m:.2f} m, median {tracking.median_m:.2f},"
        f" 75 % {tracking.q75_m:.2f}, 90 % {tracking.q90_m:.2f};"
        f" {tracking.count} waypoints, {100 * tracking.within_95:.0f} % inside the claimed 95 %"
    )


def _phone_lines(phones: Sequence[PhoneSpread]) -> Iterator[str]:
    for phone in phones:
        spread = "" if phone.held_back_sd_db is None else f", held-back spread {phone.held_back_sd_db:.2f} dB"
        yield (
            f"  {phone.device or 'phone unknown'}: {_some(phone.walks, 'walk')},"
            f" {phone.offset_db:+.1f} dB{spread}"
        )


def _spot(spot: ThinSpot) -> str:
    where = f"({spot.x_m:.0f}, {spot.y_m:.0f}) m" + (f", {spot.near}" if spot.near else "")
    size, heard = f"{spot.area_m2:.0f} m2", f"{spot.heard:.1f} transmitters in {LISTEN_S:.0f} s"
    if spot.reason is ThinReason.UNWALKED and math.isfinite(spot.away_m):
        return f"{where}: {size}, up to {spot.away_m:.0f} m from a walk, {heard}"
    return f"{where}: {size}, {heard}"


def _change(change: BeaconChange, names: PlaceNames) -> str:
    near = names.near(change.x_m, change.y_m)
    where = f"({change.x_m:.0f}, {change.y_m:.0f}) m" + (f", {near}" if near else "")
    heard = (
        f"heard on {change.before.heard} of {change.before.walks} walks before,"
        f" {change.after.heard} of {change.after.walks} since"
    )
    level = ""
    if change.level is not None:
        shift = change.level
        level = f"; level {shift.shift_db:+.1f} dB ({shift.low_db:+.1f} to {shift.high_db:+.1f})"
    return f"{change.key}: {change.change.value} since {change.since} at {where}; {heard}{level}"


def _some(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
