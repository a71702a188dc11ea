"""The gates between an event and an offer: pure rules, in the order of `docs/campaigns.md`.

Each gate answers with the reason code it refuses with, or None. The first refusal is the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from campaigns.offers.domain import Candidate, DaysCap, History, Outcome, Reason, Visitors
from campaigns.shoppers.domain import Purpose

FRESH_S = 30.0
"""An event that became known from a pose older than this sends nothing: at a comfortable 1.3 m/s (Bohannon
1997, Age and Ageing 26:15-19) the shopper may be 40 m away by then. A shorter bound would lose offers
whenever a phone has to connect again."""

Gate = Callable[[Candidate, History], Reason | None]


def evaluate(candidate: Candidate, history: History) -> Reason | None:
    """The reason code of the first gate that refuses; None: the campaign may send, if it wins arbitration.

    Deterministic: the same candidate and history give the same answer, whatever the clock says.
    """
    for gate in GATES:
        reason = gate(candidate, history)
        if reason is not None:
            return reason
    return None


def consent(candidate: Candidate, _history: History) -> Reason | None:
    """The shopper permits offers."""
    return None if Purpose.OFFERS in candidate.visit.purposes else Reason.NO_CONSENT


def schedule(candidate: Candidate, _history: History) -> Reason | None:
    """The campaign runs at the time of the event, on the store's clock."""
    closed = candidate.campaign.plan.schedule.obstacle(candidate.event_local)
    return None if closed is None else Reason(closed.value)


def audience(candidate: Candidate, history: History) -> Reason | None:
    """The campaign is for this kind of visitor. Without personalisation nobody knows which kind it is."""
    wanted = candidate.campaign.plan.visitors
    if wanted is Visitors.ANY:
        return None
    if Purpose.PERSONALISATION not in candidate.visit.purposes or history.earlier_visits is None:
        return Reason.VISITOR_UNKNOWN
    if wanted is Visitors.NEW:
        return Reason.NOT_NEW if history.earlier_visits > 0 else None
    return Reason.NOT_RETURNING if history.earlier_visits == 0 else None


def evidence(candidate: Candidate, _history: History) -> Reason | None:
    """The shopper is probably there, the news is fresh, and they have not left again."""
    if candidate.evidence.probability < candidate.campaign.plan.trigger.min_probability:
        return Reason.IMPROBABLE
    if candidate.evidence.pose_age_s > FRESH_S:
        return Reason.LATE
    return Reason.LEFT if candidate.happening.over else None


def caps(candidate: Candidate, history: History) -> Reason | None:
    """The shopper has not had this campaign too often.

    Offers at a later event time count like earlier ones: visits of one shopper may be recorded out of order,
    and no window of time may hold more than the cap, in whatever order it was filled.
    """
    cap = candidate.campaign.plan.cap
    before = history.of(candidate.campaign.id)
    if sum(offer.visit_id == candidate.visit.visit_id for offer in before) >= cap.per_visit:
        return Reason.CAP_VISIT
    if cap.per_days is not None:
        first = days_cap_start(cap.per_days, candidate.event_local)
        if sum(offer.event_at >= first for offer in before) >= cap.per_days.count:
            return Reason.CAP_DAYS
    if cap.cool_down_s == 0:
        return None
    quiet_from = candidate.event_at - timedelta(seconds=cap.cool_down_s)
    return Reason.COOL_DOWN if any(offer.event_at > quiet_from for offer in before) else None


GATES: tuple[Gate, ...] = (consent, schedule, audience, evidence, caps)


def days_cap_start(per_days: DaysCap, local: datetime) -> datetime:
    """Midnight (UTC) that begins the last of `per_days.days` calendar days before and with `local`."""
    first = local.date() - timedelta(days=per_days.days - 1)
    return datetime(first.year, first.month, first.day, tzinfo=local.tzinfo).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one candidate came out."""

    candidate: Candidate
    outcome: Outcome
    reason: Reason


def settle(moment: Iterable[Candidate], history: History) -> list[Verdict]:
    """Settle all candidates of one moment: through the gates, then against each other."""
    verdicts: list[Verdict] = []
    eligible: list[Candidate] = []
    for candidate in moment:
        reason = evaluate(candidate, history)
        if reason is None:
            eligible.append(candidate)
        else:
            verdicts.append(Verdict(candidate, Outcome.SKIPPED, reason))
    return verdicts + arbitrate(eligible, history)


def arbitrate(eligible: Iterable[Candidate], history: History) -> list[Verdict]:
    """Settle the candidates of one moment that passed every gate: at most one is sent.

    The store's ceiling counts the offers of all campaigns in the visit. Among the rest rank decides, then the
    order of the happenings. A winner whose message cannot be rendered leaves its place to the next.
    """
    verdicts: list[Verdict] = []
    won = False
    for candidate in sorted(eligible, key=lambda candidate: candidate.campaign.rank):
        visit = candidate.visit
        if history.in_visit(visit.visit_id) >= visit.pushes_per_visit:
            reason = Reason.VISIT_CEILING
        elif won:
            reason = Reason.OUTRANKED
        elif candidate.place_name is None:
            reason = Reason.ZONE_UNNAMED
        else:
            won, reason = True, Reason.SENT
        outcome = Outcome.SENT if reason is Reason.SENT else Outcome.LOST
        verdicts.append(Verdict(candidate, outcome, reason))
    return verdicts
