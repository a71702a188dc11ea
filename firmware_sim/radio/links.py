"""The ways from the places that beacons send from to one phone on its walk (SIM-2 to SIM-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firmware_sim.radio.level import distance_m, loss_db, shadow_share
from firmware_sim.radio.model import RadioModel
from firmware_sim.radio.obstacles import Crossings, cells
from firmware_sim.radio.shadows import CommonShadows
from firmware_sim.radio.source import Source
from firmware_sim.radio.whereabouts import Whereabouts
from firmware_sim.scanner import CHANNELS
from firmware_sim.waves import Singles, WaveField, joined, rough_waves


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """The way from a place of a source; `walls` are the obstacles around it, if there are any."""

    source: Source
    x_m: float
    y_m: float
    walls: Crossings | None


class Links:
    """All ways to one phone on its walk; `passing` are chances of the shadows of who passes on it.

    A beacon that was moved takes these along, as it does the room's.
    """

    def __init__(self, model: RadioModel, links: Sequence[Link], passing: CommonShadows) -> None:
        self._model, self._links = model, links
        columns = [(each.x_m, each.y_m, each.source.rssi_1m_dbm, each.source.exponent) for each in links]
        self._x_m, self._y_m, self._rssi_1m_dbm, self._exponent = (
            np.array(columns, dtype=np.float32).reshape(-1, 4).T
        )
        homes = np.array([(each.source.x_m, each.source.y_m) for each in links]).reshape(-1, 2).T
        waves = rough_waves(passing.of(*homes), *model.passing_scales)
        self._fields = [
            each.source.standing.with_another(WaveField(model.passing_db, of_link))
            for each, of_link in zip(links, waves, strict=True)
        ]

    def __iter__(self) -> Iterator[Link]:
        return iter(self._links)

    def by_distance_dbm(self, link: NDArray[np.int32], phone: Whereabouts) -> Singles:
        """The level of n packets by distance alone, (n,) (SIM-2)."""
        return self._fallen_dbm(link, distance_m(*self._away_m(link, phone)))

    def level_dbm(
        self,
        link: NDArray[np.int32],
        phone: Whereabouts,
        channel: NDArray[np.intp],
        favours_db: tuple[float, float] = (0.0, 0.0),
    ) -> Singles:
        """The level of n packets, those of a link together, with walls, body and all fields, (n,).

        `favours_db` is what comes from ahead and from the left is heard louder by, and what comes from behind
        and from the right fainter.
        """
        places = joined(phone.x_m, phone.y_m, phone.t_s, channel, CHANNELS)
        away_x_m, away_y_m = self._away_m(link, phone)
        cell = cells(away_x_m, away_y_m)
        walls, known_db = np.zeros((2, len(link)), dtype=np.float32)
        fields_db = np.empty((len(link), 3), dtype=np.float32)
        for k, rows in _runs(link):
            fields_db[rows] = self._fields_db(k, places[rows])
            if (around := self._links[k].walls) is not None:
                walls[rows] = around.counts.take(cell[rows])
            if (known := self._links[k].source.known) is not None:
                x_m, y_m = (column[rows].astype(np.float64) for column in (phone.x_m, phone.y_m))
                known_db[rows] = known.at(x_m, y_m, phone.t_s[rows])
        room_db, pattern_db, passing_db = fields_db.T
        level_m = np.maximum(np.sqrt(away_x_m**2 + away_y_m**2), 1e-6)
        ahead = -(away_x_m * phone.ahead_x + away_y_m * phone.ahead_y) / level_m
        left = (away_x_m * phone.ahead_y - away_y_m * phone.ahead_x) / level_m
        away_m = distance_m(away_x_m, away_y_m)
        level_dbm = self._fallen_dbm(link, away_m) + shadow_share(away_m) * room_db + pattern_db + passing_db
        level_dbm += known_db
        level_dbm -= self._model.body_loss_db * (1.0 - ahead) / 2.0 + self._model.wall_loss_db * walls
        level_dbm += favours_db[0] * ahead + favours_db[1] * left
        return np.asarray(level_dbm)

    def _fields_db(self, k: int, places: Singles) -> Singles:
        """The room's shadow in full, scattered waves, passing shadows of one link: (n, 3) (SIM-3)."""
        link = self._links[k]
        if not link.source.is_fixed:
            # A beacon that was moved takes them along: elsewhere they are others.
            places[:, 0] -= link.x_m - link.source.x_m
            places[:, 1] -= link.y_m - link.source.y_m
        return self._fields[k].among(places)

    def _away_m(self, link: NDArray[np.int32], phone: Whereabouts) -> tuple[Singles, Singles]:
        """How far the phone is from where n packets were sent, along x and y, (n,) each."""
        return phone.x_m - self._x_m[link], phone.y_m - self._y_m[link]

    def _fallen_dbm(self, link: NDArray[np.int32], away_m: Singles) -> Singles:
        lost_db = loss_db(away_m, self._exponent[link], self._model.clutter_db_per_m)
        return np.asarray(self._rssi_1m_dbm[link] - lost_db)


def _runs(link: NDArray[np.int32]) -> Iterator[tuple[int, slice]]:
    """The rows of each link that has any."""
    edges = np.flatnonzero(np.diff(link)) + 1
    for first, last in pairwise([0, *edges.tolist(), len(link)]):
        if last > first:
            yield int(link[first]), slice(first, last)
