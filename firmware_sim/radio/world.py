"""What phones hear of the beacons of a level: the map, perturbed once for all shoppers. Simulated.

The world is richer than the model that the filter has of it (docs/theory/simulator.md): loudness falls with
another exponent, walls and bodies dim it, shadows and scattered waves move it, and whether a packet is noted
follows from a link budget and a scanner, not from a curve of rate over distance.

What is heard of a beacon depends on the seeds of world and visit, on its key and its place; on other beacons
only where their packets collide with its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from firmware_sim.beacon.events import AdvertEvents, Emitter
from firmware_sim.errors import NotInstalled
from firmware_sim.motion import Truth
from firmware_sim.phone import Phone
from firmware_sim.radio.level import distance_m, loss_db
from firmware_sim.radio.links import Link, Links
from firmware_sim.radio.model import RadioModel
from firmware_sim.radio.obstacles import Crossings, crossings
from firmware_sim.radio.packets import CAPTURE_DB, Index, Packets, overlaps
from firmware_sim.radio.reports import Heard, once_a_period, one_by_one
from firmware_sim.radio.shadows import CommonShadows
from firmware_sim.radio.source import Source, SurveyedRoom
from firmware_sim.radio.whereabouts import Whereabouts
from firmware_sim.scanner import LOOK_S, Listening
from firmware_sim.streams import KeyedChances
from firmware_sim.waves import Field, Singles, WaveField
from positioning.types import BeaconKey, BeaconMap, BoolArray, WalkableArea

REACH_DB = 24.0
"""A beacon whose mean level stays this far below the sensitivity is not followed: with fading and the width
of that edge, 10 dB together, one packet in a hundred would be heard."""

PATH_EVERY = 50
"""Whether a beacon comes within reach at all is looked at once a second."""


class RadioWorld:
    """The transmitters of a level as they really are.

    Parameters
    ----------
    beacons : the map around which the world is drawn: of a plan, or of a survey.
    rng : gives the seed of what differs from the map.
    floor : walls and shelves that dim; without one there are none.
    emitters : what beacons of these keys send; the others of the map advertise at an interval.
    clarity : logarithm of the share of packets noted at a place beside the usual one; drawn without it.
    rooms : what is known of how the room dims a transmitter; of the others it is drawn alone.

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
        clarity: Field | None = None,
        rooms: Mapping[BeaconKey, SurveyedRoom] | None = None,
    ) -> None:
        self.model = model or RadioModel.fitted()
        self._floor = floor
        self._between: dict[tuple[float, float], Crossings] = {}
        emitters, rooms = emitters or {}, rooms or {}
        for key in emitters.keys() - beacons.transmitters.keys():
            raise NotInstalled(key)
        self._clarity = clarity or WaveField.rough(self.model.clarity_sd, self.model.clarity_length_m, rng)
        seed = int(rng.integers(2**63))
        shadows = CommonShadows.drawn(self.model.shadow_common_m, np.random.default_rng(seed))
        self._sources = tuple(
            Source.drawn(
                beacons.transmitters[key], emitters.get(key), self.model, seed, shadows, rooms.get(key)
            )
            for key in sorted(beacons.transmitters)
        )
        self._columns = (
            np.array([(s.x_m, s.y_m, s.rssi_1m_dbm, s.exponent, s.is_fixed) for s in self._sources])
            .reshape(-1, 5)
            .T
        )

    def heard(self, truth: Truth, phone: Phone, rng: np.random.Generator, began_s: float = 0.0) -> Heard:
        """The sightings of one walk in order of time; RSSI in whole dBm.

        `began_s` is when the visit began on the store's clock, which emitters go by.
        """
        until_s = float(truth.t_s[-1])
        listening = phone.scanner.listening(until_s, rng)
        seed = int(rng.integers(2**63))
        passing = CommonShadows.drawn(self.model.shadow_common_m, rng)
        air = self._air(truth, phone, listening, KeyedChances(seed), passing, began_s)
        packets, there = air.noted, Whereabouts.on(truth, air.noted.sent_s - began_s)
        channel = listening.channel(there.t_s)
        level_dbm = air.links.level_dbm(packets.link, there, channel, phone.favours_db).astype(np.float64)
        level_dbm += packets.gain_db
        level_dbm += phone.rssi_offset_db - phone.pose.loss_db
        level_dbm += self.model.event_db * air.noise[0]
        edge_dbm = self.model.sensitivity_dbm + self.model.sensitivity_sd_db * air.noise[1]
        audible = np.flatnonzero(level_dbm > edge_dbm)
        packets, there, level_dbm = packets.taken(audible), there.taken(audible), level_dbm[audible]
        whole = np.flatnonzero(~air.collide(packets, there))
        packets, level_dbm = packets.taken(whole), level_dbm[whole]
        emitters, period_s = [link.source.emitter for link in air.links], listening.scanner.aggregate_s
        if period_s > 0.0:
            return once_a_period(packets, level_dbm, emitters, began_s, until_s, period_s)
        return one_by_one(packets, level_dbm, emitters, began_s)

    def _air(
        self, truth: Truth, phone: Phone, listening: Listening, chances: KeyedChances,
        passing: CommonShadows, began_s: float,
    ) -> _Air:  # fmt: skip
        """Everything that is on the air around a walk, and what of it the phone notes if it is loud."""
        reception = listening.reception(self._clearness(truth))
        most = reception.max()
        links: list[Link] = []
        sent: list[AdvertEvents] = []
        noted: list[Index] = []
        noise: list[Singles] = [np.empty((2, 0), dtype=np.float32)]
        for source in self._within_reach(truth, phone):
            own = chances.of(source.number)
            for link, events in self._links(source, began_s, began_s + float(truth.t_s[-1])):
                # Most packets are missed in any spell: those are left out before spells are looked at.
                chance = own.random(len(events), dtype=np.float32)
                rows = (chance < most).nonzero()[0]
                rows = rows.compress(listening.notes(events.t_s[rows] - began_s, chance[rows], reception))
                links.append(link)
                sent.append(events)
                noted.append(rows)
                noise.append(own.standard_normal((2, len(rows)), dtype=np.float32))
        return _Air(
            Links(self.model, links, passing), sent, Packets.of(sent, noted), np.concatenate(noise, axis=1)
        )

    def _clearness(self, truth: Truth) -> Singles:
        """What the air of the places makes of a phone's reception in each `LOOK_S` (SIM-11)."""
        x_m, y_m, t_s = (column[::PATH_EVERY] for column in (truth.x_m, truth.y_m, truth.t_s))
        clear = np.exp(self._clarity.at(x_m, y_m, t_s)).astype(np.float32)
        place = np.arange(0.0, float(truth.t_s[-1]) + LOOK_S, LOOK_S) / (PATH_EVERY * float(truth.t_s[0]))
        return clear[np.minimum(place.astype(np.intp), len(clear) - 1)]

    def _links(self, source: Source, from_s: float, to_s: float) -> Iterator[tuple[Link, AdvertEvents]]:
        """The ways from each place that a source sends from, with what it sends there."""
        sent = source.emitter.events(from_s, to_s)
        one_place = [(sent, source.x_m, source.y_m)] if len(sent) else []
        for events, x_m, y_m in one_place if source.is_fixed else sent.of_each_place():
            yield Link(source, x_m, y_m, self._crossings(x_m, y_m)), events

    def _within_reach(self, truth: Truth, phone: Phone) -> list[Source]:
        """The sources that a walk comes near enough to; those whose packets may come from elsewhere too."""
        x_m, y_m = truth.x_m[::PATH_EVERY, None], truth.y_m[::PATH_EVERY, None]
        from_x_m, from_y_m, rssi_1m_dbm, exponent, is_fixed = self._columns
        away_m = distance_m(from_x_m - x_m, from_y_m - y_m).min(axis=0)
        nearest_dbm = rssi_1m_dbm - loss_db(away_m, exponent, self.model.clutter_db_per_m)
        faintest_dbm = self.model.sensitivity_dbm - REACH_DB - max(phone.rssi_offset_db, 0.0)
        near = np.flatnonzero((nearest_dbm >= faintest_dbm) | (is_fixed == 0.0))
        return [self._sources[k] for k in near.tolist()]

    def _crossings(self, x_m: float, y_m: float) -> Crossings | None:
        """The obstacles around a place, counted once."""
        place = (x_m, y_m)
        if self._floor is not None and place not in self._between:
            self._between[place] = crossings(self._floor, x_m, y_m, self.model.most_walls)
        return self._between.get(place)


@dataclass(frozen=True, slots=True, eq=False)
class _Air:
    """What is on the air around a walk.

    Attributes
    ----------
    sent : by each link.
    noted : the packets that the phone notes if they are loud enough.
    noise : (2, noted), normal: of the packet's level, and of the level that it has to exceed.
    """

    links: Links
    sent: list[AdvertEvents]
    noted: Packets
    noise: Singles

    def collide(self, packets: Packets, there: Whereabouts) -> BoolArray:
        """Tell which packets another one of at least about their loudness runs into (SIM-9)."""
        lost = np.zeros(len(packets.sent_s), dtype=np.bool_)
        level_dbm = self.links.by_distance_dbm(packets.link, there) + packets.gain_db
        for rows, other in overlaps(packets, self.sent):
            other_dbm = self.links.by_distance_dbm(other.link, there.taken(rows)) + other.gain_db
            lost[rows[other_dbm > level_dbm[rows] - CAPTURE_DB]] = True
        return lost
