"""Whether ground that a map says little is heard on is ground where little is heard.

    python benchmarks/thin_ground.py [--sites site1-B1 site2-F6]

Recorded survey walks (../shared/data, or where AISLECAST_RECORDINGS says), five folds by walk: how many
transmitters the map of the other walks expects a phone to hear in ten seconds, and how many of that map's a
held-back walk did hear in each ten seconds.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from _held_back_maps import SurveyedMall

from mapping_tool.held_back import folds
from mapping_tool.thin_spots import LEAST_HEARD, LISTEN_S, heard_at
from positioning.radio_fit import fit_radio_map
from positioning.surveyed import SurveyWalk
from positioning.types import BeaconMap, FloatArray

EXPECTED = (0.0, 1.0, 2.0, LEAST_HEARD, 5.0, 8.0, np.inf)
PERIOD_S = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", nargs="+", default=["site1-B1", "site2-F6"])
    args = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for site in args.sites:
        mall = SurveyedMall.read(site)
        walks = mall.walks()
        looks = [
            look
            for fold in folds(len(walks))
            for look in listened(
                fit_radio_map([walks[i] for i in fold.others], mall.level.id, rounds=1).beacons,
                [walks[i] for i in fold.held],
            )
        ]
        print_table(site, np.array(looks))


def listened(beacons: BeaconMap, walks: Sequence[SurveyWalk]) -> list[tuple[float, float]]:
    """Return transmitters expected and heard in each `LISTEN_S` of some walks."""
    looks = []
    for walk in walks:
        for from_s in np.arange(walk.t_s[0], walk.t_s[-1] - LISTEN_S, LISTEN_S):
            x_m, y_m = walk.places_m(np.arange(from_s, from_s + LISTEN_S, PERIOD_S))
            heard = {s.key for s in walk.sightings if from_s <= s.t_s < from_s + LISTEN_S}
            looks.append(
                (float(heard_at(beacons, x_m, y_m).mean()), float(len(heard & beacons.transmitters.keys())))
            )
    return looks


def print_table(site: str, looks: FloatArray) -> None:
    expected, heard = looks.T
    print(f"{site}, recorded, held back: {len(looks)} times {LISTEN_S:.0f} s")
    print(f"{'expected':>12}{'times':>8}{'mean expected':>16}{'mean heard':>13}{'heard < 3':>12}")
    for low, high in pairwise(EXPECTED):
        if (inside := (expected >= low) & (expected < high)).any():
            print(
                f"{f'{low:g} to {high:g}':>12}{inside.sum():>8}{expected[inside].mean():>16.2f}"
                f"{heard[inside].mean():>13.2f}{100 * (heard[inside] < LEAST_HEARD).mean():>10.0f} %"
            )


if __name__ == "__main__":
    main()
