"""The tables for people: what stands in them, and what is left out as said already."""

from __future__ import annotations

import pytest

from campaigns.commands.evaluation.tables import print_report


def described(**figures: float) -> dict[str, object]:
    return {**figures, "intervals": {name: [value - 0.5, value + 0.5] for name, value in figures.items()}}


def errors(waypoints: int, median_m: float) -> dict[str, object]:
    quantiles = {"mean_m": 3.0, "median_m": median_m, "q75_m": 4.0, "q90_m": 5.0, "q95_m": 12.0}
    return {"waypoints": waypoints, **described(**quantiles, mean_nees=2.0, within_95=0.9)}


def honest(waypoints: int) -> dict[str, object]:
    return {"waypoints": waypoints, **described(mean_nees=2.0, within_95=0.9), "thirds": []}


def heading(segments: int) -> dict[str, object]:
    return {"segments": segments, **described(median_deg=7.0, q90_deg=20.0)}


@pytest.fixture
def figures() -> dict[str, object]:
    tracker = errors(40, 2.0)
    tracker |= {"covered": errors(30, 1.5), "uncovered": None, "from_first_ok": errors(20, 1.25)}
    tracker |= {"heading": heading(9), "heading_ok": heading(5)}
    shares = described(searching=0.5, ok=0.5, lost=0.0)
    return {
        "walks": 7, "simulated": False, "mode": "live", "start": "unknown",
        "bootstrap": {"resamples": 2000, "seed": 5},
        "coverage_known": True, "tracker": tracker,
        "steps_alone": errors(40, 3.0) | {"heading": None},
        "differences": {
            "steps_alone": {"waypoints": 40, **described(mean_m=-1.0, median_m=-1.0),
                            "verdict": {"mean_m": "better", "median_m": "not worse"}}
        },
        "honesty": {"all": honest(40), "ok": honest(20)},
        "availability": {"waypoints": shares, "time": shares,
                         "first_ok": {"walks": 6, **described(median_s=4.0, q90_s=9.0)}},
        "waypoints_before_first_sighting": 11, "times_real_time": 123.4,
    }  # fmt: skip


def lines(figures: dict[str, object], capsys: pytest.CaptureFixture[str]) -> list[str]:
    print_report(figures)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_every_figure_stands_with_its_interval(
    figures: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = lines(figures, capsys)
    assert "tracker 40 3.00 (2.5-3.5) 2.00 (1.5-2.5) 4.00 (3.5-4.5) 5.00 (4.5-5.5) 12.0 (12-12)" in printed
    assert "covered" in printed
    assert "covered, within 3 m of where the survey walked: 30 of 40 waypoints" in printed
    assert "uncovered" not in printed
    assert any(line.startswith("tracker 20 3.00 (2.5-3.5) 1.25") for line in printed)
    assert "steps alone* 40 -1.00 (-1.50 to -0.50) better -1.00 (-1.50 to -0.50) not worse" in printed
    assert "tracker, ok rows 20 90 (40-140) % 2.00 (1.5-2.5)" in printed
    assert "tracker, ok throughout 5 7.0 (6.5-7.5) 20.0 (19.5-20.5)" in printed
    assert "time to the first ok: median 4.0 (3.5-4.5) s, 90 % 9.0 (8.5-9.5) s" in printed
    assert "walks never ok: 1" in printed
    assert "waypoints before the first sighting, not scored: 11" in printed
    assert max(map(len, printed)) <= 120


def test_what_would_be_the_same_again_is_left_out(
    figures: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    tracker = figures["tracker"]
    tracker["from_first_ok"], tracker["heading_ok"] = errors(40, 2.0), heading(9)
    figures["honesty"]["ok"] = honest(40)
    printed = "\n".join(lines(figures, capsys))
    for title in ("from the first ok on", "ok rows", "ok throughout"):
        assert title not in printed


def test_a_third_without_waypoints_has_no_row(
    figures: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = {"waypoints": 0, "mean_nees": None, "within_95": None, "sd_from_m": 1.0, "sd_to_m": 1.0}
    figures["honesty"]["all"]["thirds"] = [honest(40) | {"sd_from_m": 0.5, "sd_to_m": 1.0}, nothing]
    printed = lines(figures, capsys)
    assert sum(line.startswith("sd ") for line in printed) == 1
    assert "sd 0.5 to 1.0 m 40 90 (40-140) % 2.00 (1.5-2.5)" in printed


def test_nees_keeps_its_digits_however_large(
    figures: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is no length: 12.3 of a filter that is too sure is as telling as 2.3."""
    sure = described(mean_nees=12.34, within_95=0.5)
    figures["honesty"]["all"] = {"waypoints": 40, **sure, "thirds": []}
    assert "tracker 40 50 (0-100) % 12.34 (11.8-12.8)" in lines(figures, capsys)


def test_unknown_coverage_is_said(figures: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    printed = lines(figures | {"coverage_known": False}, capsys)
    assert "unknown coverage: this store does not say where a survey walked" in printed


def test_a_known_start_is_not_searched_for(
    figures: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = lines(figures | {"start": "known"}, capsys)
    assert not any(line.startswith(("time to the first ok", "walks never ok")) for line in printed)


def test_what_not_worse_means_stands_below_its_table(
    figures: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = lines(figures, capsys)
    (row,) = (k for k, line in enumerate(printed) if line.endswith("not worse"))
    assert printed[row + 1] == "not worse: the interval does not lie above zero"
    figures["differences"]["steps_alone"]["verdict"]["median_m"] = "better"
    assert not any("not worse" in line for line in lines(figures, capsys))


def test_nothing_scored_is_one_line_not_a_table(
    figures: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    printed = lines(figures | {"tracker": None}, capsys)
    assert "no waypoint was scored" in printed
    assert not any("median_m" in line or "Errors" in line for line in printed)
