"""Where the phone points: yaw on the floor from whatever sensors the phone has (docs/theory/attitude.md).

The phone's own rotation vector is used when there is one. Without it the attitude is integrated from the
gyroscope and held to gravity by the accelerometer, and to north by the magnetometer as long as that is
plausible: a complementary filter on the rotation group (ATT-3). Where no field holds it, walking straight on
does (ATT-6). Without a gyroscope there is no yaw.

Yaw is the direction of the phone's long axis on the floor, counter-clockwise from east; of a phone held
upright, it is the direction of the back of the phone (ATT-2).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from positioning.errors import InvalidState
from positioning.rotation import Axes, Quaternion, Vector, levelled, long_axis_yaw_rad, rotated_by, world_axes
from positioning.straight import MAX_PAUSE_S, StraightWalk, YawCorrection
from positioning.types import FloatArray, ImuSamples

GRAVITY_MPS2 = 9.80665

TILT_GAIN_PER_S = 0.5
"""k_P of ATT-3 for gravity: two seconds, four steps, average the walker's own acceleration out."""

NORTH_GAIN_PER_S = 0.1
"""k_P of ATT-3 for north: ten seconds of walking average over what iron does to the field indoors."""

BIAS_GAIN_PER_S2 = 0.005
"""k_I of ATT-3: a twentieth of the gain for north, so that the bias follows over minutes, not turns. Gravity
teaches no bias: walking shakes it in step with the turning, and the mean of that is no bias either."""

FORCE_RANGE_MPS2 = (0.5 * GRAVITY_MPS2, 2.0 * GRAVITY_MPS2)
"""Outside of it the accelerometer says more of a fall or a blow than of the vertical."""

FIELD_RANGE_UT = (20.0, 70.0)
"""The Earth's field is 22 to 67 uT anywhere (World Magnetic Model 2020)."""

MIN_HORIZONTAL_UT = 8.0
FIELD_MEMORY_S = 10.0
FIELD_TOLERANCE = 0.2
"""Share by which the norm and, in radians, the dip may differ from their running means (ATT-4)."""

MAX_NORTH_ERROR_RAD = 0.35
"""A field further off (20 degrees) pulls no harder: rather iron that norm and dip do not show than a turn."""

REST_S = 2.0
REST_TURN_RADPS = 0.02
REST_FORCE_MPS2 = 0.2
MAX_BIAS_RADPS = 0.1
"""A phone that rests on something shows the gyroscope's bias (ATT-5): 5 degrees a second bounds what phones
have. No hand on `phone-loop` or on the survey walks is that quiet for so long; with 1 s and 0.05 rad/s a
pause there gave 0.5 deg/s of bias to a gyroscope that has 0.15."""

_STATE = struct.Struct("<BBB16d")
_STATE_VERSION = 2


class YawReference(IntEnum):
    """What a yaw is counted from."""

    UNKNOWN = 0  # no sensor told a direction yet
    ARBITRARY = 1  # turns are right, the zero is not
    NORTH = 2  # counter-clockwise from east


@dataclass(frozen=True, slots=True, eq=False)
class YawTrack:
    """Yaw at each inertial sample of a frame.

    Attributes
    ----------
    t_s : (n,) the samples' times.
    yaw_rad : (n,) counter-clockwise from east (or from an arbitrary zero), in (-pi, pi]; the last known one
        is held where no sensor tells, zero before any did.
    turned_rad : how far the phone turned during the frame; a change of the reference is no turn.
    reference : what the yaw at the frame's end is counted from.
    """

    t_s: FloatArray
    yaw_rad: FloatArray
    turned_rad: float
    reference: YawReference


