"""From "anywhere" to one Gaussian and back: which hypotheses a visit is followed with, and when to give up.

This version holds either a grid (nothing certain yet) or one `ReferenceEkf` (one certain enough), and both
while lost: the filter keeps the last pose with growing sd, the grid looks for a new one.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from positioning.ekf import STATE_SIZE, EkfNoise, ReferenceEkf, State
from positioning.errors import InvalidState
from positioning.radio_map import HEARD_WITHIN_RANGES
from positioning.search import GridPosterior, PositionGrid, SearchConfig
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    FloatArray,
    GaussianPosition,
    PoseStatus,
    PositionPrior,
    WalkableArea,
)
from positioning.walkable import weighed_by_walls


@dataclass(frozen=True, slots=True)
class Stride:
    """One step with the phone's yaw at its time, floor frame; None when the phone does not know where it
    points.
    """

    t_s: float
    length_m: float
    yaw_rad: float | None


@dataclass(frozen=True, slots=True)
class TrackerConfig:
    """When to believe and when to give up.

    `repeat_s` was chosen on held-back survey walks of site1-B1 (docs/theory/ekf.md, EKF-5).
    """

    noise: EkfNoise = field(default_factory=EkfNoise)
    search: SearchConfig = field(default_factory=SearchConfig)
    acquire_sd_m: float = 5.0
    acquire_turn_sd_rad: float = 0.7
    lost_sd_m: float = 20.0
    judged_sightings: int = 20  # the window of sustained inconsistency
    lost_rejections: int = 12  # of these outside the gate (99.7 % of a fitting model's pass)
    lost_transmitters: int = 3  # that these come from: one or two beacons may have been moved
    repeat_s: float = 20.0  # how long a reading of a transmitter makes the next one old news
    wall_from_sd_m: float = 6.0  # wider than this, points half a sd apart miss corridors: walls stay silent
    blind_step_reach: float = 3.0  # steps of unknown direction add up: people walk straight for tens of them
    gap_speed_mps: float = 1.0  # how far somebody may get while the phone is silent


class Hypotheses:
    """Follows one phone: strides and sightings in, mean and covariance of (x, y, turn) out."""

    def __init__(
        self,
        beacons: BeaconMap,
        floor: WalkableArea | None,
        prior: PositionPrior,
        config: TrackerConfig,
        *,
        new_ekf: Callable[..., ReferenceEkf] = ReferenceEkf,
    ) -> None:
        self.beacons, self.floor, self.config = beacons, floor, config
        self.status = PoseStatus.SEARCHING
        self.ekf: ReferenceEkf | None = None
        self.grid: PositionGrid | None = None
        self.rejected: deque[BeaconKey | None] = deque(maxlen=config.judged_sightings)
        self.recent: dict[BeaconKey, tuple[float, float]] = {}
        self._new_ekf = new_ekf
        self._prior = prior

    def begin(self, yaw_rad: float | None, *, is_north_known: bool) -> None:
        """Set out from the prior, once it is known what the phone knows of its yaw."""
        parts = self._prior.components
        if len(parts) == 1 and (is_north_known or (yaw_rad is not None and parts[0].heading_rad is not None)):
            self._follow(self._at_entrance(parts[0], yaw_rad))
        else:
            self.grid = self._new_grid(self._prior, is_north_known=is_north_known)

    def orient(self, jump_rad: float, *, is_north_known: bool) -> None:
        """Follow a new zero of the yaw: `jump_rad` is how far it moved while the phone did not turn."""
        if self.ekf is not None and jump_rad != 0.0:
            self.ekf.recount_turn(jump_rad)
        if self.grid is not None and is_north_known and not self.grid.is_north_known:
            self.grid = self.grid.facing_north()

    def advance(
        self,
        t_from_s: float,
        t_to_s: float,
        strides: Sequence[Stride],
        sightings: Sequence[BeaconSighting],
        blind_s: float,
    ) -> None:
        """Take what happened in (t_from_s, t_to_s]; `blind_s` of it the phone's inertial sensors were
        silent.
        """
        heard = self._on_map(sightings)
        if self.ekf is not None:
            self._advance_ekf(self.ekf, t_from_s, t_to_s, strides, heard, blind_s)
        if self.grid is not None:
            self._advance_grid(self.grid, t_to_s - t_from_s, strides, heard, blind_s)
        self._judge()

    def _on_map(self, sightings: Sequence[BeaconSighting]) -> list[BeaconSighting]:
        """Return the sightings of mapped transmitters, named as the map names them."""
        named = ((sighting, sighting.known_as(self.beacons.transmitters)) for sighting in sightings)
        return [
            sighting if key == sighting.key else replace(sighting, key=key)
            for sighting, key in named
            if key is not None
        ]

    def posterior(self) -> GridPosterior:
        """Return mean and covariance of (x, y, turn)."""
        if self.ekf is None:
            if self.grid is None:
                raise InvalidState("the visit has not begun")
            return self.grid.best_guess()
        mean, covariance = self.ekf.mean[:3], self.ekf.covariance[:3, :3]
        if (indoors := self._weighed_by_walls(self.ekf, beyond=0.0)) is not None:
            mean[:2], covariance[:2, :2] = indoors
        return GridPosterior(mean, covariance)

    def _advance_ekf(
        self,
        ekf: ReferenceEkf,
        t_s: float,
        t_to_s: float,
        strides: Sequence[Stride],
        sightings: Sequence[BeaconSighting],
        blind_s: float,
    ) -> None:
        if blind_s > 0.0:
            ekf.predict_wander(self.config.gap_speed_mps * blind_s)
        events: list[Stride | BeaconSighting] = sorted([*strides, *sightings], key=lambda event: event.t_s)
        for event in events:
            at_s = min(max(event.t_s, t_s), t_to_s)
            if at_s > t_s:
                ekf.predict_idle(at_s - t_s)
                t_s = at_s
            if isinstance(event, Stride):
                self._walk(ekf, event)
            elif self.status is PoseStatus.OK:
                self._hear(ekf, event)
        if t_to_s > t_s:
            ekf.predict_idle(t_to_s - t_s)

    def _walk(self, ekf: ReferenceEkf, stride: Stride) -> None:
        if stride.yaw_rad is None:
            ekf.predict_wander(self.config.blind_step_reach * stride.length_m)
            return
        ekf.predict_step(stride.length_m, stride.yaw_rad)
        weighed = self._weighed_by_walls(ekf, beyond=self.config.search.wall_share**stride.length_m)
        if weighed is not None:
            ekf.assume_position(*weighed)

    def _weighed_by_walls(self, ekf: ReferenceEkf, beyond: float) -> tuple[FloatArray, FloatArray] | None:
        """Return the position's moments with walls (EKF-8), None where they change nothing.

        In the filter walls weigh a share a metre walked, as in the search. A pose leaves out all that lies
        beyond them; what it leaves out stays in the filter, for the plan may err and one wall must not count
        again at each step.
        """
        is_settled = self.status is PoseStatus.OK and ekf.position_sd_m <= self.config.wall_from_sd_m
        if self.floor is None or not is_settled:
            return None
        return weighed_by_walls(self.floor, ekf.mean[:2], ekf.covariance[:2, :2], beyond)

    def _hear(self, ekf: ReferenceEkf, sighting: BeaconSighting) -> None:
        transmitter = self.beacons.transmitters[sighting.key]
        if transmitter.may_have_moved:
            return  # who knows where he is has nothing to learn from what may be elsewhere
        away_m = math.hypot(ekf.x_m - transmitter.x_m, ekf.y_m - transmitter.y_m) - 2.0 * ekf.position_sd_m
        if away_m > HEARD_WITHIN_RANGES * transmitter.heard_range_m:
            self.rejected.append(sighting.key)
            return
        innovation = ekf.update_rssi(transmitter, sighting.rssi_dbm, self._count_repeats(sighting))
        self.rejected.append(None if innovation.accepted else sighting.key)

    def _count_repeats(self, sighting: BeaconSighting) -> float:
        """Return how many recent sightings of the same transmitter still stand, faded by time (EKF-5)."""
        last_s, count = self.recent.get(sighting.key, (sighting.t_s, 0.0))
        faded = count * math.exp(min(last_s - sighting.t_s, 0.0) / self.config.repeat_s)
        self.recent[sighting.key] = (sighting.t_s, faded + 1.0)
        return faded

    def _advance_grid(
        self,
        grid: PositionGrid,
        duration_s: float,
        strides: Sequence[Stride],
        sightings: Sequence[BeaconSighting],
        blind_s: float,
    ) -> None:
        known = [(stride.length_m, stride.yaw_rad) for stride in strides if stride.yaw_rad is not None]
        wander_m2 = sum(
            (self.config.blind_step_reach * stride.length_m) ** 2
            for stride in strides
            if stride.yaw_rad is None
        )
        wander_m = math.sqrt(wander_m2 + (self.config.gap_speed_mps * blind_s) ** 2)
        dx_m = sum(length_m * math.cos(yaw_rad) for length_m, yaw_rad in known)
        dy_m = sum(length_m * math.sin(yaw_rad) for length_m, yaw_rad in known)
        grid.predict(dx_m, dy_m, duration_s, wander_m)
        if sightings:
            grid.hear(
                (self.beacons.transmitters[each.key], each.rssi_dbm, 1.0 / (1.0 + self._count_repeats(each)))
                for each in sightings
            )

    def _judge(self) -> None:
        """Take a found place over; give a place up that the sightings contradict or that has grown too
        wide.
        """
        config = self.config
        if self.grid is not None:
            found = self.grid.posterior()
            turn_sd_rad = math.sqrt(float(found.covariance[2, 2]))
            if found.position_sd_m < config.acquire_sd_m and turn_sd_rad < config.acquire_turn_sd_rad:
                self._follow(found)
        elif self.ekf is not None:
            outside = [key for key in self.rejected if key is not None]
            contradicted = (
                len(outside) >= config.lost_rejections and len(set(outside)) >= config.lost_transmitters
            )
            if contradicted or self.ekf.position_sd_m > config.lost_sd_m:
                if contradicted:
                    self.ekf.predict_wander(config.lost_sd_m)
                self.status = PoseStatus.LOST
                self.rejected.clear()
                self.grid = self._new_grid(PositionPrior.anywhere(), is_north_known=True)

    def _new_grid(self, prior: PositionPrior, *, is_north_known: bool) -> PositionGrid:
        return PositionGrid(
            self.beacons, self.floor, prior, self.config.search, is_north_known=is_north_known
        )

    def resume_search(self, about: dict[str, Any], content: bytes) -> None:
        """Go on with a grid from its snapshot."""
        self.grid = self._new_grid(self._prior, is_north_known=bool(about["is_north_known"]))
        self.grid.resume(about, content)

    def _follow(self, found: GridPosterior) -> None:
        noise = self.config.noise
        mean = np.zeros(STATE_SIZE)
        covariance = np.zeros((STATE_SIZE, STATE_SIZE))
        mean[:3], covariance[:3, :3] = found.mean, found.covariance
        mean[State.SCALE] = 1.0
        covariance[State.SCALE, State.SCALE] = noise.scale_sd**2
        covariance[State.OFFSET, State.OFFSET] = noise.offset_sd_db**2
        self.ekf = self._new_ekf(float(mean[0]), float(mean[1]), 1.0, noise=noise)
        self.ekf.assign(mean, covariance)
        self.grid = None
        self.rejected.clear()
        self.status = PoseStatus.OK

    def _at_entrance(self, part: GaussianPosition, yaw_rad: float | None) -> GridPosterior:
        turn_rad, turn_sd_rad = 0.0, self.config.noise.turn_sd_rad
        if part.heading_rad is not None and yaw_rad is not None:
            turn_rad = math.remainder(part.heading_rad - yaw_rad, math.tau)
            turn_sd_rad = part.sd_heading_rad if part.sd_heading_rad is not None else turn_sd_rad
        spread: FloatArray = np.diag(np.square([part.sd_m, part.sd_m, turn_sd_rad]))
        return GridPosterior(np.array([part.x_m, part.y_m, turn_rad]), spread)
