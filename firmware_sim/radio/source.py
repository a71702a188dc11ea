"""One transmitter as it really is: what differs from the map, and the fields around it (SIM-6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from firmware_sim.beacon.events import Emitter
from firmware_sim.radio.emitters import IntervalEmitter
from firmware_sim.radio.level import HEIGHT_M
from firmware_sim.radio.model import RadioModel
from firmware_sim.radio.shadows import CommonShadows
from firmware_sim.scanner import CHANNELS
from firmware_sim.streams import key_number, keyed_stream
from firmware_sim.waves import Field, WaveField, WaveFields, rough_waves
from positioning.types import Transmitter

WAVELENGTH_M = 0.125
"""Of 2.4 GHz."""

LEAST_INTERVAL_S = 0.02
"""Bluetooth Core 5.4, volume 6, part B, 4.4.2.2.1."""

EXPONENTS = (1.6, 5.0)
"""From line of sight in aisles to cluttered rooms with many walls (ITU-R P.1238-12, table 2 and text)."""


class SurveyedRoom(Protocol):
    """What is known of how a room dims a transmitter, place by place."""

    def agreeing(self, louder_db: float, shadow: WaveField, rng: np.random.Generator) -> Field:
        """Return what to add, dB, to a level and a room's shadow that were drawn, so that they agree."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One transmitter of the world.

    Attributes
    ----------
    number : stands for its key where chances are drawn.
    is_fixed : all its events come from (x_m, y_m) at its level.
    standing : the same for everybody: the room's shadow, in full, and the pattern of scattered waves, of
        which each channel has a face.
    known : what to add to its level at a place so that it is as a survey tells.
    """

    emitter: Emitter
    number: int
    x_m: float
    y_m: float
    is_fixed: bool
    rssi_1m_dbm: float
    exponent: float
    standing: WaveFields
    known: Field | None = None

    @classmethod
    def drawn(
        cls,
        transmitter: Transmitter,
        emitter: Emitter | None,
        model: RadioModel,
        seed: int,
        shadows: CommonShadows,
        room: SurveyedRoom | None = None,
    ) -> Source:
        """Draw what the map does not know of a transmitter: from the world's seed, its key and place alone.

        One with an emitter stays where its events say; one without hangs beside its place.
        """
        key = transmitter.key
        for_place, for_fields, for_times = keyed_stream(seed, key).spawn(3)
        rng = np.random.default_rng(for_place)
        beside_x_m, beside_y_m = rng.normal(0.0, model.place_sd_m, 2).tolist()
        louder_db = float(rng.normal(0.0, model.level_sd_db))
        x_m, y_m = transmitter.x_m, transmitter.y_m
        is_fixed = emitter is None
        if emitter is None:
            x_m, y_m = x_m + beside_x_m, y_m + beside_y_m
            interval_s = max(model.usual_interval_s(transmitter.heard_rate_hz), LEAST_INTERVAL_S)
            emitter = IntervalEmitter.drawn(key, x_m, y_m, interval_s, for_times)
        rng = np.random.default_rng(for_fields)
        chances = shadows.of(np.array([x_m]), np.array([y_m]))[0]
        shadow = WaveField(model.shadow_db, rough_waves(chances, model.shadow_length_m))
        pattern = WaveField.scattered(model.multipath_db, WAVELENGTH_M, rng, faces=CHANNELS)
        return cls(
            emitter,
            key_number(key),
            x_m,
            y_m,
            is_fixed,
            transmitter.rssi_1m_dbm + louder_db,
            _exponent(transmitter, model),
            WaveFields.beside([shadow, pattern], faces=CHANNELS),
            room.agreeing(louder_db, shadow, rng) if room is not None else None,
        )


def _exponent(transmitter: Transmitter, model: RadioModel) -> float:
    """The exponent by which the transmitter's level comes down to the sensitivity at its range of hearing.

    A map's own exponent is too small: far off only the loud packets are heard (SIM-12).
    """
    range_m = math.hypot(transmitter.heard_range_m, HEIGHT_M)
    fallen_db = transmitter.rssi_1m_dbm - model.sensitivity_dbm - model.clutter_db_per_m * (range_m - 1.0)
    return min(max(fallen_db / (10.0 * math.log10(range_m)), EXPONENTS[0]), EXPONENTS[1])
