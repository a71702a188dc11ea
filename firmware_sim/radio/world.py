"""What phones hear of the beacons of a level: the map, perturbed once for all shoppers. Simulated.

The world is richer than the model that the filter has of it (docs/theory/simulator.md): loudness falls with
another exponent, walls and bodies dim it, shadows and scattered waves move it, and whether a packet is noted
follows from a link budget and a scanner, not from a curve of rate over distance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from firmware_sim.beacon.events import Emitter
from firmware_sim.errors import NotInstalled
from firmware_sim.motion import Truth
from firmware_sim.phone import Phone
from firmware_sim.radio.level import distance_m
from firmware_sim.radio.model import FULL_SHADOW_M, RadioModel
from firmware_sim.radio.obstacles import Crossings, crossings
from firmware_sim.radio.packets import Packets, aggregated
from firmware_sim.radio.source import Source
from firmware_sim.scanner import Listening
from firmware_sim.waves import WaveField
from positioning.types import BeaconKey, BeaconMap, BeaconSighting, BoolArray, FloatArray, WalkableArea

PACKET_S = 376e-6
"""A full advertising packet: 47 bytes at 1 Mbit/s (Bluetooth Core 5.4, volume 6, part B, 2.1)."""

CAPTURE_DB = 6.0
"""A receiver follows the stronger of two packets from about this difference on: the capture effect
of frequency modulation (J. Arnbak, W. van Blitterswijk, IEEE J. Selected Areas in Communications 5, 1987: 3
to 10 dB)."""

REACH_DB = 24.0
"""A beacon whose mean level stays this far below the sensitivity is not followed: with fading and the width
of that edge, 9 dB together, one packet in two hundred would be heard."""

PATH_EVERY = 25
"""Whether a beacon comes within reach at all is looked at twice a second."""

LOUDEST_DBM, QUIETEST_DBM = 20.0, -127.0


class RadioWorld:
    """The transmitters of a level as they really are.

    Parameters
    ----------
    beacons : the map around which the world is drawn: of a plan, or of a survey.
    rng : draws what differs from the map.
    floor : walls and shelves that dim; without one there are none.
    emitters : what beacons of these keys send; the others of the map advertise at an interval.

    Raises
    ------
    NotInstalled : an emitter's key is not on the map: nothing says how loud it is.
    """

    def __init__(
        self,
        beacons: BeaconMap,
        rng: np.random.Generator,
        floor: WalkableArea | None = None,
        emitters: Mapping[BeaconKey, Emitter] | None = None,
        model: RadioModel | None = None,
    ) -> None:
        self.model = model or RadioModel.fitted()
        self._floor = floor
        self._between: dict[tuple[float, float], Crossings] = {}
        emitters = emitters or {}
        for key in emitters.keys() - beacons.transmitters.keys():
            raise NotInstalled(key)
        self._sources = tuple(
            Source.drawn(beacons.transmitters[key], emitters.get(key), self.model, rng)
            for key in sorted(beacons.transmitters)
        )

    def heard(
        self, truth: Truth, phone: Phone, rng: np.random.Generator, began_s: float = 0.0
    ) -> tuple[BeaconSighting, ...]:
        """The sightings of one walk in order of time; RSSI in whole dBm.

        `began_s` is when the visit began on the store's clock, which emitters go by.
        """
        until_s = float(truth.t_s[-1])
        listening = phone.scanner.listening(until_s, rng)
        on_air = self._on_air(truth, phone, began_s, until_s)
        packets = on_air.taken(listening.notes(on_air.t_s, rng))
        packets = packets.taken(~self._collide(packets, on_air, truth))
        rssi_dbm = self._mean_dbm(packets, truth) + phone.rssi_offset_db - phone.pose.loss_db
        rssi_dbm += self._fading_db(packets, listening, truth, rng)
        edge_dbm = self.model.sensitivity_dbm + rng.normal(0.0, self.model.sensitivity_sd_db, len(rssi_dbm))
        audible = rssi_dbm > edge_dbm
        return self._sightings(
            packets.taken(audible), rssi_dbm[audible], listening.scanner.aggregate_s, until_s
        )

    def _on_air(self, truth: Truth, phone: Phone, began_s: float, until_s: float) -> Packets:
        """The packets of all beacons that the walk comes near enough to, in order of source."""
        path_x_m, path_y_m = truth.x_m[::PATH_EVERY], truth.y_m[::PATH_EVERY]
        faintest_dbm = self.model.sensitivity_dbm - REACH_DB - max(phone.rssi_offset_db, 0.0)
        found = []
        for k, source in enumerate(self._sources):
            if source.is_fixed:
                nearest_m = math.sqrt(
                    float(np.min((path_x_m - source.x_m) ** 2 + (path_y_m - source.y_m) ** 2))
                )
                if nearest_m > source.reach_m(faintest_dbm, self.model.clutter_db_per_m):
                    continue
            events = source.emitter.events(began_s, began_s + until_s)
            if len(events):
                found.append((k, events))
        return Packets.of(found, began_s, truth.t_s)

    def _collide(self, packets: Packets, on_air: Packets, truth: Truth) -> BoolArray:
        """Tell which packets another one of at least about their loudness runs into (SIM-9)."""
        order = np.argsort(on_air.t_s, kind="stable")
        sorted_s = on_air.t_s[order]
        at = np.searchsorted(sorted_s, packets.t_s)
        lost = np.zeros(len(packets.t_s), dtype=np.bool_)
        for step in (-2, -1, 1, 2):
            other = at + step
            inside = (other >= 0) & (other < len(sorted_s))
            gap_s = np.abs(sorted_s[np.clip(other, 0, len(sorted_s) - 1)] - packets.t_s)
            close = np.flatnonzero(inside & (gap_s < PACKET_S))
            if len(close):
                louder_db = self._distance_dbm(on_air.taken(order[other[close]]), truth) - self._distance_dbm(
                    packets.taken(close), truth
                )
                lost[close[louder_db > -CAPTURE_DB]] = True
        return lost

    def _distance_dbm(self, packets: Packets, truth: Truth) -> FloatArray:
        """Level by distance alone (SIM-2)."""
        rssi_1m_dbm = np.array([source.rssi_1m_dbm for source in self._sources])
        exponent = np.array([source.exponent for source in self._sources])
        away_m = distance_m(
            packets.from_x_m - truth.x_m[packets.row], packets.from_y_m - truth.y_m[packets.row]
        )
        loss_db = 10.0 * exponent[packets.source] * np.log10(away_m)
        loss_db += self.model.clutter_db_per_m * (away_m - 1.0)
        return np.asarray(rssi_1m_dbm[packets.source] + packets.gain_db - loss_db)

    def _mean_dbm(self, packets: Packets, truth: Truth) -> FloatArray:
        """Level by distance, walls and the shopper's body (SIM-2, SIM-4, SIM-5)."""
        x_m, y_m = truth.x_m[packets.row], truth.y_m[packets.row]
        away_x_m, away_y_m = packets.from_x_m - x_m, packets.from_y_m - y_m
        heading_rad = truth.heading_rad[packets.row]
        ahead_m = away_x_m * np.cos(heading_rad) + away_y_m * np.sin(heading_rad)
        behind = (1.0 - ahead_m / np.maximum(np.hypot(away_x_m, away_y_m), 1e-6)) / 2.0
        walls = np.zeros(len(x_m))
        if self._floor is not None:
            for rows, from_x_m, from_y_m in packets.places():
                between = self._crossings(self._floor, from_x_m, from_y_m)
                walls[rows] = between.at(x_m[rows], y_m[rows])
        loss_db = self.model.body_loss_db * behind + self.model.wall_loss_db * walls
        return self._distance_dbm(packets, truth) - loss_db

    def _fading_db(
        self, packets: Packets, listening: Listening, truth: Truth, rng: np.random.Generator
    ) -> FloatArray:
        """Shadows of the room and of people, scattered waves by channel, what differs by packet (SIM-3)."""
        model = self.model
        fading_db = rng.normal(0.0, model.event_db, len(packets.t_s))
        channel = listening.channel(packets.t_s)
        for rows in packets.of_each_source():
            source = self._sources[packets.source[rows.start]]
            t_s = packets.t_s[rows]
            # A beacon that was moved takes its shadows along: elsewhere they are others.
            x_m = truth.x_m[packets.row[rows]] - (packets.from_x_m[rows] - source.x_m)
            y_m = truth.y_m[packets.row[rows]] - (packets.from_y_m[rows] - source.y_m)
            passing = WaveField.rough(
                model.passing_db, model.passing_length_m, rng, lasting_s=model.passing_s
            )
            away_m = distance_m(source.x_m - x_m, source.y_m - y_m)
            share = np.sqrt(np.minimum(away_m / FULL_SHADOW_M, 1.0))
            fading_db[rows] += share * source.shadow.at(x_m, y_m, t_s) + passing.at(x_m, y_m, t_s)
            for k, pattern in enumerate(source.channels):
                on = np.flatnonzero(channel[rows] == k)
                fading_db[rows.start + on] += pattern.at(x_m[on], y_m[on], t_s[on])
        return fading_db

    def _crossings(self, floor: WalkableArea, x_m: float, y_m: float) -> Crossings:
        place = (x_m, y_m)
        if place not in self._between:
            self._between[place] = crossings(floor, x_m, y_m, self.model.most_walls)
        return self._between[place]

    def _sightings(
        self, packets: Packets, rssi_dbm: FloatArray, aggregate_s: float, until_s: float
    ) -> tuple[BeaconSighting, ...]:
        """What the system tells the app: whole dBm; what would come after the end is not told."""
        t_s, source = packets.t_s, packets.source
        if aggregate_s > 0.0:
            t_s, source, rssi_dbm = aggregated(t_s, source, rssi_dbm, aggregate_s)
        order = np.argsort(t_s, kind="stable")
        order = order[t_s[order] <= until_s]
        whole_dbm = np.clip(np.rint(rssi_dbm), QUIETEST_DBM, LOUDEST_DBM)[order].tolist()
        keys = [self._sources[k].emitter.key for k in source[order].tolist()]
        return tuple(map(BeaconSighting, t_s[order].tolist(), keys, whole_dbm))
