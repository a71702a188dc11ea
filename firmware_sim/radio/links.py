"""The ways from the places that beacons send from to one phone on its walk (SIM-2 to SIM-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firmware_sim.radio.level import distance_m, loss_db, shadow_share
from firmware_sim.radio.model import RadioModel
from firmware_sim.radio.obstacles import Crossings
from firmware_sim.radio.source import Source
from firmware_sim.radio.whereabouts import Whereabouts
from firmware_sim.scanner import CHANNELS
from firmware_sim.waves import Singles, WaveField, joined


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The way from a place of a source.

    Attributes
    ----------
    passing : the shadows of who passes on this walk.
    walls : the obstacles around the place, if there are any.
    """

    source: Source
    x_m: float
    y_m: float
    passing: WaveField
    walls: Crossings | None


class Links:
    """All ways to one phone on its walk."""

    def __init__(self, model: RadioModel, links: Sequence[Link]) -> None:
        self._model, self._links = model, links
        columns = [(each.x_m, each.y_m, each.source.rssi_1m_dbm, each.source.exponent) for each in links]
        self._x_m, self._y_m, self._rssi_1m_dbm, self._exponent = (
            np.array(columns, dtype=np.float32).reshape(-1, 4).T
        )

    def __iter__(self) -> Iterator[Link]:
        return iter(self._links)

    def by_distance_dbm(self, link: NDArray[np.int32], phone: Whereabouts) -> Singles:
        """The level of n packets by distance alone, (n,) (SIM-2)."""
        away_m = distance_m(self._x_m[link] - phone.x_m, self._y_m[link] - phone.y_m)
        lost_db = loss_db(away_m, self._exponent[link], self._model.clutter_db_per_m)
        return np.asarray(self._rssi_1m_dbm[link] - lost_db)

    def level_dbm(self, link: NDArray[np.int32], phone: Whereabouts, channel: NDArray[np.intp]) -> Singles:
        """The level of n packets, those of a link together, with walls, body and all fields, (n,)."""
        walls, known_db = np.zeros((2, len(link)), dtype=np.float32)
        fields_db = np.empty((len(link), 3), dtype=np.float32)
        places = joined(phone.x_m, phone.y_m, phone.t_s, channel, CHANNELS)
        for k, rows in _runs(link):
            fields_db[rows] = _fields_db(self._links[k], places[rows])
            if (around := self._links[k].walls) is not None:
                walls[rows] = around.at(phone.x_m[rows], phone.y_m[rows])
            if (known := self._links[k].source.known) is not None:
                x_m, y_m = (column[rows].astype(np.float64) for column in (phone.x_m, phone.y_m))
                known_db[rows] = known.at(x_m, y_m, phone.t_s[rows])
        room_db, pattern_db, passing_db = fields_db.T
        to_x_m, to_y_m = self._x_m[link] - phone.x_m, self._y_m[link] - phone.y_m
        ahead_m = to_x_m * phone.ahead_x + to_y_m * phone.ahead_y
        behind = (1.0 - ahead_m / np.maximum(np.sqrt(to_x_m**2 + to_y_m**2), 1e-6)) / 2.0
        share = shadow_share(distance_m(to_x_m, to_y_m))
        level_dbm = self.by_distance_dbm(link, phone) + share * room_db + pattern_db + passing_db
        level_dbm += known_db
        level_dbm -= self._model.body_loss_db * behind + self._model.wall_loss_db * walls
        return np.asarray(level_dbm)


def _fields_db(link: Link, places: Singles) -> Singles:
    """The room's shadow in full, scattered waves, passing shadows: (n, 3) (SIM-3)."""
    source = link.source
    if not source.is_fixed:
        # A beacon that was moved takes them along: elsewhere they are others.
        places[:, 0] -= link.x_m - source.x_m
        places[:, 1] -= link.y_m - source.y_m
    return source.standing.with_another(link.passing).among(places)


def _runs(link: NDArray[np.int32]) -> Iterator[tuple[int, slice]]:
    """The rows of each link that has any."""
    edges = np.flatnonzero(np.diff(link)) + 1
    for first, last in pairwise([0, *edges.tolist(), len(link)]):
        if last > first:
            yield int(link[first]), slice(first, last)
