"""What walking straight on says of the gyroscope: drift of the yaw and bias about the vertical (ATT-6).

People walk straight most of the time. As long as somebody does, the mean yaw of a stretch is that of the last
one, and what it turned instead is the gyroscope's: a Kalman filter over the error of the yaw, the bias and
the direction of the straight leg. A turn ends the leg and begins another; it says nothing of the bias.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from positioning.errors import InvalidState
from positioning.types import FloatArray

STRETCH_S = 2.0
"""A whole stride of a slow walker (1.6 s on `phone-loop`): the body's sway averages out within."""

BIAS_SD_RADPS = math.radians(0.3)
STRETCH_SD_RAD = math.radians(8.0)
LEG_SD_RAD_PER_SQRT_S = math.radians(1.0)
LEG_GATE = 1.5
TURN_RAD = math.radians(12.0)
"""Chosen on the survey walks of both malls, as recorded and with 1 deg/s added to the gyroscope
(docs/theory/attitude.md): bias sd 0.2 to 0.6 deg/s, stretches of 1 and 2 s, sd 3 to 8 degrees, wander 0.3 to
4 degrees, gates 1.5 to 3, turns of 8 to 16 degrees. Narrower ones learn faster and cost those more whose
gyroscope is right."""

YAW_SD_RAD_PER_SQRT_S = math.radians(0.05)
BIAS_SD_RADPS_PER_SQRT_S = math.radians(0.005)
"""What a phone's gyroscope adds: white noise of 0.01 deg/s in a root of a hertz and its scale error in the
sway; a bias that follows the temperature, 0.3 deg/s in an hour. A bias that wanders ten times as fast costs
3 % on the survey walks."""

MAX_PAUSE_S = 0.5
"""A longer silence is not integrated over: the turn in it is unknown."""

STEP_GRACE_S = 0.7
"""A step may be told 0.4 s late, and slow walkers take 0.8 s for one: so long a stretch may begin without."""

_YAW, _BIAS, _LEG = range(3)
_STATE = struct.Struct("<B18d")
_STATE_VERSION = 1


@dataclass(frozen=True, slots=True)
class YawCorrection:
    """How much too far the yaw has turned by the stretch's end, and how much too fast it goes on."""

    drift_rad: float
    bias_radps: float


NO_CORRECTION = YawCorrection(0.0, 0.0)


def _unknown() -> FloatArray:
    return np.diag([0.0, BIAS_SD_RADPS**2, 0.0])