@dataclass(slots=True)
class _Rest:
    """Tells when the phone rests, by running means (ATT-5)."""

    turn_x: float = math.nan
    turn_y: float = math.nan
    turn_z: float = math.nan
    force: float = 0.0
    since_s: float = 0.0

    def numbers(self) -> tuple[float, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def bias(self, step_s: float, force: Vector, turn: Vector, bias: Vector) -> Vector:
        """The gyroscope's bias: the mean turn rate once the phone has rested, else what it was."""
        norm = math.hypot(*force)
        mean = (self.turn_x, self.turn_y, self.turn_z)
        moves = (
            abs(norm - self.force) > REST_FORCE_MPS2
            or math.dist(turn, mean) > REST_TURN_RADPS
            or math.hypot(*mean) > MAX_BIAS_RADPS
        )
        if moves or math.isnan(self.turn_x):
            self.turn_x, self.turn_y, self.turn_z = turn
            self.force, self.since_s = norm, 0.0
            return bias
        if step_s == 0.0:  # a second sample at the same millisecond
            return bias
        self.since_s += step_s
        share = step_s / min(self.since_s, REST_S)
        self.turn_x += share * (turn[0] - self.turn_x)
        self.turn_y += share * (turn[1] - self.turn_y)
        self.turn_z += share * (turn[2] - self.turn_z)
        self.force += share * (norm - self.force)
        return (self.turn_x, self.turn_y, self.turn_z) if self.since_s >= REST_S else bias


def _tilt_error(axes: Axes, force: Vector) -> tuple[float, float, float]:
    """Rotation (phone axes, rad) from the estimated vertical to the measured one."""
    norm = math.hypot(*force)
    if not FORCE_RANGE_MPS2[0] <= norm <= FORCE_RANGE_MPS2[1]:
        return 0.0, 0.0, 0.0
    a, b, c = force[0] / norm, force[1] / norm, force[2] / norm
    x, y, z = axes[2]
    return b * z - c * y, c * x - a * z, a * y - b * x


@dataclass(slots=True)
class HeadingSource:
    """Follows the phone's yaw frame by frame; fed in any portions of whole frames it is deterministic."""

    _attitude: Quaternion = (0.0, 0.0, 0.0, 1.0)
    _bias: Vector = (0.0, 0.0, 0.0)
    _last_s: float = math.nan
    _yaw_rad: float = 0.0
    _field_ut: float = math.nan
    _dip_rad: float = 0.0
    _rest: _Rest = field(default_factory=_Rest)
    _reference: YawReference = YawReference.UNKNOWN
    _is_level: bool = False
    _is_held_by_field: bool = False
    _straight: StraightWalk = field(default_factory=StraightWalk)

    @property
    def bias_radps(self) -> tuple[float, float, float]:
        """The gyroscope's bias as far as it is known, phone axes."""
        x, y, z = self._bias
        return x, y, z

    def step(self, imu: ImuSamples, steps_s: Sequence[float] = ()) -> YawTrack:
        """Take a frame's samples and return the yaw at each of them.

        `steps_s` are the times of the steps that became known with it: without steps nobody walks straight.
        """
        before_rad, before = self._yaw_rad, self._reference
        counted_from = np.full(len(imu), self._reference)
        if not len(imu):
            return YawTrack(imu.t_s, np.empty(0), 0.0, self._reference)
        if imu.attitude_xyzw is not None:
            yaw_rad = self._follow(imu.t_s, imu.attitude_xyzw)
            counted_from[:] = self._reference
        elif imu.gyro_radps is not None:
            yaw_rad = self._integrate(imu, imu.gyro_radps, counted_from, steps_s)
        else:
            self._last_s = math.nan
            yaw_rad = np.full(len(imu), self._yaw_rad)
        self._yaw_rad = float(yaw_rad[-1])
        turns_rad = (np.diff(yaw_rad, prepend=before_rad) + math.pi) % math.tau - math.pi
        is_turn = np.diff(counted_from, prepend=before) == 0
        turned_rad = float(np.sum(turns_rad[is_turn]))
        return YawTrack(imu.t_s, yaw_rad, turned_rad, self._reference)

    def _follow(self, t_s: FloatArray, attitude_xyzw: FloatArray) -> FloatArray:
        """Take the phone's own attitude, and keep it for when it falls silent."""
        self._straight.leave()
        x, y, z, w = attitude_xyzw[-1].tolist()
        self._attitude, self._last_s = (x, y, z, w), float(t_s[-1])
        self._is_level, self._reference = True, YawReference.NORTH
        return long_axis_yaw_rad(attitude_xyzw)

    def _integrate(
        self,
        imu: ImuSamples,
        gyro_radps: FloatArray,
        counted_from: NDArray[np.int_],
        steps_s: Sequence[float],
    ) -> FloatArray:
        """Run the filter of ATT-3 over a frame; `counted_from` (n,) takes the reference at each sample."""
        self._is_held_by_field = False
        attitudes = np.empty((len(imu), 4))
        fields = [None] * len(imu) if imu.mag_ut is None else imu.mag_ut.tolist()
        rows = zip(imu.t_s.tolist(), imu.accel_mps2.tolist(), gyro_radps.tolist(), fields, strict=True)
        for i, (t_s, force, turn, field_ut) in enumerate(rows):
            self._sample(t_s, force, turn, field_ut)
            attitudes[i], counted_from[i] = self._attitude, self._reference
        yaw_rad = long_axis_yaw_rad(attitudes)
        if self._is_held_by_field:
            self._straight.leave()
        else:
            self._correct(self._straight.step(imu.t_s, yaw_rad, steps_s))
        return yaw_rad

    def _correct(self, found: YawCorrection) -> None:
        """Take the drift out of the yaw that follows and its cause into the bias (ATT-6)."""
        up_x, up_y, up_z = world_axes(self._attitude)[2]
        self._attitude = rotated_by(self._attitude, [-found.drift_rad * up for up in (up_x, up_y, up_z)])
        bias_x, bias_y, bias_z = self._bias
        rate = found.bias_radps
        self._bias = (bias_x + rate * up_x, bias_y + rate * up_y, bias_z + rate * up_z)

    def _sample(self, t_s: float, force: Vector, turn: Vector, field_ut: Vector | None) -> None:
        if not self._is_level:
            self._attitude, self._is_level = levelled(force), True
            self._reference = max(self._reference, YawReference.ARBITRARY)
        step_s = t_s - self._last_s
        self._last_s = t_s
        if not 0.0 <= step_s <= MAX_PAUSE_S:
            self._rest = _Rest()
            step_s = 0.0
        self._bias = self._rest.bias(step_s, force, turn, self._bias)
        axes = world_axes(self._attitude)
        tilt_x, tilt_y, tilt_z = _tilt_error(axes, force)
        north_rad = 0.0 if field_ut is None else self._north_error_rad(axes, field_ut, step_s)
        up_x, up_y, up_z = axes[2]
        bias_x, bias_y, bias_z = self._bias
        gain, north_gain = TILT_GAIN_PER_S, NORTH_GAIN_PER_S * north_rad
        rotation = (
            step_s * (turn[0] - bias_x + gain * tilt_x + north_gain * up_x),
            step_s * (turn[1] - bias_y + gain * tilt_y + north_gain * up_y),
            step_s * (turn[2] - bias_z + gain * tilt_z + north_gain * up_z),
        )
        learnt = BIAS_GAIN_PER_S2 * step_s * north_rad
        self._bias = (bias_x - learnt * up_x, bias_y - learnt * up_y, bias_z - learnt * up_z)
        self._attitude = rotated_by(self._attitude, rotation)

    def _north_error_rad(self, axes: Axes, field_ut: Vector, step_s: float) -> float:
        """The turn about the vertical that brings the field to north; none when the field is implausible."""
        east, north, up = (row[0] * field_ut[0] + row[1] * field_ut[1] + row[2] * field_ut[2] for row in axes)
        horizontal = math.hypot(east, north)
        norm, dip_rad = math.hypot(horizontal, up), math.atan2(-up, horizontal)
        if not self._is_plausible(norm, horizontal, dip_rad, step_s):
            return 0.0
        self._is_held_by_field = True
        error_rad = math.atan2(east, north)
        if self._reference is YawReference.NORTH:
            return min(max(error_rad, -MAX_NORTH_ERROR_RAD), MAX_NORTH_ERROR_RAD)
        self._reference = YawReference.NORTH
        up_x, up_y, up_z = axes[2]
        self._attitude = rotated_by(self._attitude, (error_rad * up_x, error_rad * up_y, error_rad * up_z))
        return 0.0

    def _is_plausible(self, norm_ut: float, horizontal_ut: float, dip_rad: float, step_s: float) -> bool:
        """Tell whether a field can be the Earth's and is like what it was lately (ATT-4)."""
        if not (FIELD_RANGE_UT[0] <= norm_ut <= FIELD_RANGE_UT[1] and horizontal_ut >= MIN_HORIZONTAL_UT):
            return False
        if math.isnan(self._field_ut):
            self._field_ut, self._dip_rad = norm_ut, dip_rad
        share = step_s / FIELD_MEMORY_S
        self._field_ut += share * (norm_ut - self._field_ut)
        self._dip_rad += share * (dip_rad - self._dip_rad)
        is_usual_norm = abs(norm_ut - self._field_ut) <= FIELD_TOLERANCE * self._field_ut
        return is_usual_norm and abs(dip_rad - self._dip_rad) <= FIELD_TOLERANCE

    def snapshot(self) -> bytes:
        """The whole state; `restore` goes on from it to the bit."""
        return _STATE.pack(
            _STATE_VERSION, int(self._reference), self._is_level, *self._attitude, *self._bias,
            self._last_s, self._yaw_rad, self._field_ut, self._dip_rad, *self._rest.numbers(),
        ) + self._straight.snapshot()  # fmt: skip

    @classmethod
    def restore(cls, state: bytes) -> HeadingSource:
        """Go on from a `snapshot`.

        Raises
        ------
        InvalidState : the bytes are not such a state.
        """
        if len(state) < _STATE.size or state[0] != _STATE_VERSION or state[1] > YawReference.NORTH:
            raise InvalidState("not a heading source's state of this version")
        straight = StraightWalk.restore(state[_STATE.size :])
        _, reference, is_level, *numbers = _STATE.unpack_from(state)
        qx, qy, qz, qw, bx, by, bz, last_s, yaw_rad, field_ut, dip_rad, *rest = numbers
        return cls(
            (qx, qy, qz, qw), (bx, by, bz), last_s, yaw_rad, field_ut, dip_rad,
            _Rest(*rest), YawReference(reference), bool(is_level), _straight=straight,
        )  # fmt: skip
