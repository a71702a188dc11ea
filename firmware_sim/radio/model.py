"""The constants of the simulated radio; SIM-11 to SIM-18 of docs/theory/simulator.md say where from."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from firmware_sim.beacon.battery import ADVERT_DELAY_S
from firmware_sim.radio.level import FULL_SHADOW_M
from firmware_sim.scanner import FITTED, ScanHabits
from firmware_sim.waves import WAVES
from positioning.types import FloatArray

USUAL_AWAY_M = 12.0
"""Where packets mostly come from."""


@dataclass(frozen=True, slots=True)
class RadioModel:
    """What all beacons and phones of a world share (docs/theory/simulator.md, SIM-2 to SIM-11).

    Attributes
    ----------
    exponent, clutter_db_per_m : of the law of loss by distance.
    wall_loss_db : for each wall or shelf between, of which at most `most_walls` count.
    body_loss_db : with the beacon right behind the shopper.
    sensitivity_dbm, sensitivity_sd_db : a packet of this level is heard half the time; width of that edge.
    shadow_db, shadow_length_m : of the room, the same for everybody; from `FULL_SHADOW_M` on.
    passing_db : of people, bodies and what stands about, another one on each visit, half of it (in dB2) over
        `passing_length_m` and `passing_s`, the other half over `lasting_length_m` and `lasting_s`.
    shadow_common_m : beacons so far apart, |dx| + |dy|, have 1 / e of their shadows in common.
    multipath_db : the standing pattern of scattered waves, another one on each of the three channels.
    event_db : what differs from one packet to the next.
    clarity_sd, clarity_length_m : how the share of packets noted differs by place: sd of its logarithm.
    place_sd_m, level_sd_db : how far a beacon hangs from its place on the map, and is off its level there.
    usual_reception : share of the packets above the sensitivity that phones note: mean over phones, places.
    """

    exponent: float
    clutter_db_per_m: float
    wall_loss_db: float
    most_walls: int
    body_loss_db: float
    sensitivity_dbm: float
    sensitivity_sd_db: float
    shadow_db: float
    shadow_length_m: float
    passing_db: float
    passing_length_m: float
    passing_s: float
    lasting_length_m: float
    lasting_s: float
    shadow_common_m: float
    multipath_db: float
    event_db: float
    clarity_sd: float
    clarity_length_m: float
    place_sd_m: float
    level_sd_db: float
    usual_reception: float

    @property
    def passing_scales(self) -> tuple[FloatArray, FloatArray]:
        """How far (m) and how long (s) each wave of a passing shadow reaches, (`WAVES`,) each."""
        return (
            np.repeat([self.passing_length_m, self.lasting_length_m], WAVES // 2),
            np.repeat([self.passing_s, self.lasting_s], WAVES // 2),
        )

    @property
    def spread_db(self) -> float:
        """How far single packets lie from the law, by all that the world adds: which side a phone favours is
        the phone's.
        """
        shadow_db = self.shadow_db * math.sqrt(USUAL_AWAY_M / FULL_SHADOW_M)
        return math.hypot(shadow_db, self.passing_db, self.multipath_db, self.event_db, self.level_sd_db)

    def usual_interval_s(self, heard_rate_hz: float) -> float:
        """The advertising interval of a beacon that a usual phone nearby hears this often."""
        return self.usual_reception / heard_rate_hz - ADVERT_DELAY_S / 2

    @classmethod
    def fitted(cls, path: Path = FITTED) -> RadioModel:
        """Read the constants from their file."""
        radio = json.loads(path.read_text(encoding="utf-8"))["radio"]
        usual_reception = ScanHabits.fitted(path).usual_reception(radio["clarity_sd"])
        return cls(**radio, usual_reception=usual_reception)