@dataclass(slots=True)
class StraightWalk:
    """Follows one walker's straight legs, a stretch of `STRETCH_S` (and the rest of a frame) at a time.

    The error state (drift, bias, leg) is taken over by the caller after each stretch, so that drift and bias
    are zero again and only their covariance stays.
    """

    _leg_rad: float = math.nan
    _from_s: float = math.nan
    _until_s: float = math.nan
    _sin: float = 0.0
    _cos: float = 0.0
    _judged_s: float = math.nan
    _last_step_s: float = -math.inf
    _last_rad: float = math.nan
    _was_straight: float = 0.0
    _covariance: FloatArray = field(default_factory=_unknown)

    def step(self, t_s: FloatArray, yaw_rad: FloatArray, steps_s: Sequence[float]) -> YawCorrection:
        """Take a frame's yaw (n,) at times (n,), and the times of the steps that became known with it."""
        self._last_step_s = max(self._last_step_s, *steps_s, -math.inf)
        times_s = t_s if math.isnan(self._until_s) else np.concatenate(([self._until_s], t_s))
        pauses_s = np.diff(times_s)
        self._until_s = float(t_s[-1])
        if ((pauses_s < 0.0) | (pauses_s > MAX_PAUSE_S)).any() or t_s[-1] - t_s[0] > 2.0 * STRETCH_S:
            self.leave()
            return NO_CORRECTION
        if math.isnan(self._from_s):
            self._from_s = float(t_s[0])
        self._sin += float(np.sin(yaw_rad).sum())
        self._cos += float(np.cos(yaw_rad).sum())
        return self._judge() if self._until_s - self._from_s >= STRETCH_S else NO_CORRECTION

    def leave(self) -> None:
        """End leg and stretch: time jumped, or the yaw follows something better."""
        self._leg_rad = self._from_s = self._last_rad = math.nan
        self._sin = self._cos = self._was_straight = 0.0

    def _judge(self) -> YawCorrection:
        """Learn from the last stretch, now that it is known whether a turn followed, and begin the next."""
        yaw_rad, lasted_s = math.atan2(self._sin, self._cos), self._until_s - self._from_s
        walks = self._last_step_s > self._from_s - STEP_GRACE_S
        turned_rad = abs(math.remainder(yaw_rad - self._last_rad, math.tau))
        is_straight = walks and turned_rad <= TURN_RAD
        found = NO_CORRECTION
        if not is_straight:
            self._leg_rad = math.nan
        elif self._was_straight:
            found = self._learn(lasted_s)
        unjudged_s = lasted_s if math.isnan(self._judged_s) else self._until_s - self._judged_s
        self._predict(max(unjudged_s, lasted_s))
        self._from_s = self._judged_s = self._until_s
        self._sin = self._cos = 0.0
        self._was_straight = float(is_straight)
        self._last_rad = yaw_rad - found.drift_rad
        return found

    def _learn(self, since_s: float) -> YawCorrection:
        """Compare the last stretch with the leg; `since_s` passed from its end till now."""
        residual_rad = math.remainder(self._last_rad - self._leg_rad, math.tau)
        P = self._covariance
        seen = P[_YAW] + P[_LEG]  # P H' with H = (1, 0, 1): the yaw shows the leg and its own drift
        variance_rad2 = float(seen[_YAW] + seen[_LEG]) + STRETCH_SD_RAD**2
        if not residual_rad**2 <= LEG_GATE**2 * variance_rad2:
            self._begin_leg(self._last_rad)
            return NO_CORRECTION
        gain = seen / variance_rad2
        drift_rad, bias_radps, leg_rad = (gain * residual_rad).tolist()
        self._covariance = P - np.outer(gain, seen)
        self._leg_rad = math.remainder(self._leg_rad + leg_rad, math.tau)
        # The drift is that of the stretch's middle: the bias went on for the rest of it and ever since.
        return YawCorrection(drift_rad + (0.5 * STRETCH_S + since_s) * bias_radps, bias_radps)

    def _predict(self, duration_s: float) -> None:
        F = np.eye(3)
        F[_YAW, _BIAS] = duration_s
        per_s = np.square([YAW_SD_RAD_PER_SQRT_S, BIAS_SD_RADPS_PER_SQRT_S, LEG_SD_RAD_PER_SQRT_S])
        self._covariance = F @ self._covariance @ F.T + np.diag(per_s) * duration_s

    def _begin_leg(self, yaw_rad: float) -> None:
        """The new leg's direction is the yaw as it is seen: it has the yaw's error, turned round."""
        P = self._covariance
        self._leg_rad = yaw_rad
        P[_LEG, :_LEG] = P[:_LEG, _LEG] = -P[_YAW, :_LEG]
        P[_LEG, _LEG] = P[_YAW, _YAW] + STRETCH_SD_RAD**2

    def snapshot(self) -> bytes:
        """The whole state; `restore` goes on from it to the bit."""
        return _STATE.pack(
            _STATE_VERSION, self._leg_rad, self._from_s, self._until_s, self._sin, self._cos,
            self._judged_s, self._last_step_s, self._last_rad, self._was_straight,
            *self._covariance.ravel().tolist(),
        )  # fmt: skip

    @classmethod
    def restore(cls, state: bytes) -> StraightWalk:
        """Go on from a `snapshot`.

        Raises
        ------
        InvalidState : the bytes are not such a state.
        """
        if len(state) != _STATE.size or state[0] != _STATE_VERSION:
            raise InvalidState("not a straight walk's state of this version")
        _, *numbers = _STATE.unpack(state)
        leg_rad, from_s, until_s, sin, cos, judged_s, step_s, last_rad, straight, *covariance = numbers
        return cls(
            leg_rad, from_s, until_s, sin, cos, judged_s, step_s, last_rad, straight,
            np.array(covariance).reshape(3, 3),
        )  # fmt: skip
