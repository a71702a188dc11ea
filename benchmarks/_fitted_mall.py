"""A real mall with its beacons learnt: where the recordings are, and the fit that benchmarks begin with."""

from __future__ import annotations

import os
from pathlib import Path

from _running_service import aislecast

DATA = Path(os.environ.get("AISLECAST_RECORDINGS", Path(__file__).parents[2] / "shared" / "data"))
RECORDINGS = DATA / "malls" / "site1-B1"


def fitted_store(recordings: Path, work: Path) -> Path:
    """The mall's store file: plan imported, beacons learnt from the survey walks alone."""
    plan, fitted = work / "plan.json", work / "fitted.json"
    aislecast("plan", "import", str(recordings), "--out", str(plan))
    aislecast(
        "survey", "fit", "--store", str(plan), "--walks", str(recordings / "survey"), "--out", str(fitted)
    )
    return fitted
