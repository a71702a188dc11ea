"""What the tracker weighs, believes and gives up by: its numbers, and what they were chosen on."""

from __future__ import annotations

from dataclasses import dataclass, field

from positioning.ekf import EkfNoise
from positioning.search import SearchConfig
from positioning.types import BeaconMap


@dataclass(frozen=True, slots=True)
class TrackerConfig:
    """How to weigh, when to believe and when to give up.

    The weights were chosen on held-back survey walks of two malls, five folds by walk (BANK-6).
    """

    noise: EkfNoise = field(default_factory=EkfNoise)
    search: SearchConfig = field(default_factory=SearchConfig)
    followed: int = 800  # hypotheses of a phone that was found
    redraw_below: float = 0.5  # of the hypotheses that still count
    wall_share: float = 0.57  # of a hypothesis' weight that is left a metre walked beyond walls
    along_wall_share: float = 0.82  # the same of a metre walked along a wall
    wall_reach_m: float = 0.8  # how far people keep from walls
    searched_wall_weight: float = 0.4  # of a metre after a search: walls hold a wrong corridor too
    rssi_weight: float = 0.5  # neighbouring readings repeat each other's errors
    detection_weight: float = 0.5  # so do neighbouring advertisements
    searched_weight: float = 1.4  # of what a phone hears that has nothing else to go by
    repeat_s: float = 10.0  # how long a reading of a transmitter makes the next one old news
    repeat_m: float = 1.0  # how far somebody goes unseen until it is
    stray_hearing_hz: float = 0.3  # of sightings of whatever, that the map does not explain
    stray_rate_hz: float = 0.002  # of sightings from where the map says nothing can be heard
    stray_share: float = 0.05  # of loudness that no model explains
    moved_share: float = 0.15  # of transmitters with a changing address that are elsewhere by now
    moved_rate: float = 0.1  # at which those are heard anywhere, as a share of what the map says here
    searched_spread: float = 2.0  # who was searched for is known by the map alone
    honest_error_m: float = 3.0  # a map this far off doubles the covariance that is published (BANK-7)
    hindsight_spread: float = 1.25  # with hindsight more is claimed, and more of it is wrong
    acquire_sd_m: float = 6.0  # of the hypotheses, not as published
    acquire_turn_sd_rad: float = 0.7
    acquire_transmitters: int = 2  # heard, unless the map has fewer: one may have been moved
    lost_sd_m: float = 20.0
    judged_sightings: int = 20  # the window of sustained inconsistency
    lost_rejections: int = 12  # of these that contradict nearly all hypotheses
    lost_transmitters: int = 3  # that these come from: one or two beacons may have been moved
    contradicted_share: float = 0.05  # of hypotheses that still explain what contradicts the others
    lost_beyond_m: float = 10.0  # walked while nearly all hypotheses are beyond walls
    blind_step_reach: float = 3.0  # steps of unknown direction add up: people walk straight for tens of them
    blind_turn_rad_per_m: float = 0.5  # a phone without north, while nobody sees where it goes
    gap_speed_mps: float = 1.0  # how far somebody may get while the phone is silent

    def spread(self, beacons: BeaconMap) -> float:
        """Return how many times the hypotheses' covariance is published on a map (BANK-7)."""
        return 1.0 + (beacons.error_m / self.honest_error_m) ** 2
