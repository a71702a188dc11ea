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

    `waves` is (3 + faces, n): wave numbers along x and y in rad/m, angular frequencies in rad/s, the phases
    of each face in rad.
    """

    sd: float
    waves: Singles

    @classmethod
    def smooth(
        cls,
        sd: float,
        length_m: float,
        rng: np.random.Generator,
        count: int = WAVES,
    ) -> WaveField:
        """A field with correlation exp(-d^2 / 2 length^2)."""
        return cls(sd, _waves(rng.rayleigh(1.0 / length_m, count), _chances(rng, count)))

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
        """A field with correlation exp(-d / length), as shadows have; in time it lasts `lasting_s`."""
        return cls(sd, rough_waves(rough_chances(rng, count), length_m, lasting_s))

    @classmethod
    def scattered(
        cls, sd: float, wavelength_m: float, rng: np.random.Generator, faces: int = 1, count: int = WAVES
    ) -> WaveField:
        """The standing pattern of waves of one length that come from all sides."""
        return cls(sd, _waves(np.full(count, math.tau / wavelength_m), _chances(rng, count, faces)))

    def at(self, x_m: FloatArray, y_m: FloatArray, t_s: FloatArray) -> FloatArray:
        """Values at n places and times, (n,), in the unit of `sd`."""
        return WaveFields.beside([self]).at(x_m, y_m, t_s)[:, 0].astype(np.float64)


def rough_chances(rng: np.random.Generator, count: int = WAVES) -> FloatArray:
    """What the `rough_waves` of one field are made of, (4, count): their number, then as `_chances`."""
    chances = np.empty((4, count))
    chances[:2], chances[2] = rng.random((2, count)), rng.standard_normal(count)
    chances[3] = rng.random(count, dtype=np.float32)
    return chances


def rough_waves(
    chances: FloatArray, length_m: float | FloatArray, lasting_s: float | FloatArray = math.inf
) -> Singles:
    """The waves of rough fields, (..., 4, n), of each one's chances (..., 4, n); scales of all or each, (n,).

    In the plane the spectrum of exp(-d / length) is (1 + (k length)^2)^(-3/2): wave numbers up to k have a
    share of 1 - (1 + (k length)^2)^(-1/2).
    """
    beyond = 1.0 - chances[..., 0, :]
    return _waves(np.sqrt(beyond**-2.0 - 1.0) / length_m, chances[..., 1:, :], lasting_s)


def _chances(rng: np.random.Generator, count: int, faces: int = 1) -> FloatArray:
    """What waves differ by besides their number, (2 + faces, count): direction, frequency, phases."""
    chances = np.empty((2 + faces, count))
    chances[0], chances[1] = rng.random(count), rng.standard_normal(count)
    chances[2:] = rng.random((faces, count), dtype=np.float32)
    return chances


def _waves(
    number_radpm: FloatArray, chances: FloatArray, lasting_s: float | FloatArray = math.inf
) -> Singles:
    """Waves (..., 3 + faces, n) of these numbers (..., n), their chances (..., 2 + faces, n)."""
    direction_rad = math.tau * chances[..., 0, :]
    return np.concatenate(
        [
            (number_radpm * np.cos(direction_rad))[..., None, :],
            (number_radpm * np.sin(direction_rad))[..., None, :],
            chances[..., 1:2, :] / lasting_s,
            math.tau * chances[..., 2:, :],
        ],
        axis=-2,
        dtype=np.float32,
    )


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
        count = fields[0].waves.shape[1]
        waves = np.empty((3 + faces, count * len(fields)), dtype=np.float32)
        for k, field in enumerate(fields):
            _put(waves[:, k * count : (k + 1) * count], field)
        return cls(tuple(field.sd for field in fields), waves)

    def with_another(self, field: WaveField) -> WaveFields:
        """These and one more, of as many waves."""
        count = field.waves.shape[1]
        waves = np.empty((len(self.waves), self.waves.shape[1] + count), dtype=np.float32)
        waves[:, :-count] = self.waves
        _put(waves[:, -count:], field)
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


def _put(columns: Singles, field: WaveField) -> None:
    """Write the waves of a field into columns (3 + faces, n)."""
    columns[:3], columns[3:] = field.waves[:3], field.waves[3:]


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
