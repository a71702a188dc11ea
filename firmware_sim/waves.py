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
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from positioning.types import FloatArray

WAVES = 12

Singles = NDArray[np.float32]
"""In single precision a phase of thousands of turns is known to some milliradians, and cosines are quick."""


class Field(Protocol):
    """A quantity over place and time."""

    def at(self, x_m: FloatArray, y_m: FloatArray, t_s: FloatArray) -> FloatArray:
        """Values at n places and times, (n,)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class WaveField:
    """`sd` times a unit field over place and time; its faces, if several, differ by phases alone.

    `waves` is (3, n): wave numbers along x and y in rad/m, angular frequencies in rad/s; `phases_rad`
    (faces, n).
    """

    sd: float
    waves: Singles
    phases_rad: Singles

    @classmethod
    def smooth(
        cls,
        sd: float,
        length_m: float,
        rng: np.random.Generator,
        count: int = WAVES,
    ) -> WaveField:
        """A field with correlation exp(-d^2 / 2 length^2)."""
        return cls._of(sd, rng.rayleigh(1.0 / length_m, count), math.inf, 1, rng)

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
        beyond = 1.0 - rng.random(count)
        return cls._of(sd, np.sqrt(beyond**-2.0 - 1.0) / length_m, lasting_s, 1, rng)

    @classmethod
    def scattered(
        cls, sd: float, wavelength_m: float, rng: np.random.Generator, faces: int = 1, count: int = WAVES
    ) -> WaveField:
        """The standing pattern of waves of one length that come from all sides."""
        return cls._of(sd, np.full(count, math.tau / wavelength_m), math.inf, faces, rng)

    @classmethod
    def _of(
        cls, sd: float, number_radpm: FloatArray, lasting_s: float, faces: int, rng: np.random.Generator
    ) -> WaveField:
        count = len(number_radpm)
        direction_rad = math.tau * rng.random(count)
        waves = np.empty((3, count), dtype=np.float32)
        waves[0], waves[1] = number_radpm * np.cos(direction_rad), number_radpm * np.sin(direction_rad)
        waves[2] = rng.standard_normal(count) / lasting_s
        return cls(sd, waves, math.tau * rng.random((faces, count), dtype=np.float32))

    def at(self, x_m: FloatArray, y_m: FloatArray, t_s: FloatArray) -> FloatArray:
        """Values at n places and times, (n,), in the unit of `sd`."""
        return WaveFields.beside([self]).at(x_m, y_m, t_s)[:, 0].astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class WaveFields:
    """Several fields of as many waves each, reckoned together at the same places and times.

    `sds` are theirs; `waves` (3 + faces, fields * n) are those of one field after the other, the phases of
    each face below. A field of one face has it in place of all.
    """

    sds: tuple[float, ...]
    waves: Singles

    @classmethod
    def beside(cls, fields: Sequence[WaveField], faces: int = 1) -> WaveFields:
        """The fields as columns, in this order."""
        count = len(fields[0].waves[0])
        waves = np.empty((3 + faces, count * len(fields)), dtype=np.float32)
        for k, field in enumerate(fields):
            waves[:3, k * count : (k + 1) * count] = field.waves
            waves[3:, k * count : (k + 1) * count] = field.phases_rad
        return cls(tuple(field.sd for field in fields), waves)

    def with_another(self, field: WaveField) -> WaveFields:
        """These and one more, of as many waves."""
        count = len(field.waves[0])
        waves = np.empty((len(self.waves), self.waves.shape[1] + count), dtype=np.float32)
        waves[:, :-count] = self.waves
        waves[:3, -count:], waves[3:, -count:] = field.waves, field.phases_rad
        return WaveFields((*self.sds, field.sd), waves)

    def at(
        self,
        x_m: FloatArray | Singles,
        y_m: FloatArray | Singles,
        t_s: FloatArray,
        face: NDArray[np.intp] | int = 0,
    ) -> Singles:
        """Values at n places and times on these faces, (n, fields), in the unit of the fields."""
        return self.among(joined(x_m, y_m, t_s, face, len(self.waves) - 3))

    def among(self, places: Singles) -> Singles:
        """The same for places, times and faces that were `joined` before."""
        phases_rad = places @ self.waves
        shares = _shares(self.sds, self.waves.shape[1] // len(self.sds))
        values: Singles = np.cos(phases_rad, out=phases_rad) @ shares
        return values


def joined(
    x_m: FloatArray | Singles,
    y_m: FloatArray | Singles,
    t_s: FloatArray,
    face: NDArray[np.intp] | int,
    faces: int,
) -> Singles:
    """Places, times and which of the faces, joined: (n, 3 + faces)."""
    columns = np.zeros((len(x_m), 3 + faces), dtype=np.float32)
    columns[:, 0], columns[:, 1], columns[:, 2] = x_m, y_m, t_s
    columns[np.arange(len(x_m)), 3 + face] = 1.0
    return columns


@lru_cache(maxsize=64)
def _shares(sds: tuple[float, ...], count: int) -> Singles:
    """What each wave adds to each field, (fields * count, fields)."""
    shares = np.kron(np.diag(sds), np.full((count, 1), math.sqrt(2.0 / count))).astype(np.float32)
    shares.flags.writeable = False
    return shares
