"""Words for people: the offer's own text, why a shopper gets it, and what a reason code means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from campaigns.offers.domain import Candidate, Reason, Visitors

PLACEHOLDERS = ("zone", "store", "product")
_PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")

SENTENCES: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.NO_CONSENT: "The shopper does not permit offers.",
        Reason.OUTSIDE_DATES: "The campaign had not begun or was over on that day.",
        Reason.OUTSIDE_WEEKDAYS: "The campaign does not run on that weekday.",
        Reason.OUTSIDE_HOURS: "The campaign does not run at that time of day.",
        Reason.VISITOR_UNKNOWN: (
            "The campaign is for new or for returning visitors only, "
            "and the shopper does not permit remembering visits."
        ),
        Reason.NOT_NEW: "The campaign is for new visitors, and the shopper has been here before.",
        Reason.NOT_RETURNING: "The campaign is for returning visitors, and this is the first visit.",
        Reason.IMPROBABLE: "The position was not certain enough to say that the shopper was in the zone.",
        Reason.LATE: "The news came too late: the shopper may have walked on.",
        Reason.LEFT: "The shopper had already left the zone again.",
        Reason.CAP_VISIT: "The shopper already got this campaign on this visit as often as it allows.",
        Reason.CAP_DAYS: "The shopper already got this campaign in these days as often as it allows.",
        Reason.COOL_DOWN: "The shopper got this campaign a short while ago.",
        Reason.VISIT_CEILING: "The shopper already got as many offers on this visit as the store allows.",
        Reason.OUTRANKED: "Another campaign with a higher place went out at this moment.",
        Reason.ZONE_UNNAMED: "The zone is not on the map of this visit, so the text could not be written.",
        Reason.SENT: "The offer went out.",
    }
)


def foreign_brace(template: str) -> bool:
    """Whether braces are left that are no known placeholder.

    >>> foreign_brace("20 % off in {zone}"), foreign_brace("{zone.__class__}"), foreign_brace("{price}")
    (False, True, True)
    """
    rest = _PLACEHOLDER.sub("", template)
    return "{" in rest or "}" in rest


def render(template: str, *, zone: str, store: str, product: str = "") -> str:
    """Fill the placeholders in, in one pass: names that look like placeholders stay as they are.

    >>> render("{zone} at {store}", zone="{store} corner", store="Kiosk")
    '{store} corner at Kiosk'
    """
    values = {"zone": zone, "store": store, "product": product}
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def names_store(*templates: str) -> bool:
    """Whether any of the templates says the store's name."""
    return any("{store}" in template for template in templates)


def names_product(*templates: str) -> bool:
    """Whether any of the templates says a product's name."""
    return any("{product}" in template for template in templates)


def why(candidate: Candidate) -> str:
    """The shopper's explanation, from what the decision records: evidence, schedule, audience.

    "You are at Corridor 3, and this offer is for people there today until 18:00."
    """
    plan, zone = candidate.campaign.plan, candidate.place_name
    if candidate.evidence.product is not None:
        place = f"You seem to be looking at {zone}, where {candidate.evidence.product} is"
    elif candidate.evidence.dwell_s is None:
        place = f"You are at {zone}"
    else:
        place = f"You have been at {zone} for {_duration(candidate.evidence.dwell_s)}"
    people = {
        Visitors.ANY: "people",
        Visitors.NEW: "first-time visitors",
        Visitors.RETURNING: "returning visitors",
    }[plan.visitors]
    hours = plan.schedule
    when = [] if hours.overnight else ["today"]
    if not hours.whole_day:
        when.append(f"until {_clock(hours.closes_min)}")
    return f"{place}, and this offer is for {people} there {' '.join(when)}."


def _clock(minute: int) -> str:
    return "midnight" if minute % 1440 == 0 else f"{minute // 60:02d}:{minute % 60:02d}"


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes == 0:
        count, unit = max(1, int(seconds)), "second"
    else:
        count, unit = minutes, "minute"
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
