"""Where to walk again, in lines and on the picture: numbers that agree, and what counts as surveyed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from campaigns.commands.survey_picture import _draw_ground
from campaigns.commands.survey_report import WORST, changing_note, numbered, thin_lines
from mapping_tool.thin_spots import Coverage, ThinGround, ThinReason, ThinSpot

PLACES = np.arange(4.0)
COVERAGE = Coverage(1.0, PLACES, PLACES, np.zeros(4), np.full(4, 9.0), np.array([1, 1, 2, 3]))
SPOTS = tuple(
    ThinSpot(reason, 10.0 * k, 5.0, 20.0, "", 4.0, 2.0)
    for reason, count in ((ThinReason.UNWALKED, WORST + 2), (ThinReason.ONCE, 2))
    for k in range(count)
)


def test_spots_are_numbered_through_in_the_lines_as_on_the_picture() -> None:
    thin = ThinGround(COVERAGE, SPOTS, ())
    lines = [line.split(". ")[0].strip() for line in thin_lines(thin) if " m2, " in line and ". (" in line]
    assert lines == [str(number) for number in range(1, WORST + 3)]
    assert [number for number, _ in numbered(thin, ThinReason.ONCE)] == [WORST + 1, WORST + 2]


def test_transmitters_that_will_be_gone_are_told_of() -> None:
    assert changing_note(0) == ""
    assert changing_note(66).startswith(", 66 of them known by an address of the kind that changes")


@pytest.mark.parametrize(
    ("found", "label"),
    [
        (COVERAGE, "surveyed by two walks or more: 2 m²"),
        (replace(COVERAGE, walks=None), "surveyed by one walk or more: 4 m²"),
    ],
)
def test_the_legend_says_what_counts_as_surveyed(found: Coverage, label: str) -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    _draw_ground(axes, found)
    assert label in [line.get_label() for line in axes.lines]
