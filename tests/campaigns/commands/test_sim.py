"""`aislecast sim run`: what it writes, that it repeats, and what it refuses."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from campaigns.cli import app
from firmware_sim.truth_files import alone
from positioning.capture import read_trace
from zones import load_store, save_store

ROOT = Path(__file__).parents[3]
DEMO_SHOP = ROOT / "firmware_sim" / "stores" / "demo_shop.json"


def simulated(folder: Path, text: str, *options: str) -> Path:
    """Run a scenario in the demo shop; returns the folder it wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.toml").write_text(f"store = '{DEMO_SHOP}'\n{text}")
    out = folder / "out"
    result = CliRunner().invoke(
        app, ["sim", "run", str(folder / "scenario.toml"), "--out", str(out), *options]
    )
    assert result.exit_code == 0, result.output
    assert result.output.startswith("wrote ")
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


SHORT = "shoppers = 2\nstops = [1, 1]\ncheckout_s = [2.0, 3.0]\n"


def test_a_run_writes_recordings_with_their_truth(tmp_path: Path) -> None:
    picture = tmp_path / "ways.png"
    out = simulated(tmp_path, SHORT, "--plot", str(picture))
    store = load_store(DEMO_SHOP)
    zone_ids = {zone.id for zone in store.level().zones}
    visits = rows(out / "visits.csv")
    assert [visit["visit"] for visit in visits] == ["shopper-001", "shopper-002"]
    for visit in visits:
        trace = read_trace(out / f"{visit['visit']}.txt")
        assert trace.dropped.total == 0
        assert trace.t0_unix_ms == pytest.approx(int(visit["began_ms"]), abs=50)
        stays = [row for row in rows(out / "stays.csv") if row["visit"] == visit["visit"]]
        assert {row["place_id"] for row in stays if row["kind"] == "zone"} <= zone_ids
        assert any(row["kind"] == "zone" for row in stays)
        for row in stays:
            entered_ms, left_ms = int(row["entered_ms"]), int(row["left_ms"])
            assert int(visit["began_ms"]) <= entered_ms < left_ms <= int(visit["ended_ms"])
            assert float(row["dwell_s"]) == pytest.approx((left_ms - entered_ms) / 1000, abs=0.06)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_run_repeats_to_the_bit(tmp_path: Path) -> None:
    first, again = (simulated(tmp_path / name, SHORT) for name in "ab")
    names = sorted(path.name for path in first.iterdir())
    assert len(names) == 2 * 2 + 3
    assert names == sorted(path.name for path in again.iterdir())
    assert all((first / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_a_folder_holds_the_people_of_one_run(tmp_path: Path) -> None:
    """Nobody of an earlier run is left, whatever it wrote; what others put there is."""
    out = simulated(tmp_path, SHORT.replace("shoppers = 2", "shoppers = 3"))
    (out / "notes.txt").write_text("mine")
    first = {path.name for path in out.iterdir()}
    simulated(tmp_path, SHORT)
    assert {path.name for path in out.iterdir()} == first - {"shopper-003.txt", "shopper-003.truth.csv"}
    simulated(tmp_path, SHORT, "--poses")
    truth = {"visits.csv", "stays.csv", "purchases.csv"}
    assert {path.name for path in out.iterdir()} == {"notes.txt", "paths.npz", *truth}
    simulated(tmp_path, SHORT)
    assert not (out / "paths.npz").exists()


@pytest.mark.parametrize("name", ["visits.csv", "purchases.csv", "paths.npz"])
@pytest.mark.parametrize("mine", [b"visit,who\n1,a person\n", b"", b"\xff\xfe\x00"])
def test_a_table_that_no_run_wrote_is_left_alone(tmp_path: Path, name: str, mine: bytes) -> None:
    """Somebody's export of the real shop, in the folder that was named by mistake."""
    out = simulated(tmp_path, SHORT)
    (out / name).write_bytes(mine)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    result = CliRunner().invoke(app, ["sim", "run", str(tmp_path / "scenario.toml"), "--out", str(out)])
    assert str(result.exception) == (f"{out / name}: no run wrote it; choose another folder, or move it away")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("name", ["shopper-001.txt", "shopper-7.truth.csv", "staff-001.txt"])
def test_a_recording_that_no_run_made_is_left_alone(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_text("my own walk")
    (tmp_path / "scenario.toml").write_text(f"store = '{DEMO_SHOP}'\n{SHORT}")
    result = CliRunner().invoke(app, ["sim", "run", str(tmp_path / "scenario.toml"), "--out", str(out)])
    assert str(result.exception).startswith(f"{out / name}: no run wrote it; ")
    assert [path.name for path in out.iterdir()] == [name]


def test_what_others_call_alike_and_what_a_kill_cut_off(tmp_path: Path) -> None:
    """The one stays, the other goes."""
    out = simulated(tmp_path, SHORT)
    mine = ["shopper-vip.txt", "shopper-vip.truth.csv", ".shopper-001.txt.bak"]
    cut_off = [".shopper-027.truth.csv.wlbxx74a", ".paths.npz.ab12_d3e"]
    for name in (*mine, *cut_off):
        (out / name).write_text("")
    simulated(tmp_path, SHORT)
    left = {path.name for path in out.iterdir()}
    assert left >= set(mine)
    assert not left & set(cut_off)


def test_the_picture_may_go_into_the_folder_that_the_run_makes(tmp_path: Path) -> None:
    out = simulated(tmp_path, SHORT, "--plot", str(tmp_path / "out" / "ways.png"))
    assert (out / "ways.png").read_bytes().startswith(b"\x89PNG")


def test_two_runs_do_not_mix_their_people(tmp_path: Path) -> None:
    out = simulated(tmp_path, SHORT)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with alone(out):
        result = CliRunner().invoke(app, ["sim", "run", str(tmp_path / "scenario.toml"), "--out", str(out)])
    assert str(result.exception) == f"{out}: another run is writing to it"
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_day_of_poses_repeats_and_stays_near_its_truth(tmp_path: Path) -> None:
    text = (
        "shoppers = 60\n[day]\n[groups]\nshare = 0.4\n[staff]\ncount = 1\nhours = 2\n[tracker]\nsd_m = 0.7\n"
    )
    first, again = (simulated(tmp_path / name, text, "--poses") for name in "ab")
    assert (first / "paths.npz").read_bytes() == (again / "paths.npz").read_bytes()
    assert (first / "stays.csv").read_bytes() == (again / "stays.csv").read_bytes()
    paths, visits = np.load(first / "paths.npz"), rows(first / "visits.csv")
    assert {visit["role"] for visit in visits} == {"shopper", "companion", "staff"}
    assert sorted(int(visit["began_ms"]) for visit in visits) == [int(visit["began_ms"]) for visit in visits]
    assert set(np.unique(paths["visit"])) == set(range(len(visits)))
    for k in (0, len(visits) - 1):
        t_ms = paths["t_ms"][paths["visit"] == k]
        assert t_ms[-1] == pytest.approx(int(visits[k]["ended_ms"]), abs=1)
        assert np.diff(t_ms).max() <= 1001
    assert float(paths["sd_m"]) == 0.7
    bought = rows(first / "purchases.csv")
    assert len(bought) > 60
    assert not {row["visit"] for row in bought} & {v["visit"] for v in visits if v["role"] != "shopper"}


def test_a_beacon_that_cannot_be_recorded_is_told_before_anybody_walks(tmp_path: Path) -> None:
    """Without recordings it may hang there."""
    key = "eddystone:00112233445566778899/0a0b0c0d0e0f"
    text = f"{SHORT}[[beacons]]\nkeys = ['{key}']\nx_m = 3\ny_m = 3\n"
    assert (simulated(tmp_path, text, "--poses") / "visits.csv").exists()
    again = ["sim", "run", str(tmp_path / "scenario.toml"), "--out", str(tmp_path / "none")]
    result = CliRunner().invoke(app, again)
    assert result.exit_code != 0
    assert "beacons[1].keys: a recording has no column for the id" in str(result.exception)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("scenario", "options", "complaint"),
    [
        ("nowhere", (), "nowhere: no such file, nor does it come along as demo_shop, drugstore, mall_floor,"),
        ("no/where.toml", (), "no/where.toml: No such file or directory"),
        ("drugstore", ("--plot", "ways.jpg"), "must end in .png"),
    ],
)
def test_a_wrong_call_is_one_line(
    tmp_path: Path, scenario: str, options: tuple[str, ...], complaint: str
) -> None:
    result = CliRunner().invoke(app, ["sim", "run", scenario, "--out", str(tmp_path / "out"), *options])
    assert result.exit_code != 0
    assert complaint in (str(result.exception) if result.exception else result.output)
    assert not (tmp_path / "out").exists()


def evaluated(*traces: Path) -> Result:
    """What `evaluate` says of these walks with a known start."""
    options = ["--store", str(DEMO_SHOP), "--mode", "live", "--start", "known", "--no-baselines"]
    return CliRunner().invoke(app, ["evaluate", *options, *map(str, traces)])


def test_simulated_walks_are_called_so_and_judged_apart_from_recorded_ones(tmp_path: Path) -> None:
    out = simulated(tmp_path, SHORT)
    walk, other = out / "shopper-001.txt", tmp_path / "recorded.txt"
    assert evaluated(walk).stdout.startswith("simulated walks: 1, live")
    header, _, body = (out / "shopper-002.txt").read_text().partition("\tsimulated:by Aislecast")
    other.write_text(header + body)
    assert evaluated(other).stdout.startswith("recorded walks: 1, live")
    mixed = evaluated(walk, other)
    assert mixed.exit_code != 0
    assert "1 simulated and 1 recorded walks: judge them apart" in str(mixed.exception)


def test_a_run_without_beacons_says_that_nothing_is_heard(tmp_path: Path) -> None:
    bare = tmp_path / "bare.json"
    store = load_store(DEMO_SHOP)
    save_store(replace(store, levels=(replace(store.level(), beacons=None),)), bare)
    (tmp_path / "scenario.toml").write_text(f"store = '{bare}'\n{SHORT}")
    options = ["sim", "run", str(tmp_path / "scenario.toml"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, options)
    assert result.exit_code == 0, result.output
    assert "no beacon hangs there" in result.output


class Unwelcoming(BaseHTTPRequestHandler):
    """A service with the demo shop as a trial store, which registers nobody."""

    def do_GET(self) -> None:
        self.tell(200, store_id="demo-shop", name="Demo shop", kind="trial", revision=1)

    def do_POST(self) -> None:
        self.tell(403, title="Forbidden", detail="nobody today")

    def tell(self, status: int, **fields: object) -> None:
        body = json.dumps(fields).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing on standard error."""


@pytest.fixture
def unwelcoming() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Unwelcoming) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def test_a_stream_counts_the_visits_that_fail_and_names_the_first(tmp_path: Path, unwelcoming: str) -> None:
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(f"store = '{DEMO_SHOP}'\n{SHORT}")
    result = CliRunner().invoke(app, ["sim", "stream", str(scenario), "--url", unwelcoming, "--speed", "inf"])
    assert result.exit_code == 1
    assert result.stdout == "frames: 0 acknowledged; offers: 0; visits: 0 ended; 2 failed\n"
    (line,) = result.stderr.splitlines()
    assert line.startswith("shopper-00")
    assert line.endswith(": refused with 403 Forbidden: nobody today")
