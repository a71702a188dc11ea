"""SIGKILL of the service in the middle of a replay: nothing is lost or doubled, and the offers are the same.

The benchmark of the recorded mall, reduced: simulated walks, so that no radio map has to be learnt.
"""

import json
import subprocess
import sys
from pathlib import Path

from firmware_sim.itinerary import Habits
from firmware_sim.recording import write_recording
from firmware_sim.scenario import Scenario, simulate
from zones import load_store

ROOT = Path(__file__).parents[2]
DEMO_SHOP = ROOT / "firmware_sim" / "stores" / "demo_shop.json"


def test_a_killed_service_and_a_calm_one_end_the_same(tmp_path: Path) -> None:
    habits = Habits(stops=(2, 3), dwell_s=(8.0, 15.0), checkout_s=(2.0, 4.0))
    scenario = Scenario(store=DEMO_SHOP, seed=6, shoppers=4, habits=habits)
    for _, visit in simulate(scenario, load_store(DEMO_SHOP)):
        write_recording(visit, tmp_path / "walks" / "dev", began_unix_ms=1_767_600_000_000)
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [
            sys.executable, str(ROOT / "benchmarks" / "replay_recorded.py"), "--simulated", "--speed", "25",
            "--together",
            "--recordings", str(tmp_path / "walks"), "--store", str(DEMO_SHOP), "--json", str(figures),
        ],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert figures.exists(), done.stdout + done.stderr
    told = json.loads(figures.read_text())
    assert told["faults"] == [], done.stdout
    assert done.returncode == 0
    assert 0 < told["killed"]["killed_at"] < told["killed"]["sent"]
    assert told["killed"]["stored"] == told["killed"]["acknowledged"] == told["killed"]["sent"] > 200
    assert told["calm"]["offers"] == told["killed"]["offers"]
    assert len(told["calm"]["offers"]) >= 2
