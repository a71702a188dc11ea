"""Many hypotheses of one walking phone at once: where it is, and an EKF each of how it walks and hears.

A hypothesis knows its place; the filter's other states are Gaussian given the way that it came. Each step is
the EKF's, of which a place is then drawn and taken as seen: a Rao-Blackwellised particle filter
(`docs/theory/ekf.md`, BANK-1 .. BANK-6). `ReferenceEkf` is the oracle of its arithmetic.

References
----------
A. Doucet, N. de Freitas, K. Murphy, S. Russell, "Rao-Blackwellised particle filtering for dynamic Bayesian
networks", UAI 2000.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from positioning.ekf import EkfNoise, State
from positioning.types import FloatArray

TURN, SCALE, OFFSET = (state - State.TURN for state in (State.TURN, State.SCALE, State.OFFSET))
WALK_STATES = 3
"""The states that are Gaussian given the way: turn, scale and offset, as `State` orders them."""

REACH_STEP = 1.5
"""How much more widely each next look at a place's surroundings is: finer than twice the hypotheses in it."""


@dataclass(frozen=True, slots=True)
class EkfBank:
    """n hypotheses; arrays are written in place.

    Attributes
    ----------
    place_m : (2, n) floor frame.
    shift_m : (2, n) how far the radio map lies off where the hypothesis is (BANK-4).
    mean : (3, n) turn in radians, scale, offset in dB.
    covariance : (3, 3, n) of those.
    log_weight : (n,) not normalised.
    """

    place_m: FloatArray
    shift_m: FloatArray
    mean: FloatArray
    covariance: FloatArray
    log_weight: FloatArray

    @property
    def size(self) -> int:
        return len(self.log_weight)

    def weights(self) -> FloatArray:
        """Return the hypotheses' probabilities (n,)."""
        weights = np.exp(self.log_weight - self.log_weight.max())
        return np.asarray(weights / weights.sum())

    def weights_near(self, centre_m: FloatArray, sd_m: float, least_share: float) -> FloatArray:
        """Return the probabilities (n,) of those around a place (2, 1), looked at as widely as it takes for
        `least_share` of the hypotheses that count to go on counting (BANK-8).
        """
        weights = self.weights()
        away_m2 = ((self.place_m - centre_m) ** 2).sum(axis=0)
        while True:
            log_near = self.log_weight - away_m2 / (2.0 * sd_m**2)
            near = np.exp(log_near - log_near.max())
            near /= near.sum()
            if least_share * float(near @ near) <= float(weights @ weights):
                return np.asarray(near)
            sd_m *= REACH_STEP

    def predict_step(self, length_m: float, yaw_rad: float, noise: EkfNoise, draw: FloatArray) -> None:
        """Walk one step, each hypothesis to the place that its normal `draw` (2, n) picks (BANK-1)."""
        cos, sin = np.cos(yaw_rad + self.mean[TURN]), np.sin(yaw_rad + self.mean[TURN])
        walked_m = length_m * self.mean[SCALE]
        # Rows of the Jacobian J by (turn, scale), of which all others are zero: J P and J P J'.
        by_turn_m = np.stack([-walked_m * sin, walked_m * cos])
        by_scale_m = np.stack([length_m * cos, length_m * sin])
        along_m2, across_m2 = (noise.step_along_sd * length_m) ** 2, (noise.step_across_sd * length_m) ** 2
        gone = by_turn_m[:, None] * self.covariance[TURN] + by_scale_m[:, None] * self.covariance[SCALE]
        spread = gone[:, None, TURN] * by_turn_m[None] + gone[:, None, SCALE] * by_scale_m[None]
        spread[0, 0] += across_m2 + (along_m2 - across_m2) * cos * cos
        spread[1, 1] += across_m2 + (along_m2 - across_m2) * sin * sin
        spread[0, 1] += (along_m2 - across_m2) * cos * sin
        x_sd = np.sqrt(spread[0, 0])
        xy = spread[0, 1] / x_sd
        y_sd = np.sqrt(spread[1, 1] - xy * xy)
        ahead_m = np.stack([x_sd * draw[0], xy * draw[0] + y_sd * draw[1]])
        self.place_m[0] += walked_m * cos + ahead_m[0]
        self.place_m[1] += walked_m * sin + ahead_m[1]
        # The place is now known: the regression on it, with the spread's Cholesky factor L as L^-1 J P.
        first = gone[0] / x_sd
        second = (gone[1] - xy * first) / y_sd
        self.mean[...] += first * draw[0] + second * draw[1]
        self.covariance[...] -= first[:, None] * first[None, :] + second[:, None] * second[None, :]
        self.covariance[TURN, TURN] += noise.turn_per_step_sd_rad**2

    def predict_idle(self, duration_s: float, noise: EkfNoise) -> None:
        """Let time pass: turn and offset wander (EKF-3)."""
        self.covariance[TURN, TURN] += noise.turn_per_s_sd_rad**2 * duration_s
        self.covariance[OFFSET, OFFSET] += noise.offset_per_s_sd_db**2 * duration_s

    def wander(self, sd_m: float, draw: FloatArray) -> None:
        """Let each hypothesis get somewhere unknown, with `sd_m` in each axis: `draw` is (2, n)."""
        self.place_m[...] += sd_m * draw

    def drift(self, walked_m: float, error_m: float, noise: EkfNoise, draw: FloatArray) -> None:
        """Let the error of a map of `error_m` change with the way walked (BANK-4): `draw` is (2, n)."""
        keep = math.exp(-walked_m / noise.map_length_m)
        self.shift_m[...] = keep * self.shift_m + error_m * math.sqrt(1.0 - keep * keep) * draw

    def update_offset(
        self, residual_db: FloatArray, R_db2: FloatArray, gate_db2: FloatArray, gate_sd: float
    ) -> FloatArray:
        """Take what a sighting's loudness says of the phone's offset, within the gate (BANK-3).

        `residual_db` (n,) is heard minus expected without the offset; `R_db2` (n,) its tempered variance,
        `gate_db2` (n,) that of a single reading. Returns the squared innovation in its own sd (n,).
        """
        innovation_db = residual_db - self.mean[OFFSET]
        offset_db2 = self.covariance[OFFSET, OFFSET]
        variance_db2 = offset_db2 + R_db2
        inside = innovation_db**2 <= gate_sd**2 * (offset_db2 + gate_db2)
        column = self.covariance[:, OFFSET].copy()
        gain = np.where(inside, column / variance_db2, 0.0)
        self.mean[...] += gain * innovation_db
        self.covariance[...] -= gain[:, None] * column[None, :]
        return np.asarray(innovation_db**2 / variance_db2)

    def picked(self, index: NDArray[np.intp]) -> EkfBank:
        """Return the hypotheses of an index, equally likely."""
        return EkfBank(
            self.place_m[:, index], self.shift_m[:, index], self.mean[:, index],
            self.covariance[:, :, index], np.zeros(len(index)),
        )  # fmt: skip

    def to_bytes(self) -> bytes:
        """Return the arrays in single precision: exact for a bank that was `rounded`."""
        columns = (self.place_m, self.shift_m, self.mean, self.covariance, self.log_weight)
        return b"".join(column.astype("<f4").tobytes() for column in columns)

    @classmethod
    def from_bytes(cls, content: bytes, size: int) -> EkfBank:
        """Return the bank of `to_bytes`; ValueError when the bytes are of another size."""
        columns = np.frombuffer(content, "<f4").astype(np.float64).reshape(-1, size)
        place_m, shift_m, mean, covariance, log_weight = np.split(columns, (2, 4, 7, 16))
        shape = (WALK_STATES, WALK_STATES, size)
        return cls(place_m, shift_m, mean, covariance.reshape(shape), log_weight.reshape(size))

    def rounded(self) -> EkfBank:
        """Return the hypotheses in single precision's values: what a snapshot holds is what goes on."""
        columns = (self.place_m, self.shift_m, self.mean, self.covariance, self.log_weight)
        return EkfBank(*(column.astype(np.float32, order="C").astype(np.float64) for column in columns))


def systematic_draw(weights: FloatArray, count: int, position: float) -> NDArray[np.intp]:
    """Return the index of `count` hypotheses by their weights, evenly spaced from `position` in [0, 1) on.

    References
    ----------
    G. Kitagawa, "Monte Carlo filter and smoother for non-Gaussian nonlinear state space models", Journal of
    Computational and Graphical Statistics 5(1), 1996.
    """
    edges = np.cumsum(weights)
    at = np.searchsorted(edges / edges[-1], (position + np.arange(count)) / count)
    return np.minimum(at, len(weights) - 1)
