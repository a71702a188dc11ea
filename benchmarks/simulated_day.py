"""A whole store day without inertial data: what it costs, and that it repeats to the bit.

    python benchmarks/simulated_day.py [--scenario FILE] [--shoppers N] [--rounds R]

Simulated. CPU seconds of one process (`time.process_time`): everything from the store file to the written
files, as `aislecast sim run --poses` does it.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from campaigns.commands.sim_files import write_scenario
from firmware_sim.scenario_file import load_scenario
from zones import load_store

DAY = Path(__file__).parents[1] / "firmware_sim" / "stores" / "supermarket_day.toml"
FIGURE_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=DAY)
    parser.add_argument("--shoppers", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    scenario = replace(load_scenario(chosen.scenario), shoppers=chosen.shoppers)
    spent_s, digests = [], set()
    for _ in range(chosen.rounds):
        with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
            began_s = time.process_time()
            told = write_scenario(
                scenario, load_store(scenario.store), Path(folder), poses=True, plot=None
            ).replace(folder, "a folder")
            spent_s.append(time.process_time() - began_s)
            files = sorted(Path(folder).iterdir())
            digests.add(hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest())
            size_mb = sum(file.stat().st_size for file in files) / 1e6
    print(f"simulated: {scenario.store.stem}, {chosen.shoppers} shoppers, seed {scenario.seed};"
          f" {platform.machine()}, Python {platform.python_version()}")  # fmt: skip
    print(f"{told}; {size_mb:.0f} MB")
    spent_s.sort()
    print(f"CPU: {spent_s[0]:.1f} - {spent_s[len(spent_s) // 2]:.1f} - {spent_s[-1]:.1f} s"
          f" (least, median, most of {chosen.rounds}; wanted: {FIGURE_S:.0f})")  # fmt: skip
    print(f"files of all rounds: {'equal to the bit' if len(digests) == 1 else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
