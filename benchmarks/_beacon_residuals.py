"""What beacons have in common: residuals of their levels about maps that do not know a walk."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from _moment_fit import quick_map
from _walk_statistics import BINS_M, binned, correlation, residual_pairs

from mapping_tool.held_back import folds
from mapping_tool.identity import identify
from positioning.capture import Trace
from positioning.radio_map import expected_rssi_dbm
from positioning.types import BeaconMap, FloatArray

WINDOW_S = 4.0
ITSELF = "a beacon with itself"
BESIDE = "beacons within 5 m of each other"
AWAY_M = ((0.0, 2.0), (2.0, 5.0), (5.0, 10.0), (10.0, 20.0), (20.0, 40.0))
"""Places of two windows at most `MOST_LATER` apart."""
MOST_LATER = 8
LATER = {"at once": (0, 0), "4 s later": (1, 1), "8 to 12 s later": (2, 3), "16 to 32 s later": (4, 8)}


def beacon_figures(traces: Sequence[Trace], like: BeaconMap) -> Mapping[str, float]:
    """Covariances in dB2 of mean residuals in windows of `WINDOW_S`, correlation of single ones by metres
    walked; five folds by walk.
    """
    tables, pairs = list[FloatArray](), list[FloatArray]()
    for fold in folds(len(traces)):
        others = quick_map([traces[i] for i in fold.others], like)
        held = [traces[i] for i in fold.held]
        tables += windows(held, others)
        pairs += residual_pairs(held, others)
    walked = zip(BINS_M, correlation(binned(pairs)), strict=True)
    of_single = {
        f"single ones' correlation, {low:g} to {high:g} m walked": value for (low, high), value in walked
    }
    return {**covariances(tables), **of_single}


def covariances(tables: Sequence[FloatArray]) -> Mapping[str, float]:
    """Of the `windows` of each walk, dB2; NaN without such a pair; of a beacon with itself later."""
    by_walk = [table for table in tables if len(table)]
    residual_db = np.concatenate([table[:, 2] for table in by_walk])
    sums: dict[str, FloatArray] = {}
    for table in by_walk:
        one, other = np.triu_indices(len(table), 1)
        product = (table[one, 2] - residual_db.mean()) * (table[other, 2] - residual_db.mean())
        later = np.abs(table[one, 0] - table[other, 0])
        is_same = table[one, 1] == table[other, 1]
        turned = np.abs((table[one, 3] - table[other, 3] + math.pi) % math.tau - math.pi)
        apart_m = np.hypot(table[one, 4] - table[other, 4], table[one, 5] - table[other, 5])
        moved_m = np.hypot(table[one, 6] - table[other, 6], table[one, 7] - table[other, 7])
        kinds = {
            ITSELF: is_same,
            BESIDE: ~is_same & (apart_m < 5.0),
            "beacons over 30 m apart": ~is_same & (apart_m > 30.0),
            "beacons on one side (45 degrees)": ~is_same & (turned < math.pi / 4),
            "beacons on opposite sides": ~is_same & (turned > 3 * math.pi / 4),
        }
        for kind, is_kind in kinds.items():
            for name, (least, most) in LATER.items():
                meant = is_kind & (later >= least) & (later <= most)
                if kind == ITSELF and most == 0:
                    continue
                _add(sums, f"{kind}, {name}", product[meant])
        for kind in (ITSELF, BESIDE):
            for least_m, most_m in AWAY_M:
                meant = kinds[kind] & (later > 0) & (later <= MOST_LATER)
                meant &= (moved_m >= least_m) & (moved_m < most_m)
                _add(sums, f"{kind}, {least_m:g} to {most_m:g} m on", product[meant])
    found = {"variance of all, dB2": float(residual_db.var())}
    return found | {
        name: float(total / count) if count > 0 else math.nan for name, (total, count) in sums.items()
    }


def _add(sums: dict[str, FloatArray], name: str, products: FloatArray) -> None:
    sums[name] = sums.get(name, np.zeros(2)) + np.array([products.sum(), len(products)])


def windows(traces: Sequence[Trace], beacons: BeaconMap) -> list[FloatArray]:
    """By walk (n, 8): window, beacon, mean residual, mean direction to it in rad, its place, the walk's."""
    names, number = identify(traces), {key: k for k, key in enumerate(sorted(beacons.transmitters))}
    tables = []
    for trace in traces:
        at_s, x_m, y_m = np.array([(w.t_s, w.x_m, w.y_m) for w in trace.waypoints]).T
        rows: dict[tuple[int, int], list[tuple[float, ...]]] = {}
        for sighting in trace.sightings:
            key = sighting.known_as(beacons.transmitters) or names.key_of(sighting)
            if key is None or key not in number or not at_s[0] <= sighting.t_s <= at_s[-1]:
                continue
            here_x_m, here_y_m = (float(np.interp(sighting.t_s, at_s, of)) for of in (x_m, y_m))
            at = beacons.transmitters[key]
            expected_dbm = float(expected_rssi_dbm(at, np.asarray(here_x_m), np.asarray(here_y_m)))
            away_x_m, away_y_m = at.x_m - here_x_m, at.y_m - here_y_m
            away_m = math.hypot(away_x_m, away_y_m) or 1.0
            place = (int(sighting.t_s // WINDOW_S), number[key])
            row = sighting.rssi_dbm - expected_dbm, away_x_m / away_m, away_y_m / away_m
            rows.setdefault(place, []).append((*row, at.x_m, at.y_m, here_x_m, here_y_m))
        found = np.array([(*place, *np.mean(of_place, axis=0)) for place, of_place in rows.items()])
        found = found.reshape(-1, 9)
        toward_rad = np.arctan2(found[:, 4], found[:, 3])
        tables.append(np.column_stack([found[:, :3], toward_rad, found[:, 5:]]))
    return tables
