"""The extended Kalman filter of one hypothesis, on filterpy: readable, and the oracle of any faster kernel.

State, models and their derivation: `docs/theory/ekf.md` (EKF-1 .. EKF-8).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from filterpy.kalman import ExtendedKalmanFilter

from positioning.errors import CovarianceNotPositive
from positioning.radio_map import rssi_around
from positioning.types import FloatArray, Transmitter


class State(IntEnum):
    """Rows of the state vector. New states are appended, never inserted: stored filters stay readable."""

    X = 0  # m, floor frame
    Y = 1  # m, floor frame
    TURN = 2  # rad, from the phone's yaw to the walking direction
    SCALE = 3  # true step length / modelled step length
    OFFSET = 4  # dB, what this phone hears above the phones of the survey


STATE_SIZE = len(State)


@dataclass(frozen=True, slots=True)
class EkfNoise:
    """How fast the states wander and how unsure they start.

    Physical ranges, compared on held-back survey walks of two malls (five folds by walk, known starts): a
    turn of 0.1 to 0.2 rad and 0.015 to 0.03 rad a step move the mean error by 0.1 m and the heading's
    median from 7 to 8 degrees, the smaller ones the better heading; phones that are held otherwise need the
    larger ones. `rssi_temper` matters to this filter alone: below 8 the beacons of a hardly surveyed map
    make a known start worse than steps alone, above 16 they add nothing.
    """

    turn_sd_rad: float = 0.15
    scale: float = 1.03  # what a step is longer than modelled, on average
    scale_sd: float = 0.08
    offset_sd_db: float = 6.0
    step_along_sd: float = 0.12  # of the step's length, along the step
    step_across_sd: float = 0.10  # of the step's length, across it
    turn_per_step_sd_rad: float = 0.02
    turn_per_s_sd_rad: float = 0.01
    stand_sd_m: float = 0.10  # per square root of a second: shuffling that gives no step
    offset_per_s_sd_db: float = 0.1
    rssi_temper: float = 8.0  # readings of a hardly surveyed transmitter count as this many times fewer
    temper_samples: float = 600.0  # survey samples from which on a transmitter's readings count at least half
    gate_sd: float = 3.0
    map_length_m: float = 15.0  # over how long a way the radio map is off in the same direction

    def temper(self, transmitter: Transmitter) -> float:
        """Return how many times fewer a reading of a transmitter counts (EKF-5).

        What the map has wrong about a transmitter is wrong in every reading of it, and a survey errs the less
        the more samples it took.
        """
        return min(self.rssi_temper, 1.0 + self.temper_samples / max(transmitter.samples, 1))


@dataclass(frozen=True, slots=True)
class Innovation:
    """What one measurement said, and whether it was used. `nis` is the squared residual in its own sd
    (EKF-6).
    """

    residual: float
    variance: float
    accepted: bool

    @property
    def nis(self) -> float:
        return self.residual * self.residual / self.variance


@dataclass(frozen=True, slots=True, eq=False)
class RssiMeasurement:
    """Expected RSSI, its Jacobian H (1, 5) and variance R; `single_R` is the R of a reading that is no
    repeat and not tempered, which is what the gate judges by.
    """

    expected_dbm: float
    H: FloatArray
    R: float
    single_R: float


class _StepFilter(ExtendedKalmanFilter):  # type: ignore[misc]  # filterpy has no types
    """filterpy's EKF with an additive motion: x <- x + u. Its F is set by the caller before each predict."""

    x: Any

    def predict_x(self, u: FloatArray | int = 0) -> None:
        self.x = self.x + u


