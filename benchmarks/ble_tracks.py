"""How well a beacon that is carried about is followed by RSSI alone: six recorded tracks, roles swapped.

    python benchmarks/ble_tracks.py [--seed 0]

Twelve receivers at known places heard one carried transmitter; with the roles swapped they are beacons and
the transmitter is the phone. One track at a time is left out: path loss, spread and hearing of the twelve are
fitted with `fit_radio_map` to the other five (their true paths; the receivers `placed`, 0.1 m), and
`LiveTracker` follows the left-out one, the floor its published occupancy. No inertial sensor exists: the
tracker is told so by frames without samples. Start: nowhere known. Errors are at the end of every half second
from the first sighting on against the published truth, whose orientation columns are not used (some are not
orthonormal). Beside it `Locator` on the last two seconds alone, and the plain weighted centroid of the same.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _fitted_mall import DATA

from positioning import LiveTracker
from positioning.fix import Locator
from positioning.radio_fit import fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.types import (
    BeaconKey,
    BeaconMap,
    BeaconSighting,
    FloatArray,
    ImuSamples,
    LevelId,
    PositionPrior,
    SensorFrame,
    Transmitter,
    WalkableArea,
)

PERIOD_S = 0.5
WINDOW_S = 2.0
PLACE_SD_M = 0.1
CELL_M = 0.5
LEVEL = LevelId("tetam")


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Readings in order of time and the true path: t_s, x_m, y_m (n,)."""

    name: str
    sightings: tuple[BeaconSighting, ...]
    t_s: FloatArray
    x_m: FloatArray
    y_m: FloatArray

    def survey(self) -> SurveyWalk:
        return SurveyWalk(self.name, self.t_s, self.x_m, self.y_m, self.sightings)

    def frames(self) -> list[SensorFrame]:
        ends_s = np.arange(PERIOD_S, self.t_s[-1], PERIOD_S)
        at = np.searchsorted([each.t_s for each in self.sightings], ends_s, side="right")
        begins = np.concatenate(([0], at[:-1]))
        return [
            SensorFrame(end_s - PERIOD_S, end_s, ImuSamples.empty(), self.sightings[begin:end])
            for begin, end, end_s in zip(begins.tolist(), at.tolist(), ends_s.tolist(), strict=True)
        ]

    def away_m(self, t_s: float, x_m: float, y_m: float) -> float:
        return float(
            np.hypot(x_m - np.interp(t_s, self.t_s, self.x_m), y_m - np.interp(t_s, self.t_s, self.y_m))
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    seed = parser.parse_args().seed
    folder = DATA / "ble-tracks"
    receivers = read_receivers(folder / "cnf" / "tetam.dev")
    floor = read_floor(folder / "occ" / "tetam_0.5.occ")
    tracks = [read_track(path) for path in sorted((folder / "trk").glob("*.mbd"))]
    print(f"recorded: ble-tracks, RSSI alone, errors in metres, each track left out; seed {seed}")
    print(f"{'':44}{'n':>6}{'mean':>7}{'median':>8}{'75 %':>7}{'90 %':>7}")
    pooled: dict[str, list[FloatArray]] = {"LiveTracker": [], "Locator, 2 s": [], "centroid, 2 s": []}
    for track in tracks:
        beacons = fitted(receivers, [other for other in tracks if other is not track])
        found = (
            followed(track, beacons, floor, seed),
            located(track, beacons, floor),
            centroids(track, receivers),
        )
        for (name, errors), of_track in zip(pooled.items(), found, strict=True):
            errors.append(of_track)
            print(line(f"{track.name}: {name}", of_track))
    for name, errors in pooled.items():
        print(line(f"all tracks: {name}", np.concatenate(errors)))


def line(name: str, errors: FloatArray) -> str:
    half, most, nearly_all = np.percentile(errors, [50, 75, 90])
    return f"{name:44}{len(errors):6d}{errors.mean():7.2f}{half:8.2f}{most:7.2f}{nearly_all:7.2f}"


def fitted(receivers: dict[BeaconKey, tuple[float, float]], tracks: Sequence[Track]) -> BeaconMap:
    placed = {
        key: Transmitter(key, x_m, y_m, PLACE_SD_M, -62.0, 2.2, 6.0) for key, (x_m, y_m) in receivers.items()
    }
    return fit_radio_map([track.survey() for track in tracks], LEVEL, placed=placed).beacons


def followed(track: Track, beacons: BeaconMap, floor: WalkableArea, seed: int) -> FloatArray:
    tracker = LiveTracker(beacons, PositionPrior.anywhere(), floor, seed=seed)
    poses = [tracker.step(frame) for frame in track.frames()]
    return np.array([track.away_m(pose.t_s, pose.x_m, pose.y_m) for pose in poses])


def located(track: Track, beacons: BeaconMap, floor: WalkableArea) -> FloatArray:
    locator = Locator(beacons, floor)
    errors = []
    for end_s, heard in windows(track):
        if (fix := locator.locate([heard])) is not None:
            errors.append(track.away_m(end_s, fix.x_m, fix.y_m))
    return np.array(errors)


def centroids(track: Track, receivers: dict[BeaconKey, tuple[float, float]]) -> FloatArray:
    errors = []
    for end_s, heard in windows(track):
        weights = [10.0 ** (each.rssi_dbm / 10.0) for each in heard]
        x_m, y_m = np.average([receivers[each.key] for each in heard], axis=0, weights=weights)
        errors.append(track.away_m(end_s, x_m, y_m))
    return np.array(errors)


def windows(track: Track) -> list[tuple[float, list[BeaconSighting]]]:
    """The ends of all frames with what was heard in the last `WINDOW_S`, if anything."""
    ends_s = [frame.t_end_s for frame in track.frames()]
    heard = [[each for each in track.sightings if end_s - WINDOW_S < each.t_s <= end_s] for end_s in ends_s]
    return [(end_s, of_window) for end_s, of_window in zip(ends_s, heard, strict=True) if of_window]


def read_receivers(path: Path) -> dict[BeaconKey, tuple[float, float]]:
    dongles = next(text for text in path.read_text().splitlines() if text.startswith("Dongles:"))
    devices = ast.literal_eval(dongles.removeprefix("Dongles:"))
    return {key_of(mac): (place[0], place[1]) for mac, (place, _, _) in devices.items()}


def key_of(mac: str) -> BeaconKey:
    return BeaconKey("mac:" + ":".join(mac[i : i + 2] for i in range(0, 12, 2)).upper())


def read_track(path: Path) -> Track:
    rows = [text.split(",") for text in path.read_text().splitlines() if text]
    numbers = np.array([(row[0], row[3], row[4], row[5]) for row in rows], dtype=np.float64)
    order = np.argsort(numbers[:, 0], kind="stable")
    t_s = numbers[order, 0] - numbers[order[0], 0]
    sightings = tuple(
        BeaconSighting(float(at_s), key_of(rows[i][1]), float(numbers[i, 1]))
        for at_s, i in zip(t_s, order.tolist(), strict=True)
    )
    name = path.stem.removesuffix("_all_sensors").replace("_", " ")
    return Track(name, sightings, t_s, numbers[order, 2], numbers[order, 3])


def read_floor(path: Path) -> WalkableArea:
    """The published occupancy: 1 where a person can walk, by the lower left corner of each cell."""
    cells = [text.split("::") for text in path.read_text().splitlines()[1:]]
    corners = np.array([ast.literal_eval(corner) for corner, _ in cells])
    column, row = np.rint(corners / CELL_M).astype(int).T
    free = np.zeros((row.max() + 1, column.max() + 1), dtype=bool)
    free[row, column] = [float(share) > 0.5 for _, share in cells]
    return WalkableArea(LEVEL, 0.0, 0.0, CELL_M, free)


if __name__ == "__main__":
    main()
