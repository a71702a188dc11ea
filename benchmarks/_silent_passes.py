"""How often walks that come by a transmitter hear nothing of it, by how long ago others did (SIM-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from _heard_floor import CELL_S, WalkedPath

from mapping_tool.identity import identify
from positioning.capture import Trace
from positioning.types import BeaconKey, BeaconMap, is_changing_address

NEAR_M, LEAST_S = 12.0, 3.0
"""A pass is so long, or longer, so near."""
MINUTES = ((0, 3), (3, 8), (8, 60), (60, 10**6))
KINDS = {"address changes": True, "address stays": False}


def pass_figures(traces: Sequence[Trace], beacons: BeaconMap) -> Mapping[str, float]:
    """Share of silent passes by minutes to the nearest time that another walk heard the same transmitter; how
    many changing addresses were heard.
    """
    names = identify(traces)
    heard_s: dict[BeaconKey, dict[int, list[float]]] = {}
    for w, trace in enumerate(traces):
        for sighting in trace.sightings:
            key = names.key_of(sighting)
            if key is not None:
                of_key = heard_s.setdefault(key, {})
                of_key.setdefault(w, []).append(trace.t0_unix_ms / 1e3 + sighting.t_s)
    silent: dict[bool, list[tuple[float, bool]]] = {True: [], False: []}
    for w, trace in enumerate(traces):
        for key, at_s in _passes(trace, beacons):
            others = [times_s for v, times_s in heard_s.get(key, {}).items() if v != w]
            if others:
                apart_s = min(max(min(times_s) - at_s, at_s - max(times_s), 0.0) for times_s in others)
                silent[is_changing_address(key)].append((apart_s / 60.0, w not in heard_s[key]))
    figures = {"changing addresses heard": float(sum(map(is_changing_address, heard_s)))}
    for kind, changing in KINDS.items():
        apart_min, is_silent = np.array(silent[changing]).reshape(-1, 2).T
        for low, high in MINUTES:
            among = is_silent[(apart_min >= low) & (apart_min < high)]
            until = f"{low} to {high} min" if high < MINUTES[-1][1] else f"over {low} min"
            figures[f"passes, {kind}, heard {until} apart"] = float(len(among))
            figures[f"  of them silent ({kind}, {until})"] = among.mean() if len(among) else np.nan
    return figures


def _passes(trace: Trace, beacons: BeaconMap) -> list[tuple[BeaconKey, float]]:
    """The transmitters that a walk comes by, with when it is nearest; Unix seconds."""
    path, passes = WalkedPath.of(trace), []
    for key, at in beacons.transmitters.items():
        away_m = np.hypot(path.x_m - at.x_m, path.y_m - at.y_m)
        if CELL_S * np.sum(away_m < NEAR_M) >= LEAST_S:
            passes.append((key, trace.t0_unix_ms / 1e3 + float(path.t_s[away_m.argmin()])))
    return passes
