"""Pictures of walks: what is in view, and where they go (EVAL-12)."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from shapely import box

from campaigns.commands.walk_picture import ELLIPSE_EVERY_S, Pictures, WalkPicture, walk_png
from campaigns.errors import InvalidInput
from positioning.metrics import WaypointScore
from positioning.trajectory import collect
from positioning.types import BeaconMap, LevelId, PoseEstimate, PoseStatus, Waypoint
from zones.errors import UnwritableFile
from zones.level import Level

LEVEL = Level(LevelId("G"), "ground", 0, math.pi / 2, 60.0, 40.0, box(0, 0, 60, 40))
BARE = BeaconMap(LevelId("G"), {})
PATH = collect(
    PoseEstimate(0.5 * k, 10.0 + 0.5 * k, 20.0, 0.0, 1.0, 4.0, 0.0, 0.1, status)
    for k, status in enumerate([PoseStatus.SEARCHING] * 10 + [PoseStatus.OK] * 20 + [PoseStatus.LOST] * 10)
)
PICTURE = WalkPicture(
    "walk", "live, start known", PATH, given=Waypoint(0.0, 10.0, 20.0),
    judged=[(Waypoint(5.0, 15.0, 22.0), WaypointScore(2.0, 1.0, PoseStatus.SEARCHING, 1.6, 15.0, 20.0))],
)  # fmt: skip


@cache
def pixels(picture: WalkPicture) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(walk_png(picture, LEVEL, BARE))).convert("RGB")).astype(int)


def count(image: np.ndarray, colour: str) -> int:
    """Return how many pixels are of a colour, but for the blur of edges."""
    wanted = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return int((np.abs(image - wanted).max(axis=2) < 12).sum())


def test_each_status_has_its_colour() -> None:
    image = pixels(PICTURE)
    assert min(count(image, colour) for colour in ("#0072b2", "#e69f00", "#cc3311")) > 100
    only_ok = pixels(replace(PICTURE, path=replace(PATH, status=(PoseStatus.OK,) * len(PATH))))
    assert count(only_ok, "#0072b2") > 100
    assert count(only_ok, "#e69f00") == count(only_ok, "#cc3311") == 0


def test_errors_are_drawn_where_there_is_truth() -> None:
    assert count(pixels(PICTURE), "#aa3377") > 100
    assert count(pixels(replace(PICTURE, judged=())), "#aa3377") == 0


def test_ellipses_come_every_few_seconds_in_their_true_size() -> None:
    from matplotlib.figure import Figure
    from matplotlib.patches import Ellipse

    from campaigns.commands.walk_picture import _draw_ellipses

    axes = Figure().add_subplot()
    _draw_ellipses(axes, PATH, 60.0, 40.0)
    ellipses = [patch for patch in axes.patches if isinstance(patch, Ellipse)]
    assert len(ellipses) == math.ceil(PATH.t_s[-1] / ELLIPSE_EVERY_S) + 1
    assert (ellipses[0].width, ellipses[0].height) == pytest.approx((4 * 5.991**0.5, 2 * 5.991**0.5))
    assert ellipses[0].angle % 180.0 == pytest.approx(90.0)
    narrow = Figure().add_subplot()
    _draw_ellipses(narrow, PATH, 60.0, 9.0)  # 9.8 m high
    assert not narrow.patches


def test_what_the_search_guesses_is_not_joined() -> None:
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure

    from campaigns.commands.walk_picture import _draw_path

    axes = Figure().add_subplot()
    _draw_path(axes, PATH)
    (lines,) = (artist for artist in axes.collections if isinstance(artist, LineCollection))
    assert [segment[0][0] for segment in lines.get_segments()] == list(PATH.x_m[10:-1])


def test_labels_of_neighbours_do_not_hide_each_other() -> None:
    from matplotlib.figure import Figure

    from campaigns.commands.walk_picture import _label_waypoints

    axes = Figure(figsize=(6, 4)).add_subplot()
    axes.set(xlim=(0.0, 60.0), ylim=(0.0, 40.0))
    score = PICTURE.judged[0][1]
    _label_waypoints(axes, [(Waypoint(5.0, 30.0, y_m), score) for y_m in (20.0, 20.0, 20.5, 19.5)])
    boxes = [label.get_window_extent() for label in axes.texts]
    assert [label.get_text() for label in axes.texts] == ["1: 2.0 m\n2: 2.0 m", "3: 2.0 m", "4: 2.0 m"]
    assert [box.count_overlaps(boxes) for box in boxes] == [1, 1, 1]  # with itself alone


def test_the_view_holds_truth_far_off_and_keeps_the_scale() -> None:
    far = WaypointScore(30.0, 1.0, PoseStatus.OK, 1.6, 15.0, 20.0)
    wide = replace(PICTURE, judged=[(Waypoint(5.0, 58.0, 22.0), far)])
    assert count(pixels(wide), "#aa3377") > 300  # the whole line, not what a narrow view cuts off
    height_px, width_px, _ = pixels(wide).shape
    assert width_px > height_px


def test_a_walk_of_one_row_is_drawn() -> None:
    alone = WalkPicture("walk", "live", collect([PoseEstimate(0.5, 1, 1, 0, 1, 1, 0, 1, PoseStatus.OK)]))
    assert pixels(alone).shape[2] == 3


def test_a_file_is_for_one_trace_a_folder_for_many(tmp_path: Path) -> None:
    one, two = Path("a.txt.gz"), Path("b.txt")
    assert Pictures.into(tmp_path / "x.PNG", [one]).file_of(one) == tmp_path / "x.PNG"
    folder = Pictures.into(tmp_path / "new" / "folder", [one, two])
    assert [folder.file_of(trace).name for trace in (one, two)] == ["a.png", "b.png"]
    assert folder.target.is_dir()
    with pytest.raises(InvalidInput, match=r"--plot: .*x\.png: one file for 2 traces; name a folder"):
        Pictures.into(tmp_path / "x.png", [one, two])


@pytest.mark.parametrize(
    ("target", "error", "reason"),
    [
        ("x.jpg", InvalidInput, r"must end in \.png, or be a folder"),
        ("missing/x.png", UnwritableFile, "cannot be written: No such file or directory"),
        ("file/folder", InvalidInput, "Not a directory"),
        ("file", InvalidInput, "File exists"),
    ],
)
def test_where_a_picture_cannot_go_is_told_before_any_work(
    tmp_path: Path, target: str, error: type[Exception], reason: str
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(error, match=reason) as told:
        Pictures.into(tmp_path / target, [Path("a.txt")])
    assert str(tmp_path / target) in str(told.value)
