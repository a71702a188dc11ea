"""How well a phone that stands still among library shelves is located, each of three phones left out.

    python benchmarks/ble_library.py [--halves 6] [--seed 0]

The radio map is fitted with `fit_radio_map` to what the *other two* phones heard at the 58 points; where the
beacons hang is given (`placed`, 0.2 m), the shelves and pillars are the plan. The left-out phone's level is
not given: `Locator` sums over it, the printed offset is what it found. `one scan`: a row of the data (some
two seconds, at most one reading of each beacon) is one estimate, as for the plain weighted centroid beside
it; rows in which nothing was heard are left out for both. `the stay`: the six or so rows of a phone at a
point, facing one way, are one estimate. `half`: what half of the beacons say, the mean over several drawn
halves; fits and estimates know no others. `other points`: the other phones' rows of the other campaign alone,
so that nobody ever measured where the phone stands.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from _fitted_mall import DATA
from shapely import Polygon, contains_xy, unary_union

from positioning.fix import Locator
from positioning.radio_fit import fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    BoolArray,
    FloatArray,
    LevelId,
    Transmitter,
    WalkableArea,
)

NOT_HEARD = 100.0
ROW_S = 2.0
PLACE_SD_M = 0.2
CELL_M = 0.25
LEVEL = LevelId("library")
ROUNDS = 4  # the phones' levels lie 18 dB apart: with two rounds the offsets are not yet found


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Rows (n,) of phone, campaign, stay and place (n, 2) with RSSI (n, b); beacons' places (b, 2)."""

    rssi_dbm: FloatArray
    places_m: FloatArray
    phone: np.ndarray
    campaign: np.ndarray
    stay: np.ndarray
    keys: tuple[BeaconKey, ...]
    beacons_m: FloatArray
    floor: WalkableArea


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--halves", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    library = read_library(DATA / "ble-library")
    everything = np.ones(len(library.keys), dtype=bool)
    print(f"recorded: ble-library, errors in metres, by phone left out; seed {given.seed}")
    print(f"{'':34}{'n':>6}{'mean':>7}{'median':>8}{'75 %':>7}{'90 %':>7}   medians by phone")
    print_lines(library, [everything], "all")
    print_lines(library, [everything], "all, other points", other_points=True)
    random = np.random.default_rng(given.seed)
    halves = [random.permutation(everything.size) < everything.size // 2 for _ in range(given.halves)]
    print_lines(library, halves, f"half ({given.halves} drawn)")


def print_lines(
    library: Library, choices: Sequence[BoolArray], name: str, *, other_points: bool = False
) -> None:
    errors: dict[str, list[dict[str, FloatArray]]] = {"centroid": [], "one scan": [], "the stay": []}
    offsets_db: defaultdict[str, list[float]] = defaultdict(list)
    for chosen in choices:
        found: dict[str, dict[str, FloatArray]] = {kind: {} for kind in errors}
        for phone in np.unique(library.phone).tolist():
            judged = Judged(library, chosen, phone, other_points)
            found["centroid"][phone] = judged.centroid()
            found["one scan"][phone] = judged.scans()
            found["the stay"][phone] = judged.stays()
            offsets_db[phone] += judged.offsets_db
        for kind, by_phone in found.items():
            errors[kind].append(by_phone)
    for kind, of_choices in errors.items():
        print(line(f"{name}: {kind}", of_choices))
    learnt = ", ".join(f"{np.median(each):+.1f}" for each in offsets_db.values())
    print(f"   offset found, median over stays, phones 1, 2, 3: {learnt} dB")


def line(name: str, of_choices: Sequence[dict[str, FloatArray]]) -> str:
    """Quantiles of each choice of beacons, averaged over the choices."""
    pooled = [np.concatenate(list(by_phone.values())) for by_phone in of_choices]
    figures = np.mean([(e.mean(), *np.percentile(e, [50, 75, 90])) for e in pooled], axis=0)
    phones = [np.mean([np.median(by_phone[p]) for by_phone in of_choices]) for p in of_choices[0]]
    cells = f"{figures[0]:7.2f}{figures[1]:8.2f}{figures[2]:7.2f}{figures[3]:7.2f}"
    return f"{name:34}{len(pooled[0]):6d}{cells}   " + " ".join(f"{each:.2f}" for each in phones)


class Judged:
    """One phone, located on a map of the others."""

    def __init__(self, library: Library, chosen: BoolArray, phone: str, other_points: bool) -> None:
        self._library = library
        self._chosen = np.flatnonzero(chosen)
        heard = (library.rssi_dbm[:, self._chosen] < NOT_HEARD).any(axis=1)
        self._rows = np.flatnonzero((library.phone == phone) & heard)
        campaigns = np.unique(library.campaign).tolist()
        learnt_from = {c: [each for each in campaigns if not other_points or each != c] for c in campaigns}
        self._locators = {
            campaign: Locator(fitted(library, self._chosen, phone, of), library.floor)
            for campaign, of in (learnt_from if other_points else {"": campaigns}).items()
        }
        self._other_points = other_points
        self.offsets_db: list[float] = []

    def centroid(self) -> FloatArray:
        rssi_dbm = self._library.rssi_dbm[self._rows][:, self._chosen]
        weights = np.where(rssi_dbm < NOT_HEARD, 10.0 ** (rssi_dbm / 10.0), 0.0)
        places_m = weights @ self._library.beacons_m[self._chosen] / weights.sum(axis=1, keepdims=True)
        return np.asarray(np.hypot(*(places_m - self._library.places_m[self._rows]).T))

    def scans(self) -> FloatArray:
        return np.array([self._error_m([row]) for row in self._rows.tolist()])

    def stays(self) -> FloatArray:
        stays = self._library.stay[self._rows]
        return np.array(
            [self._error_m(self._rows[stays == each].tolist(), note=True) for each in np.unique(stays)]
        )

    def _error_m(self, rows: Sequence[int], *, note: bool = False) -> float:
        library = self._library
        campaign = str(library.campaign[rows[0]]) if self._other_points else ""
        fix = self._locators[campaign].locate([sightings(library, row, self._chosen) for row in rows])
        if fix is None:
            raise AssertionError("rows without sightings were left out")
        if note:
            self.offsets_db.append(fix.offset_db)
        x_m, y_m = library.places_m[rows[0]]
        return float(np.hypot(fix.x_m - x_m, fix.y_m - y_m))


def sightings(library: Library, row: int, chosen: np.ndarray, t_s: float = 0.0) -> tuple[BeaconSighting, ...]:
    return tuple(
        BeaconSighting(t_s, library.keys[i], float(library.rssi_dbm[row, i]))
        for i in chosen.tolist()
        if library.rssi_dbm[row, i] < NOT_HEARD
    )


def fitted(library: Library, chosen: np.ndarray, left_out: str, campaigns: Sequence[str]) -> BeaconMap:
    """The map of the other phones: fitted, then again with their levels taken off what they heard."""
    placed = {
        library.keys[i]: Transmitter(library.keys[i], float(x_m), float(y_m), PLACE_SD_M, -62.0, 2.2, 6.0)
        for i, (x_m, y_m) in zip(chosen.tolist(), library.beacons_m[chosen], strict=True)
    }
    walks = list(survey(library, chosen, left_out, campaigns))
    first = fit_radio_map(walks, LEVEL, placed=placed, rounds=ROUNDS)
    levelled = [levelled_by(walk, first.walk_offsets_db[walk.name]) for walk in walks]
    return fit_radio_map(levelled, LEVEL, placed=placed, earlier=first.beacons, rounds=1).beacons


def survey(
    library: Library, chosen: np.ndarray, left_out: str, campaigns: Sequence[str]
) -> Iterator[SurveyWalk]:
    """A phone's campaign as a walk: every row is `ROW_S` at its point."""
    for phone in np.unique(library.phone).tolist():
        for campaign in campaigns:
            rows = np.flatnonzero((library.phone == phone) & (library.campaign == campaign))
            if phone == left_out or not len(rows):
                continue
            begins_s = ROW_S * np.arange(len(rows))
            t_s = np.column_stack([begins_s, begins_s + 0.999 * ROW_S]).ravel()
            x_m, y_m = np.repeat(library.places_m[rows], 2, axis=0).T
            heard = tuple(
                each
                for row, begin_s in zip(rows.tolist(), begins_s.tolist(), strict=True)
                for each in sightings(library, row, chosen, begin_s + 0.5 * ROW_S)
            )
            yield SurveyWalk(f"{phone}/{campaign}", t_s, x_m, y_m, heard)


def levelled_by(walk: SurveyWalk, offset_db: float) -> SurveyWalk:
    heard = tuple(replace(each, rssi_dbm=each.rssi_dbm - offset_db) for each in walk.sightings)
    return replace(walk, sightings=heard)


def read_library(folder: Path) -> Library:
    ids = np.loadtxt(folder / "ids.csv", dtype=str)
    deployed = np.genfromtxt(folder / "dep.csv", delimiter=",", skip_header=1)
    return Library(
        rssi_dbm=np.genfromtxt(folder / "rss.csv", delimiter=","),
        places_m=np.genfromtxt(folder / "crd.csv", delimiter=","),
        phone=np.array([each[0] for each in ids]),
        campaign=np.array([each[2] for each in ids]),
        stay=np.array([each[:6] for each in ids]),
        keys=tuple(BeaconKey(f"mac:{int(number)}") for number in deployed[:, 0]),
        beacons_m=deployed[:, 1:],
        floor=read_floor(folder / "obs.csv", deployed[:, 1:]),
    )


def read_floor(path: Path, beacons_m: FloatArray) -> WalkableArea:
    """What lies among the beacons and in no shelf or pillar."""
    outlines: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    with path.open() as table:
        for row in csv.DictReader(table):
            outlines[row["id"]].append((float(row["x"]), float(row["y"])))
    obstacles = unary_union([Polygon(outline).buffer(0.0) for outline in outlines.values()])
    (x0_m, y0_m), (x1_m, y1_m) = beacons_m.min(axis=0), beacons_m.max(axis=0)
    columns_m = np.arange(x0_m + 0.5 * CELL_M, x1_m, CELL_M)
    rows_m = np.arange(y0_m + 0.5 * CELL_M, y1_m, CELL_M)
    blocked = contains_xy(obstacles, *np.meshgrid(columns_m, rows_m))
    return WalkableArea(LEVEL, float(x0_m), float(y0_m), CELL_M, ~blocked)


if __name__ == "__main__":
    main()
