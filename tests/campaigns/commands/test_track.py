"""`track` and `evaluate` on real walks: the row contract, causality, bad input, and the errors."""

from __future__ import annotations

import csv
import gzip
import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from campaigns.commands.evaluation.walks import Method
from campaigns.commands.tracking import Failure, Mode, Plan, Start, TrackingJob, trace_name
from campaigns.commands.tracking import run as run_all
from campaigns.errors import InvalidInput
from positioning.capture import read_trace
from positioning.errors import CovarianceNotPositive
from zones.errors import UnreadableStore, UnwritableFile

HEADER = ["t_ms", "x_m", "y_m", "heading_rad", "sd_x_m", "sd_y_m", "cov_xy_m2", "sd_heading_rad", "status"]

REFUSALS = (SystemExit, InvalidInput, UnreadableStore, UnwritableFile)
"""How a command may end; anything else is a defect and fails the test that ran it."""

pytestmark = pytest.mark.recordings


@pytest.fixture(scope="module")
def walks(recordings: Path) -> list[Path]:
    return sorted((recordings / "malls/site2-F6/dev").glob("*.txt.gz"))


@pytest.fixture(scope="module")
def store(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of site2-F6 with a radio map from a few of its survey walks."""
    from datetime import UTC, datetime

    from mapping_tool.plan_import import import_plan
    from mapping_tool.survey import read_survey, survey_files, with_beacons
    from mapping_tool.survey_paths import PathRule, survey_walk
    from positioning.radio_fit import fit_radio_map
    from zones import save_store

    folder = recordings / "malls/site2-F6"
    plan, _ = import_plan(folder, datetime.now(UTC))
    survey = read_survey(folder, survey_files(folder / "survey")[:10])
    level = plan.level()
    paths = [survey_walk(trace, level.north_rad, PathRule.STEPS) for trace in survey.traces]
    fit = fit_radio_map(paths, level.id, north_rad=level.north_rad, rounds=1)
    path = tmp_path_factory.mktemp("store") / "store.json"
    save_store(with_beacons(plan, level.id, fit.beacons, datetime.now(UTC), "survey"), path)
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, REFUSALS):
        raise result.exception
    return result.exit_code, result.output + (str(result.exception) if result.exception else "")


def rows_of(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(("mode", "start"), [("live", "known"), ("live", "unknown"), ("smooth", "unknown")])
def test_rows_keep_the_contract(
    store: Path, walks: list[Path], tmp_path: Path, mode: str, start: str
) -> None:
    assert (
        run("track", "--store", store, "--mode", mode, "--start", start, "--out", tmp_path, walks[0])[0] == 0
    )
    header, *rows = rows_of(tmp_path / (walks[0].name.removesuffix(".txt.gz") + ".csv"))
    trace = read_trace(walks[0])
    stamps_ms = [int(row[0]) for row in rows]
    end_ms = trace.t0_unix_ms + round(trace.duration_s * 1e3)
    assert header == HEADER
    assert stamps_ms[0] - trace.t0_unix_ms <= 1000
    assert max(b - a for a, b in pairwise(stamps_ms)) <= 600
    assert min(b - a for a, b in pairwise(stamps_ms)) > 0
    assert stamps_ms[-1] == end_ms
    for row in rows:
        values = [float(cell) for cell in row[1:-1]]
        assert all(math.isfinite(value) for value in values)
        assert min(values[3], values[4], values[6]) > 0
        assert abs(values[5]) <= values[3] * values[4] * 1.0001
        assert row[-1] in {"searching", "ok", "lost"}


@pytest.mark.parametrize("start", ["known", "unknown"])
def test_a_trace_cut_short_gives_the_same_rows(
    store: Path, walks: list[Path], tmp_path: Path, start: str
) -> None:
    lines = gzip.decompress(walks[1].read_bytes()).decode().splitlines(keepends=True)
    cut = tmp_path / "cut.txt"
    cut.write_text("".join(lines[: len(lines) // 2]))
    whole = tmp_path / "whole.txt"
    whole.write_text("".join(lines))
    assert (
        run("track", "--store", store, "--mode", "live", "--start", start, "--out", tmp_path, cut, whole)[0]
        == 0
    )
    short, full = rows_of(tmp_path / "cut.csv"), rows_of(tmp_path / "whole.csv")
    assert len(short) > 10
    assert short[:-1] == full[: len(short) - 1]  # the last row is at the cut itself


def test_the_same_seed_gives_the_same_bytes(store: Path, walks: list[Path], tmp_path: Path) -> None:
    for out in ("a", "b"):
        code, _ = run(
            "track", "--store", store, "--mode", "live", "--seed", 3, "--out", tmp_path / out, walks[2]
        )
        assert code == 0
    (a,), (b,) = (tmp_path / "a").iterdir(), (tmp_path / "b").iterdir()
    assert a.read_bytes() == b.read_bytes()


def test_a_damaged_trace_is_named_and_stops_nothing(store: Path, walks: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text("nothing of use\n")
    code, output = run("track", "--store", store, "--mode", "live", "--out", tmp_path / "o", broken, walks[0])
    assert code != 0
    assert "broken.txt" in output
    assert [path.name for path in (tmp_path / "o").iterdir()] == [walks[0].name.replace(".txt.gz", ".csv")]


@pytest.fixture(scope="module")
def worn(walks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A walk with every seventh accelerometer line unusable."""
    lines = gzip.decompress(walks[0].read_bytes()).decode().splitlines()
    accel = [i for i, line in enumerate(lines) if "\tTYPE_ACCELEROMETER\t" in line]
    for i in accel[::7]:
        lines[i] = "\t".join([*lines[i].split("\t")[:2], "nan", "nan", "nan", "3"])
    path = tmp_path_factory.mktemp("worn") / "worn.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def cut(walks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A walk whose archive ends in the middle."""
    packed = walks[0].read_bytes()
    path = tmp_path_factory.mktemp("cut") / "cut.txt.gz"
    path.write_bytes(packed[: len(packed) // 2])
    return path


def test_track_tells_what_of_a_recording_it_left_out(
    store: Path, worn: Path, cut: Path, walks: list[Path], tmp_path: Path
) -> None:
    code, output = run("track", "--store", store, "--mode", "live", "--out", tmp_path, worn, cut, walks[1])
    assert code == 0
    told = output.splitlines()
    assert told[0].startswith(f"wrote 3 of 3 traces to {tmp_path}: ")
    assert told[1:] == damage(worn, cut)


def test_evaluate_tells_what_of_a_recording_it_left_out(
    store: Path, worn: Path, cut: Path, walks: list[Path]
) -> None:
    arguments = (
        "--store",
        store,
        "--mode",
        "live",
        "--start",
        "known",
        "--no-baselines",
        worn,
        cut,
        walks[1],
    )
    code, output = run("evaluate", *arguments)
    assert code == 0
    assert output.splitlines()[-2:] == damage(worn, cut)[::-1]
    result = CliRunner().invoke(app, ["evaluate", "--json", *map(str, arguments)])
    assert json.loads(result.stdout)["damaged"] == damage(worn, cut)[::-1]
    assert result.stderr.splitlines() == damage(worn, cut)[::-1]


def damage(worn: Path, cut: Path) -> list[str]:
    """What is told of both, by name."""
    lost = sum("\tnan\t" in line for line in worn.read_text().splitlines())
    assert lost > 100
    trace = read_trace(cut)
    return [
        "cut: records left out: 1 wrong number of fields;"
        f" the archive is cut off or corrupt, read up to {trace.duration_s:.1f} s",
        f"worn: records left out: {lost} NaN or infinity",
    ]


def test_a_folder_in_the_place_of_rows_is_told_before_tracking(
    store: Path, walks: list[Path], tmp_path: Path
) -> None:
    taken = tmp_path / (walks[1].name.removesuffix(".txt.gz") + ".csv")
    taken.mkdir()
    code, output = run("track", "--store", store, "--mode", "live", "--out", tmp_path, *walks[:2])
    assert (code, output) == (1, f"{taken}: cannot be written: Is a directory")
    assert list(tmp_path.iterdir()) == [taken]


def test_a_defect_of_the_filter_is_told_of_its_trace(store: Path, walks: list[Path]) -> None:
    def work(source: Path, plan: Plan, job: TrackingJob) -> int:
        raise CovarianceNotPositive(-0.5)

    job = TrackingJob(store, Mode.LIVE, Start.KNOWN)
    ((_, outcome),) = run_all(work, walks[:1], Plan.load(job), job)
    assert outcome == Failure(walks[0], f"{trace_name(walks[0])}: covariance has eigenvalue -0.5")


def test_names_given_twice_are_refused(store: Path, walks: list[Path], tmp_path: Path) -> None:
    code, output = run(
        "track", "--store", store, "--mode", "live", "--out", tmp_path / "o", walks[0], walks[0]
    )
    assert code != 0
    assert "given twice" in output
    assert not (tmp_path / "o").exists()


def test_a_store_that_is_none_is_refused(walks: list[Path], tmp_path: Path) -> None:
    code, output = run("track", "--store", walks[0], "--mode", "live", "--out", tmp_path / "o", walks[0])
    assert code != 0
    assert walks[0].name in output


def test_evaluate_counts_and_compares(store: Path, walks: list[Path]) -> None:
    code, output = run(
        "evaluate", "--store", store, "--mode", "live", "--start", "known", "--json", *walks[:4]
    )
    assert code == 0
    report = json.loads(output)
    waypoints = sum(len(read_trace(walk).waypoints) - 1 for walk in walks[:4])
    assert report["tracker"]["waypoints"] == report["steps_alone"]["waypoints"] == waypoints
    assert report["tracker"]["median_m"] <= report["tracker"]["q75_m"] <= report["tracker"]["q90_m"]
    assert report["tracker"]["mean_m"] < 6.0
    assert sum(report["tracker"]["status"].values()) == pytest.approx(1.0, abs=1e-3)


def test_evaluate_reports_unknown_starts_apart(store: Path, walks: list[Path]) -> None:
    code, output = run(
        "evaluate", "--store", store, "--mode", "live", "--start", "unknown", "--json", walks[0]
    )
    assert code == 0
    report = json.loads(output)
    trace = read_trace(walks[0])
    first_s = trace.first_sighting_s
    before = sum(first_s is None or waypoint.t_s < first_s for waypoint in trace.waypoints)
    assert report["waypoints_before_first_sighting"] == before
    first = report["availability"]["first_ok"]
    assert first["walks"] == (first["median_s"] is not None)


def test_evaluate_judges_every_method_by_the_same_waypoints(store: Path, walks: list[Path]) -> None:
    report = evaluated(store, "known", *walks[:3])
    methods = [report[method.value] for method in Method]
    assert {figures["waypoints"] for figures in methods} == {report["tracker"]["waypoints"]}
    assert report["steps_alone"]["mean_m"] < report["nearest_beacon"]["mean_m"]
    assert {m.value for m in Method if "mean_nees" in report[m.value]} == {
        "tracker", "steps_and_plan", "steps_alone", "plain_ekf"
    }  # fmt: skip
    low, high = report["tracker"]["intervals"]["mean_m"]
    assert low < report["tracker"]["mean_m"] < high
    assert report["coverage_known"] == ("covered" in report["tracker"])


def test_evaluate_repeats_exactly(store: Path, walks: list[Path]) -> None:
    one, again = (evaluated(store, "known", *walks[:2], "--no-baselines", "--seed", 4) for _ in range(2))
    assert one | {"times_real_time": 0} == again | {"times_real_time": 0}


def test_without_baselines_there_is_the_tracker_alone(store: Path, walks: list[Path]) -> None:
    alone = evaluated(store, "known", walks[0], "--no-baselines")
    whole = evaluated(store, "known", walks[0])
    assert [method.value for method in Method if method.value in alone] == ["tracker"]
    assert alone["tracker"] == whole["tracker"]


def without(walk: Path, out: Path, kind: str, keep: int = 0) -> Path:
    """Copy a walk with only the first `keep` lines of a kind."""
    lines = gzip.decompress(walk.read_bytes()).decode().splitlines(keepends=True)
    dropped = [line for line in lines if f"\t{kind}\t" in line][keep:]
    out.write_text("".join(line for line in lines if line not in set(dropped)))
    return out


@pytest.mark.parametrize(
    ("start", "keep", "reason"),
    [
        ("known", 0, "has no waypoints to compare with"),
        ("known", 1, "has no waypoint to compare with but the one that is given"),
        ("unknown", 0, "has no waypoints to compare with"),
    ],
)
def test_a_walk_without_waypoints_is_named(
    store: Path, walks: list[Path], tmp_path: Path, start: str, keep: int, reason: str
) -> None:
    cut = without(walks[0], tmp_path / "cut.txt", "TYPE_WAYPOINT", keep)
    code, output = run("evaluate", "--store", store, "--mode", "live", "--start", start, cut)
    assert (code, output.strip().splitlines()) == (1, [f"cut: {reason}", "1"])


def test_a_walk_without_sightings_has_nothing_to_score_at_an_unknown_start(
    store: Path, walks: list[Path], tmp_path: Path
) -> None:
    silent = without(walks[0], tmp_path / "silent.txt", "TYPE_BEACON")
    report = evaluated(store, "unknown", silent)
    assert report["tracker"] is None
    assert report["waypoints_before_first_sighting"] == len(read_trace(silent).waypoints)
    code, output = run("evaluate", "--store", store, "--mode", "live", "--start", "unknown", silent)
    assert code == 0
    assert "no waypoint was scored" in output
    assert "walks never ok: 1" in output
    assert evaluated(store, "known", silent)["nearest_beacon"]["waypoints"] > 0


def evaluated(store: Path, start: str, *arguments: object) -> dict[str, Any]:
    code, output = run("evaluate", "--store", store, "--mode", "live", "--start", start, "--json", *arguments)
    assert code == 0, output
    report: dict[str, Any] = json.loads(output)
    return report


def test_evaluate_draws_each_walk_into_a_folder(store: Path, walks: list[Path], tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    evaluated(store, "known", *walks[:2], "--no-baselines", "--plot", pictures)
    names = sorted(path.name for path in pictures.iterdir())
    assert names == sorted(walk.name.replace(".txt.gz", ".png") for walk in walks[:2])
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures.iterdir())


def test_a_picture_of_track_shows_no_waypoint_but_the_given(
    store: Path, walks: list[Path], tmp_path: Path
) -> None:
    name = walks[0].name.removesuffix(".gz")
    whole, cut = tmp_path / "whole" / name, tmp_path / "cut" / name
    for path in (whole, cut):
        path.parent.mkdir()
    without(walks[0], whole, "TYPE_WAYPOINT", keep=1000)
    without(walks[0], cut, "TYPE_WAYPOINT", keep=1)
    for trace in (whole, cut):
        picture = trace.with_suffix(".png")
        code, output = run(
            "track", "--store", store, "--mode", "live", "--out", trace.parent, "--plot", picture, trace
        )
        assert code == 0, output
    assert whole.with_suffix(".png").read_bytes() == cut.with_suffix(".png").read_bytes()


def test_a_picture_that_cannot_be_is_told_before_tracking(
    store: Path, walks: list[Path], tmp_path: Path
) -> None:
    target = tmp_path / "nowhere" / "x.png"
    code, output = run(
        "track", "--store", store, "--mode", "live", "--out", tmp_path / "o", "--plot", target, walks[0]
    )
    assert (code, output) == (1, f"{target}: cannot be written: No such file or directory")
    assert not list((tmp_path / "o").glob("*"))
