"""How a walking body moves the phone it carries: harmonics of step and stride (SIM-20, SIM-21)."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

import numpy as np

from firmware_sim.drift import drift
from firmware_sim.motion import RATE_HZ, Truth
from firmware_sim.phone.device import Phone
from firmware_sim.phone.directions import Directions, directions
from firmware_sim.waves import Singles
from positioning.types import FloatArray

VERTICAL_MPS2 = (4.4, 1.6, 0.8)
"""Amplitudes of the vertical acceleration at 1, 2, 3 times the step rate at `USUAL_PACE_MPS`. Their lines are
blurred by uneven steps: what a windowed Fourier transform over 10 s finds of them is 3.2, 1.0 and 0.4, the
medians of the site1-B1 survey walks."""
VERTICAL_PHASE_RAD = (0.0, 0.8, 1.9)
PITCH_PHASE_RAD = 0.5
FORWARD_MPS2 = 1.4
SIDEWAYS_MPS2 = 1.0
"""Forward sway goes with the step, sideways sway with the stride of two steps (H. B. Menz, S. R. Lord, R. C.
Fitzpatrick, Gait and Posture 18, 2003); sizes from the site1-B1 survey walks, sd 1.05 and 0.76 m/s2."""

USUAL_PACE_MPS = 1.25
"""Median over the legs of 8 m and more of the site1-B1 survey walks."""

UNEVEN_STEPS = 0.06
UNEVEN_S = 1.0
UNEVEN_SHAKE = 0.35
"""By how much of a step and of its size people's steps differ from the mean one, and for how long: a
coefficient of variation of step times of 3-4 % (J. M. Hausdorff, Human Movement Science 26, 2007); what steps
of one walk are felt to be long has one of 17 % on the site1-B1 survey walks."""


@dataclass(frozen=True, slots=True, eq=False)
class Sway:
    """What walking does to the phone: columns (n,), in the walking body's frame.

    `ahead_mps2` accelerates it forward (real part) and left (imaginary part), `up_mps2` upward; `pitch_rad`
    lifts its top, `turn_rad` turns it left.
    """

    ahead_mps2: Directions
    up_mps2: Singles
    pitch_rad: Singles
    turn_rad: Singles


def sway(truth: Truth, phone: Phone, rng: np.random.Generator) -> Sway:
    """The sway of a walk; people who stand still do not sway."""
    pose, n = phone.pose, len(truth)
    effort = np.minimum(truth.pace_mps / USUAL_PACE_MPS, 1.6).astype(np.float32)
    uneven = drift(n, UNEVEN_SHAKE, UNEVEN_S, 1.0 / RATE_HZ, rng).astype(np.float32)
    shake = truth.tread * pose.shake * effort * np.exp(uneven)
    stride = directions(math.pi * (truth.steps + drift(n, UNEVEN_STEPS, UNEVEN_S, 1.0 / RATE_HZ, rng)))
    step = stride * stride
    up, harmonic = pose.limp * VERTICAL_MPS2[0] * stride.real, np.ones_like(step)
    for amplitude_mps2, phase_rad in zip(VERTICAL_MPS2, VERTICAL_PHASE_RAD, strict=True):
        harmonic *= step
        up += amplitude_mps2 * (harmonic * _turn(phase_rad)).real
    at_work: Singles = np.minimum(effort, np.float32(1.0))
    swing_rad = pose.swing_rad * at_work * stride.imag
    ahead = np.empty(n, dtype=np.complex64)
    ahead.real, ahead.imag = shake * FORWARD_MPS2 * step.imag, shake * SIDEWAYS_MPS2 * stride.real
    up *= shake
    if pose.arm_m > 0.0:
        ahead.real += _second_rate(pose.arm_m * np.sin(swing_rad.astype(np.float64)))
        up += _second_rate(-pose.arm_m * np.cos(swing_rad.astype(np.float64)))
    return Sway(
        ahead_mps2=ahead,
        up_mps2=up,
        pitch_rad=at_work * pose.pitch_rad * (step * _turn(PITCH_PHASE_RAD)).imag + swing_rad,
        turn_rad=at_work * pose.turn_rad * stride.imag,
    )


def _turn(angle_rad: float) -> np.complex64:
    return np.complex64(cmath.exp(1j * angle_rad))


def _second_rate(column: FloatArray) -> FloatArray:
    """Second derivative by time of a column at `RATE_HZ`, (n,)."""
    padded = np.pad(column, 1, mode="edge")
    return np.asarray((padded[2:] - 2.0 * padded[1:-1] + padded[:-2]) * RATE_HZ**2)
