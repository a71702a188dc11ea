"""A closed visit, told with hindsight: its smoothed path and the stays that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.visits.domain import Visit
from campaigns.visits.frame_log import LoggedFrame
from campaigns.visits.open_visit import Ground, beacon_keys
from campaigns.visits.stays import Stay, stay_changes
from positioning import wire
from positioning.smoother import smooth
from positioning.types import BeaconSighting, Trajectory
from zones import VisitTracker


@dataclass(frozen=True, slots=True)
class SmoothedVisit:
    """The last word on a visit. `sightings` are what its phone heard, as the map names it."""

    path: Trajectory
    stays: tuple[Stay, ...]
    sightings: tuple[BeaconSighting, ...]


def smoothed(visit: Visit, logged: Sequence[LoggedFrame], ground: Ground) -> SmoothedVisit:
    """Smooth a visit over its whole frame log, and match the zones anew along the smoothed path."""
    keys = beacon_keys(ground.beacons)
    frames = [wire.decode_binary(entry.body, keys).to_frame(visit.clock_ns) for entry in logged]
    path = smooth(frames, ground.beacons, ground.prior(visit), ground.floor)
    places = VisitTracker(ground.matched)
    events = [event for pose in path.poses() for event in places.step(pose)]
    if len(path):
        events += places.close(float(path.t_s[-1]))
    changes = stay_changes((ground.matched_number, event) for event in events)
    sightings = tuple(sighting for frame in frames for sighting in frame.sightings)
    return SmoothedVisit(path, changes.begun, sightings)
