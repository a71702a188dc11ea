"""The words of positioning: what a phone senses, what the tracker says.

Floor frame: metres, right-handed, x right, y up the plan. Heading: radians, counter-clockwise from
+x, in (-pi, pi]. Times are float seconds since the visit (or recording) began. Phone axes are
Android's: x right, y up along the screen, z out of the screen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

BeaconKey = NewType("BeaconKey", str)
"""A transmitter's key: `mac:AA:BB:..`, `ibeacon:uuid/major/minor` or `eddystone:namespace/instance`."""

LevelId = NewType("LevelId", str)

CodeId = NewType("CodeId", str)
"""What a code on a shelf or a till says (QR, EAN, ...): 1 to 64 characters of printable ASCII."""

_CODE_ID = re.compile(r"[ -~]{1,64}")


def is_code_id(text: str) -> bool:
    """Tell whether a text can be that of a code: what every app can send and every reader show."""
    return _CODE_ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, eq=False)
class ImuSamples:
    """Inertial columns on the accelerometer's time base; arrays are float64 and read-only.

    Attributes
    ----------
    t_s : (n,) seconds since the visit began, not decreasing.
    accel_mps2 : (n, 3) specific force with gravity, phone axes.
    gyro_radps : (n, 3) angular rate, phone axes, or None when the phone has no gyroscope.
    mag_ut : (n, 3) magnetic field in microtesla, phone axes, or None.
    attitude_xyzw : (n, 4) unit quaternion that rotates phone axes into east-north-up, or None.
    """

    t_s: FloatArray
    accel_mps2: FloatArray
    gyro_radps: FloatArray | None = None
    mag_ut: FloatArray | None = None
    attitude_xyzw: FloatArray | None = None

    def __post_init__(self) -> None:
        for name in self.__slots__:
            column = getattr(self, name)
            if column is None:
                continue
            frozen = np.ascontiguousarray(column, dtype=np.float64)
            if frozen is column:
                if not column.flags.writeable:
                    continue
                frozen = frozen.view()
            frozen.flags.writeable = False
            object.__setattr__(self, name, frozen)

    def __len__(self) -> int:
        return len(self.t_s)

    @classmethod
    def empty(cls) -> ImuSamples:
        """No samples: a frame in which the phone was silent."""
        return cls(t_s=np.empty(0), accel_mps2=np.empty((0, 3)))


@dataclass(frozen=True, slots=True)
class BeaconTelemetry:
    """What a beacon says of itself (Eddystone TLM)."""

    battery_mv: int
    temperature_c: float
    advert_count: int
    uptime_s: float


def is_changing_address(key: BeaconKey) -> bool:
    """Tell whether a key is a resolvable private address: its two most significant bits are 01.

    References
    ----------
    Bluetooth Core Specification 5.4, Vol 6, Part B, 1.3.2.2.
    """
    return key.startswith("mac:") and key[4:5] in ("4", "5", "6", "7")


@dataclass(frozen=True, slots=True)
class BeaconSighting:
    """One advertisement heard: when, from whom, how loud.

    `advertised` is the id in the payload, where `key` is an address: some transmitters change their address
    every quarter of an hour and keep their id, others share an id and keep their address.

    Raises
    ------
    ValueError : the time or the loudness is no number.
    """

    t_s: float
    key: BeaconKey
    rssi_dbm: float
    telemetry: BeaconTelemetry | None = None
    advertised: BeaconKey | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.t_s) and math.isfinite(self.rssi_dbm)):
            raise ValueError(f"no sighting: {self.rssi_dbm} dBm at {self.t_s} s")

    def known_as(self, keys: Container[BeaconKey]) -> BeaconKey | None:
        """Return which of the names of its transmitter is among `keys`: the address goes first."""
        if self.key in keys:
            return self.key
        return self.advertised if self.advertised is not None and self.advertised in keys else None


@dataclass(frozen=True, slots=True)
class CodeScan:
    """A code that the phone read, or that was read from the phone at a till: when, and what it says."""

    t_s: float
    code: CodeId


