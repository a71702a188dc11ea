"""From "anywhere" to one place and back: the hypotheses that a visit is followed with, and when to give up.

All are members of one bank. Few are needed while the phone is followed, many while it is searched for; when
what is heard contradicts them all, the last pose goes on with growing sd beside a new search.
Derivation: `docs/theory/ekf.md`, BANK-1 .. BANK-8.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from positioning.bank import OFFSET, SCALE, TURN, EkfBank, systematic_draw
from positioning.ekf import ReferenceEkf, State
from positioning.errors import InvalidState
from positioning.moments import ANY_DIRECTION_SD_RAD, Moments, moments, spatial_median
from positioning.radio_field import field_of
from positioning.search import begin_bank, drawn_turns
from positioning.tracker_config import TrackerConfig
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    CodeScan,
    FloatArray,
    GaussianPosition,
    PoseStatus,
    PositionPrior,
    WalkableArea,
)
from positioning.walkable import clearance_m

NEAR_SHARE = 0.05
"""So many of the hypotheses that count go on from a code: fewer know too few ways to have come (BANK-8)."""


@dataclass(frozen=True, slots=True)
class Stride:
    """One step with the phone's yaw at its time, floor frame; None when the phone does not know where it
    points.
    """

    t_s: float
    length_m: float
    yaw_rad: float | None


Event: TypeAlias = Stride | BeaconSighting | CodeScan


class Hypotheses:
    """Follows one phone: strides, sightings and scans in, mean and covariance of (x, y, turn) out."""

    def __init__(
        self,
        beacons: BeaconMap,
        floor: WalkableArea | None,
        prior: PositionPrior,
        config: TrackerConfig,
        seed: int,
    ) -> None:
        self.beacons, self.floor, self.config = beacons, floor, config
        self.status = PoseStatus.SEARCHING
        self.bank: EkfBank | None = None
        self.lost: ReferenceEkf | None = None
        """Where a lost phone was last, walking on unseen."""
        self.ancestors: NDArray[np.intp] | None = None
        """Which hypotheses of the last frame's end each present one goes on from; None: from none."""
        self.rejected: deque[BeaconKey | None] = deque(maxlen=config.judged_sightings)
        self.recent: dict[BeaconKey, tuple[float, float]] = {}
        self.random = np.random.default_rng(seed)
        self.is_north_known = False
        self.is_yaw_known = False
        self.blind_s = 0.0
        """For how long nothing has told of the phone."""
        self.beyond_m = 0.0
        """How far a found phone has walked where hardly a hypothesis is on the floor."""
        self.was_searched = True
        """Whether nothing but the map says where the phone is: no known start, no fix."""
        self._field = field_of(beacons)
        self._fixed = frozenset(key for key, each in beacons.transmitters.items() if not each.may_have_moved)
        self._prior = prior

    def begin(self, yaw_rad: float | None, *, is_north_known: bool) -> None:
        """Set out from the prior, once it is known what the phone knows of its yaw."""
        parts = self._prior.components
        is_known = len(parts) == 1 and (
            is_north_known or (yaw_rad is not None and parts[0].heading_rad is not None)
        )
        self.is_north_known, self.is_yaw_known = is_north_known, yaw_rad is not None
        self._search(
            self._prior, yaw_rad, self.config.followed if is_known else self.config.search.hypotheses
        )
        self.was_searched = len(parts) != 1
        if is_known:
            self.status = PoseStatus.OK

    def orient(self, jump_rad: float, *, is_north_known: bool) -> None:
        """Follow a new zero of the yaw: `jump_rad` is how far it moved while the phone did not turn."""
        bank = self._begun()
        bank.mean[TURN] -= jump_rad
        if self.lost is not None:
            self.lost.recount_turn(jump_rad)
        if is_north_known and not self.is_north_known and self.status is not PoseStatus.OK:
            self._face_north(bank)
        self.is_north_known = is_north_known

    def advance(self, t_from_s: float, t_to_s: float, events: Iterable[Event], blind_s: float) -> None:
        """Take what happened in (t_from_s, t_to_s], in any order; `blind_s` of it the phone's inertial
        sensors were silent.
        """
        self.ancestors = np.arange(self._begun().size)
        noise = self.config.noise
        if blind_s > 0.0:
            # People go on in one direction: what they went unseen adds up as a length, not as a variance.
            before_s, self.blind_s = self.blind_s, self.blind_s + blind_s
            self._go_unseen(before_s, self.blind_s)
        happened = sorted(events, key=lambda event: event.t_s)
        for event in happened:
            self._take(event)
        if happened or blind_s < t_to_s - t_from_s:
            self.blind_s = 0.0
        bank = self._begun()
        duration_s = t_to_s - t_from_s
        bank.wander(noise.stand_sd_m * math.sqrt(duration_s), self._draw(bank))
        bank.predict_idle(duration_s, noise)
        if self.lost is not None:
            self.lost.predict_idle(duration_s)
        self._judge()
        self._redraw()

    def posterior(self) -> Moments:
        """Return the pose to publish: where the phone was last while lost, else the hypotheses' (BANK-5)."""
        if self.lost is not None:
            return Moments(self.lost.mean[:3], self.lost.covariance[:3, :3])
        bank = self._begun()
        found = spatial_median(
            bank.place_m, bank.mean[TURN], bank.covariance[TURN, TURN], bank.weights(), self.floor
        )
        return found.spread(self.spread)

    @property
    def spread(self) -> float:
        """How many times the hypotheses' covariance is published (BANK-7)."""
        of_map = self.config.spread(self.beacons)
        return of_map * self.config.searched_spread if self.was_searched else of_map

    @property
    def _is_from_anywhere(self) -> bool:
        """Whether neither entrances nor a code say where the phone may be."""
        return self.was_searched and (self.lost is not None or not self._prior.components)

    def _begun(self) -> EkfBank:
        if self.bank is None:
            raise InvalidState("the visit has not begun")
        return self.bank

    def _draw(self, bank: EkfBank) -> FloatArray:
        return self.random.standard_normal((2, bank.size), dtype=np.float32).astype(np.float64)

    def _search(self, prior: PositionPrior, yaw_rad: float | None, count: int) -> None:
        self.bank = begin_bank(
            self._field, self.floor, prior, self.config.search, self.config.noise, self.random, count,
            yaw_rad=yaw_rad, is_north_known=self.is_north_known,
        )  # fmt: skip

    def _take(self, event: Event) -> None:
        """Let one thing happen; transmitters and codes that are not on the map say nothing."""
        bank = self._begun()
        if isinstance(event, Stride):
            self._walk(bank, event)
        elif isinstance(event, CodeScan):
            if event.code in self.beacons.codes:
                self._fix(bank, self.beacons.codes[event.code])
        elif (key := event.known_as(self.beacons.transmitters)) is not None:
            self._hear(bank, key, event)

    def _fix(self, bank: EkfBank, place: GaussianPosition) -> None:
        """Take all hypotheses to where a code is read, those that were near it first (BANK-8)."""
        centre_m = np.array([[place.x_m], [place.y_m]])
        near = bank.weights_near(centre_m, place.sd_m, NEAR_SHARE)
        self._keep(systematic_draw(near, self.config.followed, float(self.random.random())))
        kept = self._begun()
        kept.place_m[...] = centre_m + place.sd_m * self._draw(kept)
        kept.shift_m[...] = self.beacons.error_m * self._draw(kept)
        self.rejected.clear()
        self.was_searched, self.beyond_m = False, 0.0
        if self.lost is not None:
            self.status, self.lost = PoseStatus.SEARCHING, None

    def _face_north(self, bank: EkfBank) -> None:
        """Forget the turns: the phone has found north, by which they are known."""
        search = self.config.search
        odd_share = search.odd_turn_share if self._is_from_anywhere else 0.0
        bank.covariance[TURN, :] = bank.covariance[:, TURN] = 0.0
        bank.mean[TURN], bank.covariance[TURN, TURN] = drawn_turns(
            odd_share, search, self.config.noise, self.random, bank.size
        )

    def _go_unseen(self, since_s: float, to_s: float) -> None:
        """Let time pass that no sample tells of, from `since_s` to `to_s` of it; a search begins anew once
        nothing that was heard before it counts.
        """
        speed_mps = self.config.gap_speed_mps
        forgotten_s = self.config.lost_sd_m / speed_mps
        if self.status is PoseStatus.OK or to_s <= forgotten_s:
            self._wander(self._begun(), speed_mps * math.sqrt(to_s**2 - since_s**2))
        elif since_s <= forgotten_s:
            self._search_everywhere()
        if self.lost is not None:
            self.lost.predict_wander(speed_mps * math.sqrt(to_s**2 - since_s**2))

    def _wander(self, bank: EkfBank, sd_m: float) -> None:
        """Go somewhere unseen; what was heard before is of another place, the farther the more."""
        bank.wander(sd_m, self._draw(bank))
        if not self.is_north_known:
            bank.covariance[TURN, TURN] += (self.config.blind_turn_rad_per_m * sd_m) ** 2
            np.minimum(bank.covariance[TURN, TURN], ANY_DIRECTION_SD_RAD**2, out=bank.covariance[TURN, TURN])
        fade = math.exp(-sd_m / self.config.repeat_m)
        self.recent = {key: (t_s, fade * count) for key, (t_s, count) in self.recent.items()}

    def _walk(self, bank: EkfBank, stride: Stride) -> None:
        config = self.config
        if stride.yaw_rad is None:
            self._wander(bank, config.blind_step_reach * stride.length_m)
            if self.lost is not None:
                self.lost.predict_wander(config.blind_step_reach * stride.length_m)
        else:
            self.is_yaw_known = True
            bank.predict_step(stride.length_m, stride.yaw_rad, config.noise, self._draw(bank))
            if self.lost is not None:
                self.lost.predict_step(stride.length_m, stride.yaw_rad)
        bank.drift(stride.length_m, self.beacons.error_m, config.noise, self._draw(bank))
        if self.floor is not None:
            self._keep_clear(bank, self.floor, stride.length_m)

    def _keep_clear(self, bank: EkfBank, floor: WalkableArea, walked_m: float) -> None:
        """Weigh by where people walk: not through walls, and hardly along them (BANK-5)."""
        config = self.config
        clear_m = clearance_m(floor, bank.place_m)
        nearness = np.maximum(1.0 - clear_m / config.wall_reach_m, 0.0)
        along, beyond = nearness * math.log(config.along_wall_share), math.log(config.wall_share)
        judged_m = walked_m * (config.searched_wall_weight if self.was_searched else 1.0)
        bank.log_weight[...] += judged_m * np.where(clear_m > 0.0, along, beyond)
        if self.status is PoseStatus.OK:
            is_on_floor = float(bank.weights() @ (clear_m > 0.0)) > config.contradicted_share
            self.beyond_m = 0.0 if is_on_floor else self.beyond_m + walked_m

    def _hear(self, bank: EkfBank, key: BeaconKey, sighting: BeaconSighting) -> None:
        """Weigh by which transmitter was heard, and how loud (BANK-2, BANK-3)."""
        config, field = self.config, self._field
        row, column = field.index(*(bank.place_m + bank.shift_m))
        heard = field.reception(key, row, column)
        transmitter = self.beacons.transmitters[key]
        weight = 1.0 / (1.0 + self._count_repeats(key, sighting.t_s))
        if self.was_searched:
            weight *= config.searched_weight
        else:
            weight /= config.spread(self.beacons)  # the map's errors mislead who came a known way (BANK-3)
        stray_hz, stray_share = config.stray_rate_hz, config.stray_share
        if transmitter.may_have_moved:
            stray_hz += config.moved_share * config.moved_rate * float(heard.rate_hz.max())
            stray_share += config.moved_share
        elif self.status is PoseStatus.OK:
            self._compare(
                bank, key, heard.rate_hz, sighting.rssi_dbm - heard.expected_dbm, heard.variance_db2
            )
        rate = (heard.rate_hz + stray_hz) / (field.hearing_hz[row, column] + config.stray_hearing_hz)
        squared = bank.update_offset(
            sighting.rssi_dbm - heard.expected_dbm,
            heard.variance_db2 / (weight * config.rssi_weight),
            heard.variance_db2,
            config.noise.gate_sd,
        )
        bank.log_weight[...] += weight * config.detection_weight * np.log(rate)
        bank.log_weight[...] += np.log(np.exp(-0.5 * squared) + stray_share)

    def _compare(
        self,
        bank: EkfBank,
        key: BeaconKey,
        rate_hz: FloatArray,
        residual_db: FloatArray,
        variance_db2: FloatArray,
    ) -> None:
        """Note whether a sighting contradicts nearly all hypotheses."""
        gate_db2 = self.config.noise.gate_sd**2 * (bank.covariance[OFFSET, OFFSET] + variance_db2)
        is_explained = (rate_hz > self.config.stray_rate_hz) & (
            (residual_db - bank.mean[OFFSET]) ** 2 <= gate_db2
        )
        explained = float(bank.weights() @ is_explained)
        self.rejected.append(key if explained < self.config.contradicted_share else None)

    def _count_repeats(self, key: BeaconKey, t_s: float) -> float:
        """Return how many recent sightings of the same transmitter still stand, faded by time (EKF-5)."""
        last_s, count = self.recent.get(key, (t_s, 0.0))
        faded = count * math.exp(min(last_s - t_s, 0.0) / self.config.repeat_s)
        self.recent[key] = (t_s, faded + 1.0)
        return faded

    def _judge(self) -> None:
        """Take a found place over; give a place up that sightings or walls contradict or that has grown too
        wide.
        """
        config, bank = self.config, self._begun()
        weights = bank.weights()
        if self.status is not PoseStatus.OK:
            found = moments(bank.place_m, bank.mean[TURN], bank.covariance[TURN, TURN], weights)
            if self._is_found(found):
                self.status, self.lost = PoseStatus.OK, None
                self.rejected.clear()
                self._keep(systematic_draw(weights, config.followed, float(self.random.random())))
            return
        outside = [key for key in self.rejected if key is not None]
        is_contradicted = self.beyond_m > config.lost_beyond_m or (
            len(outside) >= config.lost_rejections and len(set(outside)) >= config.lost_transmitters
        )
        mean_m = bank.place_m @ weights
        mean_square_m2 = 0.5 * float((bank.place_m**2 @ weights - mean_m**2).sum())
        if is_contradicted or mean_square_m2 > config.lost_sd_m**2:
            self._lose(bank, weights, is_contradicted=is_contradicted)

    def _is_found(self, found: Moments) -> bool:
        """Tell whether the place is known, and the walking direction if the phone can tell any."""
        is_turn_known = found.covariance[2, 2] < self.config.acquire_turn_sd_rad**2
        return (
            found.position_sd_m < self.config.acquire_sd_m
            and bool(is_turn_known or not self.is_yaw_known)
            and self._is_heard_enough()
        )

    def _is_heard_enough(self) -> bool:
        """Tell whether a place that only sightings tell rests on several transmitters (BANK-6)."""
        needed = min(self.config.acquire_transmitters, len(self._fixed)) if self._is_from_anywhere else 0
        return len(self.recent.keys() & self._fixed) >= needed

    def _lose(self, bank: EkfBank, weights: FloatArray, *, is_contradicted: bool) -> None:
        """Let the last pose go on unseen, and look for the phone everywhere."""
        found = self.posterior()
        self.lost = ReferenceEkf(0.0, 0.0, 1.0, noise=self.config.noise)
        mean, covariance = self.lost.mean, self.lost.covariance
        mean[:3], covariance[:3, :3] = found.mean, found.covariance
        mean[State.SCALE] = float(weights @ bank.mean[SCALE])
        self.lost.assign(mean, covariance)
        if is_contradicted:
            self.lost.predict_wander(self.config.lost_sd_m)
        self.status = PoseStatus.LOST
        self.rejected.clear()
        self.beyond_m = 0.0
        self._search_everywhere()

    def _search_everywhere(self) -> None:
        """Forget all that was heard, and how the visit began."""
        self.was_searched = True
        self.recent.clear()
        self.ancestors = None
        self._search(PositionPrior.anywhere(), None, self.config.search.hypotheses)

    def _redraw(self) -> None:
        """Draw the hypotheses anew where too few still count, and round them to what a snapshot holds."""
        bank = self._begun()
        weights = bank.weights()
        if 1.0 / float(weights @ weights) < self.config.redraw_below * bank.size:
            self._keep(systematic_draw(weights, bank.size, float(self.random.random())))
        self.bank = self._begun().rounded()

    def _keep(self, index: NDArray[np.intp]) -> None:
        self.bank = self._begun().picked(index)
        if self.ancestors is not None:
            self.ancestors = self.ancestors[index]
