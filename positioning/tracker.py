"""The live tracker: one sensor frame in, one pose out."""

from __future__ import annotations

import json
import math
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from positioning.attitude import HeadingSource, YawReference
from positioning.bank import EkfBank
from positioning.damage import unseen_s
from positioning.ekf import ReferenceEkf
from positioning.errors import InvalidState
from positioning.hypotheses import Event, Hypotheses
from positioning.moments import ANY_DIRECTION_SD_RAD, Moments
from positioning.motion import StrideTracker
from positioning.steps import StepDetector
from positioning.tracker_config import TrackerConfig
from positioning.types import (
    BeaconKey,
    BeaconMap,
    GaussianPosition,
    LevelId,
    PoseEstimate,
    PoseStatus,
    PositionPrior,
    SensorFrame,
    WalkableArea,
)

_MAGIC = b"AISLTRK4"


def pose_of(
    found: Moments, t_s: float, yaw_rad: float | None, status: PoseStatus, level_id: LevelId
) -> PoseEstimate:
    """Return the pose of a phone at `yaw_rad` from the moments of (x, y, turn)."""
    mean, covariance = found.mean, found.covariance
    heading_rad = math.remainder((yaw_rad or 0.0) + float(mean[2]), math.tau)
    turn_sd_rad = math.sqrt(float(covariance[2, 2]))
    return PoseEstimate(
        t_s=t_s,
        x_m=float(mean[0]),
        y_m=float(mean[1]),
        heading_rad=heading_rad if heading_rad > -math.pi else math.pi,
        var_x_m2=float(covariance[0, 0]),
        var_y_m2=float(covariance[1, 1]),
        cov_xy_m2=float(covariance[0, 1]),
        sd_heading_rad=min(turn_sd_rad, ANY_DIRECTION_SD_RAD)
        if yaw_rad is not None
        else ANY_DIRECTION_SD_RAD,
        status=status,
        level_id=level_id,
    )


