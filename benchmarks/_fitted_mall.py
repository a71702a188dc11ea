"""A real mall with its beacons learnt: where the recordings are, and the fit that benchmarks begin with."""

from __future__ import annotations

import os
from pathlib import Path

from _running_service import aislecast

DATA = Path(os.environ.get("AISLECAST_RECORDINGS", Path(__file__).parents[2] / "shared" / "data"))
RECORDINGS = DATA / "malls" / "site1-B1"


def fitted_store(recordings: Path, work: Path, survey: Path | None = None) -> Path:
    """The mall's store file: plan imported, beacons learnt from the survey walks alone.

    `survey` is the folder of these walks; by default the recorded ones.
    """
    plan, fitted = work / "plan.json", work / "fitted.json"
    aislecast("plan", "import", str(recordings), "--out", str(plan))
    aislecast(
        "survey", "fit", "--store", str(plan), "--walks", str(survey or recordings / "survey"),
        "--out", str(fitted),
    )  # fmt: skip
    return fitted
