"""A recorded mall's floor: its walks, the beacons that its survey tells of, and the simulator's constants."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from _censored_fit import CensoredFit, fit_censored, installed_map
from _fitted_mall import DATA
from _heard_floor import HeardFloor, advertising_intervals_s
from _lives import found_lives
from _missed import find_missed
from _moment_fit import Surveyed, fit_moments, quick_map
from _rooms import find_rooms
from _simulated_walks import InstalledFloor
from _walk_statistics import RadioStatistics

from firmware_sim.radio import RadioModel
from firmware_sim.scanner import FITTED, ScanHabits
from mapping_tool.identity import identify
from mapping_tool.survey import read_survey
from positioning.capture import Trace
from positioning.types import BeaconMap, WalkableArea
from zones import load_store


@dataclass(frozen=True, slots=True)
class RecordedFloor:
    """A floor as it was recorded. `fitted` is the map of its survey: it says where transmitters hang."""

    site: str
    fitted: BeaconMap
    walkable: WalkableArea
    walks: Mapping[str, Sequence[Trace]]

    @classmethod
    def read(cls, site: str, store: Path) -> RecordedFloor:
        """Read the recordings of a site and its fitted store."""
        loaded = load_store(store)
        walks = {kind: read_survey(DATA / "malls" / site / kind).traces for kind in ("survey", "dev")}
        return cls(site, loaded.beacon_map(), loaded.walkable(), walks)

    def installed(self, model: RadioModel | None = None) -> InstalledFloor:
        """What hangs there as the floor's survey tells of it, by the law in force or another one."""
        model = model or RadioModel.fitted()
        heard = self._heard(model)
        found = fit_censored(heard, model, keeps_law=True)
        survey = self.walks["survey"]
        names = identify(survey)
        intervals_s = advertising_intervals_s(survey, names, found.keys)
        beacons = installed_map(self.fitted, found, intervals_s, model)
        rooms = find_rooms(heard, found, beacons, model)
        missed = find_missed(survey, found, beacons, intervals_s, self.walkable, model.most_walls)
        walks_s = [
            (trace.t0_unix_ms / 1e3, trace.t0_unix_ms / 1e3 + trace.duration_s)
            for traces in self.walks.values()
            for trace in traces
        ]
        lives = found_lives(survey, names)
        return InstalledFloor(beacons, self.walkable, found.clarity, rooms, lives, missed, walks_s)

    def likeliest(self, model: RadioModel) -> CensoredFit:
        """The constants of the law, and the rest, that maximise the likelihood of the survey walks."""
        return fit_censored(self._heard(model), model, keeps_law=False)

    def _heard(self, model: RadioModel) -> HeardFloor:
        survey = self.walks["survey"]
        return HeardFloor.of(survey, identify(survey), self.fitted, self.walkable, model.most_walls)


def fit_constants(floor: RecordedFloor, path: Path = FITTED) -> None:
    """Fit the simulator's constants to the floor's survey walks, and write them where it reads them.

    The likelihood gives each beacon's level. The law that is likeliest is printed, not taken (SIM-12).
    """
    model = RadioModel.fitted()
    alone = floor.likeliest(model)
    print(f"likeliest law: slopes {np.round(alone.slopes, 2)}, sensitivity {alone.sensitivity_dbm:.1f} dBm,"
          f" its width {alone.soft_db:.1f} dB, spread {alone.spread_db:.1f} dB")  # fmt: skip
    survey = floor.walks["survey"]
    heard = RadioStatistics.of(survey, quick_map(survey, floor.fitted))
    surveyed = Surveyed(survey, heard, floor.installed)
    model, habits = fit_moments(surveyed, model, ScanHabits.fitted(), print)
    document = {
        "source": f"{len(survey)} survey walks of {floor.site}: docs/theory/simulator.md,"
        " SIM-11 to SIM-13, SIM-16, SIM-18",
        "radio": _rounded(
            {name: value for name, value in asdict(model).items() if name != "usual_reception"}
        ),
        "scan": _rounded(asdict(habits)),
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _rounded(constants: Mapping[str, float]) -> dict[str, float]:
    return {
        name: value if isinstance(value, int) else float(f"{value:.3g}") for name, value in constants.items()
    }
