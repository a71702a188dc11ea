"""What withdrawn purposes take with them of visits that are over, inside the transaction of the withdrawal.

An open visit loses its path and frames when it closes: until then positioning itself needs them
(`campaigns.visits.close` asks for the purposes again). `docs/consent.md` has the whole table.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from campaigns.shoppers.domain import ConsentChange
from campaigns.visits import repository
from campaigns.visits.domain import VisitState
from campaigns.visits.frame_log import SqlFrameLog


def forget_behaviour(session: Session, change: ConsentChange) -> None:
    """Analytics is withdrawn: stays go at once, paths of closed visits too."""
    for visit in repository.of_shopper(session, change.shopper_id):
        repository.drop_stays(session, visit.id)
        if visit.state is VisitState.CLOSED:
            repository.drop_path(session, visit.id)


def forget_frames(session: Session, change: ConsentChange) -> None:
    """Map improvement is withdrawn: the frames of closed visits go."""
    frame_log = SqlFrameLog(session)
    for visit in repository.of_shopper(session, change.shopper_id):
        if visit.state is VisitState.CLOSED:
            frame_log.forget(visit.id)
