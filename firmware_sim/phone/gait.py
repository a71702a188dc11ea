"""How a walking body moves the phone it carries: harmonics of step and stride (SIM-20, SIM-21)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from firmware_sim.drift import drift
from firmware_sim.motion import RATE_HZ, Truth
from firmware_sim.phone.device import Phone
from positioning.types import FloatArray

VERTICAL_MPS2 = (4.4, 1.6, 0.8)
"""Amplitudes of the vertical acceleration at 1, 2, 3 times the step rate at `USUAL_PACE_MPS`. Their lines are
blurred by uneven steps: what a windowed Fourier transform over 10 s finds of them is 3.2, 1.0 and 0.4, the
medians of the site1-B1 survey walks."""
VERTICAL_PHASE_RAD = (0.0, 0.8, 1.9)
FORWARD_MPS2 = 1.4
SIDEWAYS_MPS2 = 1.0
"""Forward sway goes with the step, sideways sway with the stride of two steps (H. B. Menz, S. R. Lord, R. C.
Fitzpatrick, Gait and Posture 18, 2003); sizes from the site1-B1 survey walks, sd 1.05 and 0.76 m/s2."""

USUAL_PACE_MPS = 1.25
"""Median over the legs of 8 m and more of the site1-B1 survey walks."""

UNEVEN_STEPS = 0.06
UNEVEN_S = 1.0
UNEVEN_SHAKE = 0.2
"""By how much of a step and of its size people's steps differ from the mean one, and for how long: a
coefficient of variation of step times of 3-4 % (J. M. Hausdorff, Human Movement Science 26, 2007)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sway:
    """What walking does to the phone: columns (n,), in the walking body's frame.

    `forward_mps2`, `left_mps2`, `up_mps2` accelerate it; `pitch_rad` lifts its top, `turn_rad` turns it left.
    """

    forward_mps2: FloatArray
    left_mps2: FloatArray
    up_mps2: FloatArray
    pitch_rad: FloatArray
    turn_rad: FloatArray


def sway(truth: Truth, phone: Phone, rng: np.random.Generator) -> Sway:
    """The sway of a walk; people who stand still do not sway."""
    pose, n = phone.pose, len(truth)
    effort = np.minimum(truth.pace_mps / USUAL_PACE_MPS, 1.6)
    step_rad = math.tau * (truth.steps + drift(n, UNEVEN_STEPS, UNEVEN_S, 1.0 / RATE_HZ, rng))
    shake = phone.tread * pose.shake * effort * np.exp(drift(n, UNEVEN_SHAKE, UNEVEN_S, 1.0 / RATE_HZ, rng))
    stride = np.cos(step_rad / 2)
    up = pose.limp * VERTICAL_MPS2[0] * stride
    for k, (amplitude, phase) in enumerate(zip(VERTICAL_MPS2, VERTICAL_PHASE_RAD, strict=True), start=1):
        up = up + amplitude * np.cos(k * step_rad + phase)
    swing_rad = pose.swing_rad * np.minimum(effort, 1.0) * np.sin(step_rad / 2)
    forward = shake * FORWARD_MPS2 * np.sin(step_rad)
    up = shake * up
    if pose.arm_m > 0.0:
        forward = forward + _second_rate(pose.arm_m * np.sin(swing_rad))
        up = up + _second_rate(-pose.arm_m * np.cos(swing_rad))
    return Sway(
        forward_mps2=forward,
        left_mps2=shake * SIDEWAYS_MPS2 * stride,
        up_mps2=up,
        pitch_rad=np.minimum(effort, 1.0) * pose.pitch_rad * np.sin(step_rad + 0.5) + swing_rad,
        turn_rad=np.minimum(effort, 1.0) * pose.turn_rad * np.sin(step_rad / 2),
    )


def _second_rate(column: FloatArray) -> FloatArray:
    """Second derivative by time of a column at `RATE_HZ`, (n,)."""
    padded = np.pad(column, 1, mode="edge")
    return np.asarray((padded[2:] - 2.0 * padded[1:-1] + padded[:-2]) * RATE_HZ**2)