class LiveTracker:
    """Follows one phone on one level, causally.

    What a phone lacks, it does without: without gyroscope, magnetometer and rotation vector steps are
    walked in an unknown direction and the sd grows; without steps (no accelerometer) the sd grows with the
    time; without beacons on the map a known start is followed by steps alone and an unknown one stays
    `searching`; without a plan the search covers the beacons' surroundings. A frame that ends before the
    last one did is passed over: the last pose comes again. A gap between frames counts as walked unseen.
    A scanned code that is on the map tells where the phone is, be it lost or not; one that is not, nothing.

    Parameters
    ----------
    beacon_map : transmitters of the level, and where north lies.
    prior : where the visit may begin.
    floor : where people can walk, if known.
    config : when to believe, when to give up.
    seed : of the random draws. The same frames with the same seed give the same poses.

    Examples
    --------
    >>> from positioning.types import ImuSamples, LevelId
    >>> tracker = LiveTracker(BeaconMap(LevelId("G"), {}), PositionPrior.known(3.0, 4.0))
    >>> pose = tracker.step(SensorFrame(0.0, 0.5, ImuSamples.empty()))
    >>> round(pose.x_m), round(pose.y_m), pose.status.value
    (3, 4, 'ok')
    """

    def __init__(
        self,
        beacon_map: BeaconMap,
        prior: PositionPrior | None = None,
        floor: WalkableArea | None = None,
        *,
        config: TrackerConfig | None = None,
        seed: int = 0,
    ) -> None:
        self.config = config or TrackerConfig()
        self._prior = prior or PositionPrior.anywhere()
        self._seed = seed
        self._t_s: float | None = None
        self._has_begun = False
        self._strides = StrideTracker(beacon_map.north_rad)
        self._hypotheses = Hypotheses(beacon_map, floor, self._prior, self.config, seed)

    @property
    def yaw_rad(self) -> float | None:
        """The phone's last known yaw, floor frame."""
        return self._strides.yaw_rad

    @property
    def spread(self) -> float:
        """How many times the hypotheses' covariance is published (BANK-7)."""
        return self._hypotheses.spread

    def hypotheses(self) -> tuple[EkfBank, NDArray[np.intp] | None]:
        """Return what the last frame left of the hypotheses, and which of those before it each one goes on
        from; None where a search began.

        Raises
        ------
        InvalidState : before the first frame.
        """
        if self._hypotheses.bank is None:
            raise InvalidState("the visit has not begun")
        return self._hypotheses.bank, self._hypotheses.ancestors

    def step(self, frame: SensorFrame) -> PoseEstimate:
        """Take one frame and return the pose at its end."""
        if self._t_s is not None and not frame.t_end_s > self._t_s:
            return self._pose()
        started_s = frame.t_start_s if self._t_s is None else self._t_s
        strides = self._strides.advance(frame.imu)
        is_north_known = self._strides.reference is YawReference.NORTH
        if not self._has_begun:
            self._hypotheses.begin(self._strides.yaw_rad, is_north_known=is_north_known)
            self._has_begun = True
        else:
            self._hypotheses.orient(self._strides.jump_rad, is_north_known=is_north_known)
        events: list[Event] = [*strides, *frame.sightings, *frame.codes]
        blind_s = unseen_s(self._strides.seen_s, started_s, frame.t_end_s)
        self._hypotheses.advance(started_s, frame.t_end_s, events, blind_s)
        self._t_s = frame.t_end_s
        return self._pose()

    def _pose(self) -> PoseEstimate:
        found = self._hypotheses
        return pose_of(
            found.posterior(), self._t_s or 0.0, self._strides.yaw_rad, found.status, found.beacons.level_id
        )

    def snapshot(self) -> bytes:
        """Return the whole state but the map, the floor and the configuration; `restore` goes on
        bit-equal.
        """
        found = self._hypotheses
        state: dict[str, Any] = {
            "seed": self._seed,
            "t_s": self._t_s,
            "has_begun": self._has_begun,
            "yaw_rad": self._strides.yaw_rad,
            "reference": int(self._strides.reference),
            "told_s": self._strides.told_s,
            "heading": self._strides.heading.snapshot().hex(),
            "steps": self._strides.steps.snapshot().hex(),
            "prior": [
                [c.x_m, c.y_m, c.sd_m, c.weight, c.heading_rad, c.sd_heading_rad]
                for c in self._prior.components
            ],
            "status": found.status.value,
            "rejected": list(found.rejected),
            "recent": {key: list(value) for key, value in found.recent.items()},
            "is_north_known": found.is_north_known,
            "is_yaw_known": found.is_yaw_known,
            "was_searched": found.was_searched,
            "beyond_m": found.beyond_m,
            "blind_s": found.blind_s,
            "random": found.random.bit_generator.state,
            "hypotheses": None if found.bank is None else found.bank.size,
        }
        if found.lost is not None:
            state["lost"] = {"mean": found.lost.mean.tolist(), "covariance": found.lost.covariance.tolist()}
        content = b"" if found.bank is None else found.bank.to_bytes()
        head = zlib.compress(json.dumps(state, separators=(",", ":")).encode(), level=1)
        body = len(head).to_bytes(4, "little") + head + content
        return _MAGIC + zlib.crc32(body).to_bytes(4, "little") + body

    @classmethod
    def restore(
        cls,
        state: bytes,
        beacon_map: BeaconMap,
        floor: WalkableArea | None = None,
        *,
        config: TrackerConfig | None = None,
    ) -> LiveTracker:
        """Go on from a `snapshot`, with the same map, floor and configuration.

        Raises
        ------
        InvalidState : the bytes are not such a state, or one of another version.
        """
        if not state.startswith(_MAGIC):
            raise InvalidState("not a tracker's state of this version")
        try:
            checksum, body = state[len(_MAGIC) :][:4], state[len(_MAGIC) + 4 :]
            if zlib.crc32(body).to_bytes(4, "little") != checksum:
                raise InvalidState("a tracker's state that is damaged: its checksum is another")
            end = 4 + int.from_bytes(body[:4], "little")
            fields = json.loads(zlib.decompress(body[4:end]))
            prior = PositionPrior(tuple(GaussianPosition(*part) for part in fields["prior"]))
            tracker = cls(beacon_map, prior, floor, config=config, seed=fields["seed"])
            tracker._resume(fields, body[end:])
        except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidState(f"a tracker's state that is damaged: {error}") from error
        return tracker

    def _resume(self, fields: dict[str, Any], hypotheses: bytes) -> None:
        self._t_s, self._has_begun = fields["t_s"], fields["has_begun"]
        self._strides.yaw_rad = fields["yaw_rad"]
        self._strides.reference = YawReference(fields["reference"])
        self._strides.told_s = fields["told_s"]
        self._strides.heading = HeadingSource.restore(bytes.fromhex(fields["heading"]))
        self._strides.steps = StepDetector.restore(bytes.fromhex(fields["steps"]))
        found = self._hypotheses
        found.status = PoseStatus(fields["status"])
        found.rejected.extend(fields["rejected"])
        found.recent.update({BeaconKey(key): (t_s, count) for key, (t_s, count) in fields["recent"].items()})
        found.is_north_known, found.is_yaw_known = fields["is_north_known"], fields["is_yaw_known"]
        found.was_searched, found.beyond_m = fields["was_searched"], fields["beyond_m"]
        found.blind_s = fields["blind_s"]
        found.random.bit_generator.state = fields["random"]
        if fields["hypotheses"] is not None:
            found.bank = EkfBank.from_bytes(hypotheses, fields["hypotheses"])
        if "lost" in fields:
            found.lost = ReferenceEkf(0.0, 0.0, 1.0, noise=self.config.noise)
            found.lost.assign(np.array(fields["lost"]["mean"]), np.array(fields["lost"]["covariance"]))
