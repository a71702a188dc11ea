"""Random fields as sums of plane waves: how loud a place is beside the mean, without a grid.

A sum of N waves of random direction, wave number and phase tends to a Gaussian field whose spectrum is that
of the wave numbers: Rayleigh ones of scale 1 / length give a smooth field, heavier-tailed ones a rough one,
one number alone the J0 pattern of scattered radio (SIM-3).

References
----------
S. O. Rice, "Mathematical analysis of random noise", Bell System Technical Journal 23, 1944.
X. Cai, G. B. Giannakis, "A two-dimensional channel simulation model for shadowing processes", IEEE Trans.
Vehicular Technology 52, 2003.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from positioning.types import FloatArray

WAVES = 12


@dataclass(frozen=True, slots=True, eq=False)
class WaveField:
    """`sd` times a unit field over place and time.

    `waves` is (3, n): wave numbers along x and y in rad/m, angular frequencies in rad/s; `phases_rad` (n,).
    """

    sd: float
    waves: FloatArray
    phases_rad: FloatArray

    @classmethod
    def smooth(
        cls,
        sd: float,
        length_m: float,
        rng: np.random.Generator,
        count: int = WAVES,
    ) -> WaveField:
        """A field with correlation exp(-d^2 / 2 length^2)."""
        return cls._of(sd, rng.rayleigh(1.0 / length_m, count), np.zeros(count), rng)

    @classmethod
    def rough(
        cls,
        sd: float,
        length_m: float,
        rng: np.random.Generator,
        *,
        lasting_s: float = math.inf,
        count: int = WAVES,
    ) -> WaveField:
        """A field with correlation exp(-d / length), as shadows have; in time it lasts `lasting_s`.

        In the plane that correlation's spectrum is (1 + (k length)^2)^(-3/2): wave numbers up to k have a
        share of 1 - (1 + (k length)^2)^(-1/2).
        """
        beyond = rng.uniform(0.0, 1.0, count)
        number_radpm = np.sqrt(beyond**-2.0 - 1.0) / length_m
        pace_radps = rng.normal(0.0, 1.0 / lasting_s, count) if math.isfinite(lasting_s) else np.zeros(count)
        return cls._of(sd, number_radpm, pace_radps, rng)

    @classmethod
    def scattered(
        cls, sd: float, wavelength_m: float, rng: np.random.Generator, count: int = WAVES
    ) -> WaveField:
        """The standing pattern of waves of one length that come from all sides."""
        return cls._of(sd, np.full(count, math.tau / wavelength_m), np.zeros(count), rng)

    @classmethod
    def _of(
        cls, sd: float, number_radpm: FloatArray, pace_radps: FloatArray, rng: np.random.Generator
    ) -> WaveField:
        direction_rad = rng.uniform(0.0, math.tau, len(number_radpm))
        waves = np.vstack(
            [number_radpm * np.cos(direction_rad), number_radpm * np.sin(direction_rad), pace_radps]
        )
        return cls(sd, waves, rng.uniform(0.0, math.tau, len(number_radpm)))

    def at(self, x_m: FloatArray, y_m: FloatArray, t_s: FloatArray) -> FloatArray:
        """Values at n places and times, (n,), in the unit of `sd`."""
        phases_rad = np.stack([x_m, y_m, t_s], axis=1) @ self.waves + self.phases_rad
        # In single precision a phase of thousands of turns is known to a milliradian, and cosines are quick.
        along = np.cos(phases_rad.astype(np.float32)).sum(axis=1, dtype=np.float64)
        return np.asarray(self.sd * math.sqrt(2.0 / len(self.phases_rad)) * along)