@dataclass(frozen=True, slots=True)
class SensorFrame:
    """What a phone sensed in the half-open interval (t_start_s, t_end_s]. The pose is given at its end.

    Raises
    ------
    ValueError : the interval ends before it begins, or is none.
    """

    t_start_s: float
    t_end_s: float
    imu: ImuSamples
    sightings: tuple[BeaconSighting, ...] = ()
    codes: tuple[CodeScan, ...] = ()

    def __post_init__(self) -> None:
        if not -math.inf < self.t_start_s <= self.t_end_s < math.inf:
            raise ValueError(f"no interval: from {self.t_start_s} to {self.t_end_s} s")


@dataclass(frozen=True, slots=True)
class StepEvents:
    """Steps found in inertial samples: `t_s` (n,) seconds, `length_m` (n,) metres."""

    t_s: FloatArray
    length_m: FloatArray

    def __len__(self) -> int:
        return len(self.t_s)


class PoseStatus(StrEnum):
    """How far a pose can be believed."""

    SEARCHING = "searching"  # no fix yet: the honest best guess with its large sd
    OK = "ok"
    LOST = "lost"  # last pose, growing sd


@dataclass(frozen=True, slots=True)
class PoseEstimate:
    """Position and heading in the floor frame at `t_s`, with covariance.

    `var_x_m2`, `var_y_m2` and `cov_xy_m2` are the position's covariance; `sd_heading_rad` is apart from it.
    """

    t_s: float
    x_m: float
    y_m: float
    heading_rad: float
    var_x_m2: float
    var_y_m2: float
    cov_xy_m2: float
    sd_heading_rad: float
    status: PoseStatus
    level_id: LevelId = LevelId("")

    @property
    def sd_x_m(self) -> float:
        return math.sqrt(self.var_x_m2)

    @property
    def sd_y_m(self) -> float:
        return math.sqrt(self.var_y_m2)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A walked path: columns of equal length (n,), in order of time. Floor frame."""

    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray
    heading_rad: FloatArray
    var_x_m2: FloatArray
    var_y_m2: FloatArray
    cov_xy_m2: FloatArray
    sd_heading_rad: FloatArray
    status: tuple[PoseStatus, ...]
    level_id: LevelId = LevelId("")

    def __len__(self) -> int:
        return len(self.t_s)

    def poses(self) -> Iterator[PoseEstimate]:
        """The same as single poses."""
        for i, status in enumerate(self.status):
            yield PoseEstimate(
                t_s=float(self.t_s[i]), x_m=float(self.x_m[i]), y_m=float(self.y_m[i]),
                heading_rad=float(self.heading_rad[i]), var_x_m2=float(self.var_x_m2[i]),
                var_y_m2=float(self.var_y_m2[i]), cov_xy_m2=float(self.cov_xy_m2[i]),
                sd_heading_rad=float(self.sd_heading_rad[i]), status=status, level_id=self.level_id,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A true position, known at one moment of a recording. Floor frame."""

    t_s: float
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class Transmitter:
    """One radio source on the floor and how its signal fades: log-distance, RSSI = rssi_1m - 10 n log10(d).

    `heard_range_m` and `heard_rate_hz` describe detection: the expected rate of sightings falls from
    `heard_rate_hz` close by to half of it at `heard_range_m`.
    """

    key: BeaconKey
    x_m: float
    y_m: float
    sd_m: float
    rssi_1m_dbm: float
    exponent: float
    sigma_db: float
    heard_rate_hz: float = 1.0
    heard_range_m: float = 15.0
    samples: int = 0

    @property
    def may_have_moved(self) -> bool:
        """Whether its name is an address that changes: what has one is mostly carried about."""
        return is_changing_address(self.key)


def _equal_columns(one: object, other: object, *names: str) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@dataclass(frozen=True, slots=True, eq=False)
class HeardCells:
    """Where a survey heard one transmitter: columns (m,).

    `cell` indexes the cells of `SurveyedGround`; `count` sightings came from there, whose RSSI was
    `excess_db` above the transmitter's log-distance law on average.
    """

    cell: NDArray[np.intp]
    count: FloatArray
    excess_db: FloatArray

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HeardCells) and _equal_columns(self, other, "cell", "count", "excess_db")


