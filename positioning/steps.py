"""Steps from the accelerometer alone, in any carry position, as they happen (docs/theory/steps.md).

The norm of the specific force does not know how the phone is held (STEP-1). It is averaged over 20 ms cells,
so that any rate and uneven times give the same even signal (STEP-2), band-passed around the cadence of
walking (STEP-3), and each swing from a valley up to a peak that is large enough is one step (STEP-4). Its
size and the cadence give the step's length (STEP-5).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

import numpy as np

from positioning.errors import InvalidState
from positioning.types import FloatArray, ImuSamples, StepEvents

GRAVITY_MPS2 = 9.80665

CELL_S = 0.02
"""50 Hz: ten times the highest cadence that passes the filter."""

GAP_S = 0.5
"""A silence of a whole step: what came before says nothing about the swing that follows."""

BAND_HZ = (0.5, 2.5)
"""Pedestrians step at 1.4 to 2.5 Hz (Pachi and Ji 2005); the lower edge lets a first step
show at once: a narrower band needs a whole step to swing up."""

BIQUADS = (
    (0.013359200027856498, 0.026718400055712997, 0.013359200027856498, -1.686278256753083, 0.753714473246724),
    (1.0, -2.0, 1.0, -1.9250515947328444, 0.9299234737648037),
)
"""Butterworth band-pass of order 2 over `BAND_HZ` at 50 Hz as two sections (b0, b1, b2, a1, a2); a test
designs it again with scipy."""

PEAK_DELAY_S = 0.08
"""Phase delay of the band-pass at 1.9 Hz, the median cadence of the mall survey walks."""

CONFIRMED_FALL = 0.5
"""A peak is over when the signal fell by this share of the least swing, or after `CONFIRM_S`."""

CONFIRM_S = 0.2
MIN_INTERVAL_S = 0.25
FORGET_S = 1.5
"""After three missed steps the next ones need the least swing alone: the carry may have changed."""

MEMORY = 0.3
"""How much the last step counts in the running means of swings and intervals."""

LENGTH_FACTOR, LENGTH_POWER = 0.397, 0.35
"""K and its power in STEP-5, least squares over 118 mall survey walks, left out one by one: 9 % of a walk's
length stays unexplained, 14 % with a constant length."""

USUAL_INTERVAL_S = 0.53
"""Between the steps of the mall survey walks, the median: who took one step alone is taken to walk like
that."""

INTERVAL_RANGE_S = (0.3, 0.9)
"""Of somebody who walks; what is longer is a pause, what is shorter a stumble."""

_STATE = struct.Struct("<B16d")
_STATE_VERSION = 2


@dataclass(frozen=True, slots=True)
class SwingRule:
    """How large a swing from valley to peak has to be to count as a step (STEP-4).

    `least_mps2`, in the band: the weakest twentieth of a mall survey walk's steps is typically at 3.3, in the
    gentlest twentieth of the walks at 1.6; of a first step the filter shows about half. `share` of the recent
    swings: the smaller foot of a pocket has 0.5 and more.
    """

    least_mps2: float = 1.0
    share: float = 0.4


USUAL_SWING = SwingRule()


@dataclass(slots=True)
class StepDetector:
    """Finds steps sample by sample; fed in any portions, it finds the same steps.

    A step is told at most 0.4 s after its time: the filter's phase delay, the confirmation and one cell.
    """

    rule: SwingRule = USUAL_SWING
    _origin_s: float = math.nan
    _cells: float = 0.0
    _last_s: float = math.nan
    _last_mps2: float = 0.0
    _area: float = 0.0
    _low1: float = 0.0
    _low2: float = 0.0
    _high1: float = 0.0
    _high2: float = 0.0
    _rising: float = 1.0
    _valley: float = 0.0
    _peak: float = -math.inf
    _peak_s: float = 0.0
    _swing: float = math.nan
    _interval_s: float = USUAL_INTERVAL_S
    _last_step_s: float = -math.inf

    def step(self, imu: ImuSamples) -> StepEvents:
        """Take the next samples and return the steps that became known with them.

        Times of steps may lie up to 0.4 s before the first of these samples.
        """
        return self.feed(imu.t_s, imu.accel_mps2)

    def feed(self, t_s: FloatArray, accel_mps2: FloatArray) -> StepEvents:
        """The same for times (n,) and specific force (n, 3) alone; samples from the past are passed over."""
        x, y, z = accel_mps2[:, 0], accel_mps2[:, 1], accel_mps2[:, 2]
        norm_mps2 = np.sqrt(x * x + y * y + z * z)
        found: list[tuple[float, float]] = []
        for time_s, force_mps2 in zip(t_s.tolist(), norm_mps2.tolist(), strict=True):
            # A sensor that has not begun yet reports exact zeros; comparisons also drop what is not finite.
            if 0.0 < force_mps2 < math.inf and -math.inf < time_s < math.inf:
                self._sample(time_s, force_mps2 - GRAVITY_MPS2, found)
        times, lengths = zip(*found, strict=True) if found else ((), ())
        return StepEvents(np.array(times, dtype=np.float64), np.array(lengths, dtype=np.float64))

    def _sample(self, t_s: float, mps2: float, found: list[tuple[float, float]]) -> None:
        """Integrate from the sample before and close every cell that ends by this one (STEP-2)."""
        if not t_s - self._last_s <= GAP_S:
            self._restart(t_s, mps2)
            return
        if t_s < self._last_s:
            return
        slope = (mps2 - self._last_mps2) / (t_s - self._last_s) if t_s > self._last_s else 0.0
        edge_s = self._origin_s + (self._cells + 1.0) * CELL_S
        while edge_s <= t_s:
            edge_mps2 = self._last_mps2 + slope * (edge_s - self._last_s)
            area = self._area + 0.5 * (self._last_mps2 + edge_mps2) * (edge_s - self._last_s)
            self._area, self._last_s, self._last_mps2 = 0.0, edge_s, edge_mps2
            self._cells += 1.0
            self._cell(edge_s - CELL_S / 2, self._filtered(area / CELL_S), found)
            edge_s = self._origin_s + (self._cells + 1.0) * CELL_S
        self._area += 0.5 * (self._last_mps2 + mps2) * (t_s - self._last_s)
        self._last_s, self._last_mps2 = t_s, mps2

    def _restart(self, t_s: float, mps2: float) -> None:
        """Begin anew: a filter at rest suits a phone at rest, since gravity is already taken off."""
        self._origin_s, self._cells = t_s, 0.0
        self._last_s, self._last_mps2, self._area = t_s, mps2, 0.0
        self._low1 = self._low2 = self._high1 = self._high2 = 0.0
        self._rising, self._valley, self._peak = 1.0, 0.0, -math.inf

    def _filtered(self, value: float) -> float:
        """Two second-order sections in transposed direct form II (STEP-3)."""
        (b0, b1, b2, a1, a2), (c0, c1, c2, d1, d2) = BIQUADS
        middle = b0 * value + self._low1
        self._low1 = b1 * value - a1 * middle + self._low2
        self._low2 = b2 * value - a2 * middle
        out = c0 * middle + self._high1
        self._high1 = c1 * middle - d1 * out + self._high2
        self._high2 = c2 * middle - d2 * out
        return out

    def _cell(self, t_s: float, value: float, found: list[tuple[float, float]]) -> None:
        """Follow the signal from valley to peak and back (STEP-4)."""
        if t_s - self._last_step_s > FORGET_S:
            self._swing = math.nan
        least = self.rule.least_mps2
        if self._swing * self.rule.share > least:
            least = self._swing * self.rule.share
        if not self._rising:
            self._valley = min(self._valley, value)
            if value - self._valley >= CONFIRMED_FALL * least:
                self._rising, self._peak, self._peak_s = 1.0, value, t_s
            return
        if value > self._peak:
            self._peak, self._peak_s = value, t_s
        swing = self._peak - self._valley
        if swing < least:
            if value < self._valley:
                self._valley = self._peak = value
                self._peak_s = t_s
            return
        if self._peak - value >= CONFIRMED_FALL * least or t_s - self._peak_s >= CONFIRM_S:
            self._rising, self._valley = 0.0, value
            self._step(swing, found)

    def _step(self, swing: float, found: list[tuple[float, float]]) -> None:
        step_s = self._peak_s - PEAK_DELAY_S
        if step_s - self._last_step_s < MIN_INTERVAL_S:
            return
        known = math.isfinite(self._swing)
        self._swing = self._swing + MEMORY * (swing - self._swing) if known else swing
        interval_s = step_s - self._last_step_s
        if INTERVAL_RANGE_S[0] < interval_s < INTERVAL_RANGE_S[1]:
            self._interval_s += MEMORY * (interval_s - self._interval_s)
        self._last_step_s = step_s
        found.append((step_s, LENGTH_FACTOR * (swing * self._interval_s) ** LENGTH_POWER))

    def snapshot(self) -> bytes:
        """The whole state but the rule; `restore` goes on from it to the bit."""
        return _STATE.pack(_STATE_VERSION, *(getattr(self, name) for name in self.__slots__[1:]))

    @classmethod
    def restore(cls, state: bytes, rule: SwingRule = USUAL_SWING) -> StepDetector:
        """Go on from a `snapshot` of a detector of the same rule.

        Raises
        ------
        InvalidState : the bytes are not such a state.
        """
        if len(state) != _STATE.size or state[0] != _STATE_VERSION:
            raise InvalidState("not a step detector's state of this version")
        return cls(rule, *_STATE.unpack(state)[1:])


def detect_steps(t_s: FloatArray, accel_mps2: FloatArray) -> StepEvents:
    """Find the steps in a stretch of accelerometer samples.

    Parameters
    ----------
    t_s : (n,) seconds, not decreasing; 25 to 400 Hz, uneven spacing and silences are fine.
    accel_mps2 : (n, 3) specific force with gravity, in whatever axes the phone was carried.

    Returns
    -------
    Times and lengths of the steps: what `StepDetector` finds, fed frame by frame.

    Raises
    ------
    ValueError : the shapes do not fit.

    References
    ----------
    H. Weinberg, "Using the ADXL202 in pedometer and personal navigation applications", Analog Devices
    AN-602, 2002; the interval was added (docs/theory/steps.md).

    Examples
    --------
    Ten seconds at two steps a second, the phone upright:

    >>> import numpy as np
    >>> t_s = np.arange(0, 10.2, 0.02)
    >>> bounce = 2.5 * np.sin(2 * np.pi * 2.0 * t_s)
    >>> steps = detect_steps(t_s, np.column_stack((0 * t_s, 9.81 + bounce, 0 * t_s)))
    >>> len(steps), float(np.round(np.median(np.diff(steps.t_s)), 2))
    (20, 0.5)
    """
    t_s = np.asarray(t_s, dtype=np.float64)
    accel_mps2 = np.asarray(accel_mps2, dtype=np.float64)
    if t_s.ndim != 1 or accel_mps2.shape != (len(t_s), 3):
        raise ValueError(f"t_s {t_s.shape} and accel_mps2 {accel_mps2.shape} must be (n,) and (n, 3)")
    return StepDetector().feed(t_s, accel_mps2)