class ReferenceEkf:
    """Predict by steps and by time, update by RSSI and by walls: one Gaussian hypothesis of a walking phone.

    The state is (x, y, turn, scale, offset), see `State`. A step of modelled length L at phone yaw psi
    moves by scale * L in direction psi + turn (EKF-1); the RSSI of a transmitter at distance d is
    rssi_1m + offset - 10 n log10(d) (EKF-4). Every measurement is gated first and only then handed to
    filterpy, since filterpy commits inside `update`; the covariance update is in Joseph form (EKF-7).

    Parameters
    ----------
    x_m, y_m, sd_m : where the hypothesis begins, floor frame.
    turn_rad, turn_sd_rad : angle from phone yaw to walking direction; sd by default from `noise`.
    noise : how states wander.

    Raises
    ------
    CovarianceNotPositive
        From every predict and update that leaves a covariance that is not positive semidefinite.

    Examples
    --------
    >>> ekf = ReferenceEkf(0.0, 0.0, sd_m=1.0)
    >>> ekf.predict_step(length_m=0.7, yaw_rad=0.0)
    >>> round(ekf.x_m, 1)
    0.7
    """

    def __init__(
        self,
        x_m: float,
        y_m: float,
        sd_m: float,
        *,
        turn_rad: float = 0.0,
        turn_sd_rad: float | None = None,
        noise: EkfNoise | None = None,
    ) -> None:
        self.noise = noise or EkfNoise()
        self._filter = _StepFilter(dim_x=STATE_SIZE, dim_z=1)
        self._filter.x = np.array([x_m, y_m, turn_rad, self.noise.scale, 0.0])
        turn_sd_rad = self.noise.turn_sd_rad if turn_sd_rad is None else turn_sd_rad
        sds = (sd_m, sd_m, turn_sd_rad, self.noise.scale_sd, self.noise.offset_sd_db)
        self._filter.P = np.diag(np.square(sds))

    @property
    def mean(self) -> FloatArray:
        """The state (5,), as `State` orders it."""
        return np.array(self._filter.x)

    @property
    def covariance(self) -> FloatArray:
        """The state's covariance P (5, 5)."""
        return np.array(self._filter.P)

    def assign(self, mean: FloatArray, covariance: FloatArray) -> None:
        """Take a state over whole, as a snapshot or a grid posterior gives it."""
        self._filter.x = np.array(mean, dtype=np.float64)
        self._filter.P = np.array(covariance, dtype=np.float64)
        self._require_positive()

    @property
    def x_m(self) -> float:
        return float(self._filter.x[State.X])

    @property
    def y_m(self) -> float:
        return float(self._filter.x[State.Y])

    @property
    def position_sd_m(self) -> float:
        """Root of the mean of both axes' variances: the sd of one axis, whatever the direction."""
        P = self._filter.P
        return math.sqrt(0.5 * (P[State.X, State.X] + P[State.Y, State.Y]))

    def heading(self, yaw_rad: float) -> tuple[float, float]:
        """Return the walking direction and its sd for a phone at `yaw_rad`, floor frame."""
        heading_rad = yaw_rad + float(self._filter.x[State.TURN])
        variance_rad2 = float(self._filter.P[State.TURN, State.TURN])
        return math.remainder(heading_rad, math.tau), math.sqrt(variance_rad2)

    def recount_turn(self, jump_rad: float) -> None:
        """Keep the walking direction while the zero of the phone's yaw moves by `jump_rad`."""
        self._filter.x[State.TURN] = math.remainder(self._filter.x[State.TURN] - jump_rad, math.tau)

    def step_motion(self, length_m: float, yaw_rad: float) -> tuple[FloatArray, FloatArray]:
        """Return the displacement of the state (5,) and its Jacobian F (5, 5) for one step (EKF-1, EKF-2)."""
        heading_rad = yaw_rad + self._filter.x[State.TURN]
        cos, sin = math.cos(heading_rad), math.sin(heading_rad)
        walked_m = length_m * self._filter.x[State.SCALE]
        motion = np.zeros(STATE_SIZE)
        motion[State.X], motion[State.Y] = walked_m * cos, walked_m * sin
        F = np.eye(STATE_SIZE)
        F[State.X, State.TURN], F[State.Y, State.TURN] = -walked_m * sin, walked_m * cos
        F[State.X, State.SCALE], F[State.Y, State.SCALE] = length_m * cos, length_m * sin
        return motion, F

    def predict_step(self, length_m: float, yaw_rad: float) -> None:
        """Move by one step. A negative length undoes a step: the smoother walks back with it."""
        motion, F = self.step_motion(length_m, yaw_rad)
        heading_rad = yaw_rad + self._filter.x[State.TURN]
        direction = np.array([math.cos(heading_rad), math.sin(heading_rad)])
        noise = self.noise
        along, across = (noise.step_along_sd * length_m) ** 2, (noise.step_across_sd * length_m) ** 2
        Q = np.zeros((STATE_SIZE, STATE_SIZE))
        Q[:2, :2] = across * np.eye(2) + (along - across) * np.outer(direction, direction)
        Q[State.TURN, State.TURN] = noise.turn_per_step_sd_rad**2
        self._predict(motion, F, Q)

    def predict_idle(self, duration_s: float) -> None:
        """Let time pass: states wander, nothing moves (EKF-3)."""
        noise = self.noise
        per_s = (noise.stand_sd_m, noise.stand_sd_m, noise.turn_per_s_sd_rad, 0.0, noise.offset_per_s_sd_db)
        self._predict(np.zeros(STATE_SIZE), np.eye(STATE_SIZE), np.diag(np.square(per_s)) * duration_s)

    def predict_wander(self, reach_m: float) -> None:
        """Let the phone get somewhere unknown, with sd `reach_m` in each axis: a gap, or steps without a
        compass.
        """
        Q = np.zeros((STATE_SIZE, STATE_SIZE))
        Q[State.X, State.X] = Q[State.Y, State.Y] = reach_m * reach_m
        self._predict(np.zeros(STATE_SIZE), np.eye(STATE_SIZE), Q)

    def rssi_model(self, transmitter: Transmitter, repeats: float = 0.0) -> RssiMeasurement:
        """Return what a sighting of a transmitter measures of this state (EKF-4, EKF-5).

        R holds the shadowing, the transmitter's uncertain place, and the curvature of the log-distance law
        over this hypothesis' own spread; without the last, a beacon close by is believed too much.
        `repeats` says how many recent readings of the same transmitter this one repeats: shadowing does not
        change from one advertisement to the next.
        """
        model = rssi_around(transmitter, self.x_m, self.y_m)
        H = np.zeros((1, STATE_SIZE))
        H[0, :2] = model.gradient_db_per_m
        H[0, State.OFFSET] = 1.0
        bend = model.hessian_db_per_m2 @ self._filter.P[:2, :2]
        curvature_db2 = 0.5 * float(np.trace(bend @ bend))
        tempered_db2 = self.noise.temper(transmitter) * (1.0 + repeats) * model.variance_db2
        return RssiMeasurement(
            expected_dbm=model.rssi_dbm + float(self._filter.x[State.OFFSET]),
            H=H,
            R=tempered_db2 + curvature_db2,
            single_R=model.variance_db2 + curvature_db2,
        )

    def update_rssi(self, transmitter: Transmitter, rssi_dbm: float, repeats: float = 0.0) -> Innovation:
        """Gate one sighting by the spread of a single reading, and use it with its tempered weight
        (EKF-6).
        """
        model = self.rssi_model(transmitter, repeats)
        return self.update_scalar(rssi_dbm - model.expected_dbm, model.H, model.R, gate_R=model.single_R)

    def assume_position(self, mean_m: FloatArray, covariance_m2: FloatArray) -> None:
        """Take over moments (2,), (2, 2) of the position; the other states follow by regression (EKF-8)."""
        x, P = self._filter.x, self._filter.P
        gain = np.linalg.solve(P[:2, :2], P[:2, :]).T
        self._filter.x = x + gain @ (mean_m - x[:2])
        self._filter.P = P + gain @ (covariance_m2 - P[:2, :2]) @ gain.T
        self._require_positive()

    def update_scalar(
        self, residual: float, H: FloatArray, R: float, gate_R: float | None = None
    ) -> Innovation:
        """Gate a residual of variance H P H' + R (EKF-6), then let filterpy update (EKF-7).

        `gate_R` replaces R in the gate, when R is larger than one reading's own variance.
        """
        spread = float((H @ self._filter.P @ H.T)[0, 0])
        variance = spread + (R if gate_R is None else gate_R)
        accepted = residual * residual <= self.noise.gate_sd**2 * variance
        if accepted:
            ahead = np.array([residual])
            self._filter.update(ahead, lambda x: H, lambda x: np.zeros(1), R=np.array([[R]]))
            self._require_positive()
        return Innovation(residual, variance, accepted)

    def _predict(self, motion: FloatArray, F: FloatArray, Q: FloatArray) -> None:
        self._filter.F, self._filter.Q = F, Q
        self._filter.predict(u=motion)
        self._require_positive()

    def _require_positive(self) -> None:
        P: Any = 0.5 * (self._filter.P + self._filter.P.T)
        self._filter.P = P
        if not np.isfinite(P).all():
            raise CovarianceNotPositive(math.nan)
        try:
            np.linalg.cholesky(P)
        except np.linalg.LinAlgError:
            smallest = float(np.linalg.eigvalsh(P)[0])
            if smallest < -1e-9 * float(np.trace(P)):
                raise CovarianceNotPositive(smallest) from None
