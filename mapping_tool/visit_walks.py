"""What a map is refitted from: a survey without what changed since, and the sure parts of smoothed visits.

Ids `HEAL-n` point to `docs/theory/beacon_health.md`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from mapping_tool.evidence import FaultKind
from mapping_tool.health import BeaconHealth, Finding
from positioning import smooth
from positioning.surveyed import SurveyWalk
from positioning.types import (
    BeaconKey,
    BeaconMap,
    PoseStatus,
    PositionPrior,
    SensorFrame,
    Trajectory,
    WalkableArea,
    is_changing_address,
)

LARGEST_SD_M = 3.0
"""A smoothed path surer than this is about as good as a surveyor's (HEAL-2)."""

SHORTEST_S = 5.0
"""Shorter stretches hold a sighting or two: not worth a phone's offset of their own (RADIO-8)."""


@dataclass(frozen=True, slots=True, eq=False)
class RecordedVisit:
    """A visit whose shopper permits map improvement: its frames, where it began, and when it ended."""

    name: str
    frames: tuple[SensorFrame, ...]
    prior: PositionPrior
    ended_at: datetime


def take_visits(health: BeaconHealth, visits: Iterable[RecordedVisit], floor: WalkableArea) -> int:
    """Add visits to beacon health in the order in which they ended, smoothed on its map; return how many were
    left out, their path being unsure (HEALTH-6).
    """
    left_out = 0
    for visit in sorted(visits, key=lambda visit: visit.ended_at):
        path = smooth(visit.frames, health.beacons, visit.prior, floor)
        heard = [sighting for frame in visit.frames for sighting in frame.sightings]
        left_out += not health.take(path, heard, visit.ended_at)
    return left_out


def visit_as_now(visit: RecordedVisit, set_aside: Mapping[BeaconKey, Finding]) -> RecordedVisit:
    """Leave out what a visit heard of names that two transmitters carry, of others when it ended before the
    first visit that spoke for their change did (HEAL-1).
    """
    outdated = {
        key
        for key, finding in set_aside.items()
        if finding.kind is FaultKind.CLONED or visit.ended_at < finding.since
    }
    return replace(visit, frames=tuple(frames_without(visit.frames, outdated)))


def frames_without(frames: Iterable[SensorFrame], keys: Container[BeaconKey]) -> Iterator[SensorFrame]:
    """Yield frames without what they heard under some names."""
    for frame in frames:
        kept = tuple(s for s in frame.sightings if s.key not in keys and s.advertised not in keys)
        yield frame if len(kept) == len(frame.sightings) else replace(frame, sightings=kept)


def stretches(visit: RecordedVisit, path: Trajectory, beacons: BeaconMap) -> list[SurveyWalk]:
    """Return the parts of a smoothed visit whose path is certain, as walks to fit to (HEAL-2).

    Sightings go by the names that the map has for their transmitters; those it does not know, by their
    addresses, unless these change or their ids are shared.
    """
    sd_m = np.sqrt(0.5 * (path.var_x_m2 + path.var_y_m2))
    is_ok = np.array([status is PoseStatus.OK for status in path.status], dtype=np.bool_)
    edges = np.diff(np.concatenate(([0], (is_ok & (sd_m <= LARGEST_SD_M)).astype(np.int8), [0])))
    heard = [sighting for frame in visit.frames for sighting in frame.sightings]
    keyed = [(s, s.known_as(beacons.transmitters) or s.key) for s in heard]
    sightings = tuple(
        replace(sighting, key=key)
        for sighting, key in keyed
        if key in beacons.transmitters or not (is_changing_address(key) or key in beacons.shared_ids)
    )
    parts = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    return [
        SurveyWalk(
            f"{visit.name} {first}", path.t_s[first:end], path.x_m[first:end], path.y_m[first:end], sightings
        )
        for first, end in parts
        if path.t_s[end - 1] - path.t_s[first] >= SHORTEST_S
    ]


def walks_without(walks: Iterable[SurveyWalk], keys: Container[BeaconKey]) -> list[SurveyWalk]:
    """Return walks without what they heard of some transmitters (HEAL-1)."""
    return [replace(walk, sightings=tuple(s for s in walk.sightings if s.key not in keys)) for walk in walks]
