"""The process that does one job: `python -m campaigns.stores.jobs.work FOLDER`, started by `runner`.

It is handed a folder with `order.json`, `store.json` and, for a fit, `walks/`, and leaves `result.json`
there, of a fit also the store with the fitted map, `fitted.json`, and that map's digest. On its standard
output it tells how far it has come, a line of JSON at a time; a job that cannot be done ends with a line that
says why, and with status 1. When its standard input ends, so has the service: it goes with it, and takes its
own workers along.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, TypeAdapter

from campaigns.stores.jobs.digests import map_digest
from campaigns.stores.jobs.findings import assessment, fit_result, plan_result
from campaigns.stores.jobs.results import QualityResult
from campaigns.stores.jobs.schemas import FitOrder, Order, PlanOrder, QualityOrder
from mapping_tool.beacon_request import plan_for
from mapping_tool.errors import MappingError
from mapping_tool.progress import Advance, Progress, within
from mapping_tool.survey import READING_SHARE, fit_level, read_survey, survey_files, with_beacons
from positioning.errors import PositioningError
from positioning.types import LevelId
from zones import load_store, save_store
from zones.errors import ZoneError
from zones.store import Store

NICENESS = 10
"""Below the service, which shares the machine with it: shoppers' frames first."""

STDIN = 0

ORDER, STORE, WALKS = "order.json", "store.json", "walks"
RESULT, FITTED, DIGEST = "result.json", "fitted.json", "digest.txt"

JUDGED_SHARE = 0.9
"""Of a fit's time, when the map is fitted: what is left is its predicted error."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a job works on: the folder, the store at the revision that was asked about, the level."""

    folder: Path
    store: Store
    level_id: LevelId


def fit(bench: Bench, advance: Advance) -> BaseModel:
    """Fit the level's radio map to the walks in the folder, and put it beside the one in force."""
    store, level = bench.store, bench.store.level(bench.level_id)
    fitting = within(advance, 0.0, JUDGED_SHARE)
    walks = bench.folder / WALKS
    traces = read_survey(walks, survey_files(walks), within(fitting, 0.0, READING_SHARE))
    floor = store.walkable(level.id)
    found = fit_level(traces, level, floor, within(fitting, READING_SHARE, 1.0), ZoneInfo(store.time_zone))
    advance(Progress("predicted error of the new map", JUDGED_SHARE))
    result = fit_result(level, floor, store.beacon_map(level.id), found)
    note = f"radio map of level {level.name} from {found.report.walks} survey walks"
    fitted = bench.folder / FITTED
    save_store(with_beacons(store, level.id, found.beacons, datetime.now(UTC), note), fitted)
    written = load_store(fitted).beacon_map(level.id)  # as it is in force once it is published: rounded
    (bench.folder / DIGEST).write_text(map_digest(level, written), "utf-8")
    return result


def assess(bench: Bench, advance: Advance) -> BaseModel:
    """Predict the error of the map in force."""
    advance(Progress("predicted error", 0.1))
    store = bench.store
    found = assessment(
        store.level(bench.level_id), store.walkable(bench.level_id), store.beacon_map(bench.level_id)
    )
    return QualityResult(level_id=bench.level_id, assessment=found)


def plan(bench: Bench, order: PlanOrder, advance: Advance) -> BaseModel:
    """Plan beacons."""
    found = plan_for(bench.store, bench.level_id, order.request, advance)
    error_m = order.request.map_error_of(bench.store.beacon_map(bench.level_id))
    return plan_result(bench.store, bench.store.level(bench.level_id), found, error_m)


def do(bench: Bench, order: FitOrder | QualityOrder | PlanOrder, advance: Advance) -> BaseModel:
    """Do the job that is ordered."""
    match order:
        case FitOrder():
            return fit(bench, advance)
        case QualityOrder():
            return assess(bench, advance)
        case PlanOrder():
            return plan(bench, order, advance)


def main(folder: Path) -> int:
    """Do the job of a folder and give the exit status."""
    os.nice(NICENESS)
    threading.Thread(target=_go_with_the_service, args=(folder,), daemon=True).start()
    order: FitOrder | QualityOrder | PlanOrder = TypeAdapter(Order).validate_json(
        (folder / ORDER).read_bytes()
    )
    store = load_store(folder / STORE)
    bench = Bench(folder, store, store.level(LevelId(order.level_id) if order.level_id else None).id)
    _tell({"stage": "", "share": 0.0})
    try:
        result = do(bench, order, lambda step: _tell({"stage": step.stage, "share": round(step.share, 4)}))
    except (MappingError, PositioningError, ZoneError) as error:
        _tell({"failed": str(error).replace(f"{folder}{os.sep}", "")})
        return 1
    (folder / RESULT).write_text(result.model_dump_json(), "utf-8")
    return 0


def _tell(line: Mapping[str, Any]) -> None:
    print(json.dumps(line), flush=True)


def _go_with_the_service(folder: Path) -> None:
    while os.read(
        STDIN, 4096
    ):  # `sys.stdin` would be locked when the interpreter ends, which it does not bear
        pass
    shutil.rmtree(folder, ignore_errors=True)  # nobody else will
    os.killpg(0, signal.SIGKILL)  # this process leads the group, in which its workers are


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
