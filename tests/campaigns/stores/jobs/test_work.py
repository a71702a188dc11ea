"""What a job's process finds, and that it never outlives the service."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from campaigns.stores.jobs.results import PlanResult
from campaigns.stores.jobs.schemas import PlanOrder
from campaigns.stores.jobs.work import ORDER, STORE, Bench, do
from mapping_tool.progress import Progress
from zones.storefile import dumps, loads

if TYPE_CHECKING:
    from zones.store import Store

ENDS_WITHIN_S = 20.0


def bench(folder: Path, document: bytes) -> Bench:
    store: Store = loads(document)
    return Bench(folder, store, store.level().id)


def test_a_plan_is_no_worse_than_the_best_grid_and_names_its_beacons(
    tmp_path: Path, store_document: bytes
) -> None:
    told: list[Progress] = []
    order = PlanOrder.model_validate({"kind": "plan", "count": 3, "further": 1})
    plan = do(bench(tmp_path, store_document), order, told.append)
    assert isinstance(plan, PlanResult)
    assert plan.best_regular_grid is not None
    assert len(plan.beacons) == len(plan.best_regular_grid.beacons) == 3
    assert plan.predicted.q90_m <= plan.best_regular_grid.q90_m
    assert len(plan.mean_m) == len(plan.best_regular_grid.mean_m) == len(plan.places.x_m)
    keys = {beacon.key for beacon in (*plan.beacons, *plan.next)}
    assert len(keys) == 4
    assert all(key.startswith("ibeacon:") for key in keys)
    assert (plan.start, plan.map_error_m, plan.kept) == ("known", 1.0, 0)
    shares = [progress.share for progress in told]
    assert shares == sorted(shares)


def test_the_process_ends_with_the_service(tmp_path: Path, store_document: bytes) -> None:
    """A service that was killed closes its end of the pipe and can do no more."""
    folder = tmp_path / "job"
    folder.mkdir()
    (folder / ORDER).write_text(json.dumps({"kind": "plan", "count": 40, "level_id": "ground"}))
    (folder / STORE).write_bytes(dumps(loads(store_document)))
    command = [sys.executable, "-m", "campaigns.stores.jobs.work", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["share"] == 0.0  # it works
        process.stdin.close()
        assert process.wait(ENDS_WITHIN_S) == -9
    assert not folder.exists()