@dataclass(frozen=True, slots=True, eq=False)
class SurveyedGround:
    """Where a survey walked, as square cells of `cell_m`: centres `x_m`, `y_m` (n,) and the time spent in
    each; and what it heard there.
    """

    cell_m: float
    x_m: FloatArray
    y_m: FloatArray
    duration_s: FloatArray
    heard: Mapping[BeaconKey, HeardCells] = field(repr=False, default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SurveyedGround)
            and (self.cell_m, self.heard) == (other.cell_m, other.heard)
            and _equal_columns(self, other, "x_m", "y_m", "duration_s")
        )


USUAL_MAP_ERROR_M = 2.0
"""Of a radio map of which nothing is known: between 1 m, of a shop surveyed by taps every few metres, and
3 m, of a mall surveyed by walks between waypoints ten metres apart (docs/theory/radio_map.md, RADIO-15).
"""


@dataclass(frozen=True, slots=True)
class PredictionRatio:
    """How many times the predicted error people were off by on survey walks that the map was not fitted to:
    who set out from a known place, and who was searched for (docs/theory/predicted_error.md, PRED-9). One
    where nobody knows.
    """

    known: float = 1.0
    searched: float = 1.0


@dataclass(frozen=True, slots=True, weakref_slot=True)
class BeaconMap:
    """The transmitters of one level, its codes, and where north lies on it.

    `shared_ids` are ids that several transmitters carry: never a key. `north_rad` is the angle of true north
    in the floor frame (pi/2: up the plan); it turns a phone's attitude into a heading. `ground` is None when
    no survey walked the level, as when beacons were placed by hand only. `error_m` says how far off the map
    is at a place, as the sd in each axis; a survey estimates it on held-back walks, and so it does the
    `prediction_ratio`, which the tracker takes no notice of. `codes` says where a phone is that reads one.
    """

    level_id: LevelId
    transmitters: Mapping[BeaconKey, Transmitter]
    shared_ids: frozenset[str] = frozenset()
    north_rad: float = math.pi / 2
    ground: SurveyedGround | None = None
    error_m: float = USUAL_MAP_ERROR_M
    prediction_ratio: PredictionRatio = PredictionRatio()
    codes: Mapping[CodeId, GaussianPosition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GaussianPosition:
    """A position with its sd in each axis and, when known, a heading with its sd. Floor frame.

    Raises
    ------
    ValueError : the place is no place, or the sd not positive.
    """

    x_m: float
    y_m: float
    sd_m: float
    weight: float = 1.0
    heading_rad: float | None = None
    sd_heading_rad: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.x_m) and math.isfinite(self.y_m) and 0.0 < self.sd_m < math.inf):
            raise ValueError(f"no place: ({self.x_m}, {self.y_m}) m with an sd of {self.sd_m} m")


@dataclass(frozen=True, slots=True)
class PositionPrior:
    """Where a visit may begin: a mixture of Gaussians. Without components: anywhere walkable."""

    components: tuple[GaussianPosition, ...] = ()

    @classmethod
    def anywhere(cls) -> PositionPrior:
        """Nothing is known: uniform over the walkable area."""
        return cls(())

    @classmethod
    def known(cls, x_m: float, y_m: float, sd_m: float = 1.0) -> PositionPrior:
        """One known place, as an entrance gives it."""
        return cls((GaussianPosition(x_m, y_m, sd_m),))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class WalkableArea:
    """Where a person can walk on one level, as a raster.

    `free[j, i]` covers x in [x0_m + i c, x0_m + (i+1) c), y likewise from y0_m; c = cell_m.
    """

    level_id: LevelId
    x0_m: float
    y0_m: float
    cell_m: float
    free: BoolArray = field(repr=False)

    def __post_init__(self) -> None:
        frozen = np.ascontiguousarray(self.free, dtype=np.bool_).view()
        frozen.flags.writeable = False
        object.__setattr__(self, "free", frozen)
