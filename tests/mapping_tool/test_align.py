"""Pixels to metres: what was measured is found again, what contradicts is refused with both figures."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping_tool.align import CLICK_PX, SAME_SCALE, Alignment, MeasuredDistance, PlacedPoint, align
from mapping_tool.errors import ContradictingScales, UnusableMeasure

WIDTH_PX, HEIGHT_PX = 800, 600
CORNERS_PX = [(10.0, 20.0), (790.0, 30.0), (400.0, 590.0), (15.0, 580.0)]


def placed(points_px: list[tuple[float, float]], per_px: complex, shift_m: complex) -> list[PlacedPoint]:
    """Points of a picture that is turned and scaled by `per_px` and then shifted."""
    at_m = [per_px * complex(u, -v) + shift_m for u, v in points_px]
    return [PlacedPoint(px, (w.real, w.imag)) for px, w in zip(points_px, at_m, strict=True)]


def aligned(*measures: MeasuredDistance | PlacedPoint) -> Alignment:
    distances = [m for m in measures if isinstance(m, MeasuredDistance)]
    points = [m for m in measures if isinstance(m, PlacedPoint)]
    return align(distances, points, WIDTH_PX, HEIGHT_PX)


def test_two_clicks_and_a_distance_give_the_scale() -> None:
    """PLAN-1: the lower left of the picture is the origin, y runs up."""
    found = aligned(MeasuredDistance((100, 50), (400, 450), 25.0))
    assert found.metres_per_px == pytest.approx(0.05)
    np.testing.assert_allclose(
        found.floor(np.array([[0.0, 600.0], [800.0, 0.0]])), [[0.0, 0.0], [40.0, 30.0]], atol=1e-12
    )
    assert (found.turned_rad, found.is_overdetermined) == (0.0, False)


def test_several_distances_show_what_is_left() -> None:
    """PLAN-1 by hand: 300 px are 15.1 m, 400 px are 20 m: s = (300 x 15.1 + 400 x 20) / (300^2 + 400^2)."""
    found = aligned(MeasuredDistance((0, 0), (300, 0), 15.1), MeasuredDistance((0, 0), (0, 400), 20.0))
    assert found.metres_per_px == pytest.approx(12_530 / 250_000)
    assert found.residuals_m == pytest.approx([0.064, 0.048], abs=1e-9)
    assert found.is_overdetermined
    assert found.rms_m == pytest.approx(math.sqrt((0.064**2 + 0.048**2) / 2))


def test_one_point_beside_a_distance_shifts() -> None:
    found = aligned(MeasuredDistance((0, 0), (100, 0), 10.0), PlacedPoint((50, 550), (1.0, 2.0)))
    np.testing.assert_allclose(
        found.floor(np.array([[50.0, 550.0], [50.0, 540.0]])), [[1.0, 2.0], [1.0, 3.0]]
    )


@given(
    st.floats(0.005, 0.5),
    st.floats(-math.pi, math.pi),
    st.complex_numbers(max_magnitude=1e3),
    st.integers(2, len(CORNERS_PX)),
)
def test_placed_points_are_found_again(
    per_px: float, turned_rad: float, shift_m: complex, count: int
) -> None:
    """PLAN-2: any similarity, without a residual."""
    points = placed(CORNERS_PX[:count], cmath.rect(per_px, turned_rad), shift_m)
    found = aligned(*points)
    assert found.metres_per_px == pytest.approx(per_px)
    assert math.remainder(found.turned_rad - turned_rad, 2 * math.pi) == pytest.approx(0.0, abs=1e-6)
    np.testing.assert_allclose(
        found.floor(np.array(CORNERS_PX[:count])),
        [point.at_m for point in points],
        atol=1e-8 * (1 + abs(shift_m)),
    )
    assert found.rms_m < 1e-6
    assert found.is_overdetermined is (count > 2)


def test_no_similarity_leaves_less() -> None:
    """PLAN-2: with points that are off, changing the scale, the turn or the shift only makes it worse."""
    points = placed(CORNERS_PX, cmath.rect(0.1, 0.3), 5 + 5j)
    off = [
        PlacedPoint(p.at_px, (p.at_m[0] + dx, p.at_m[1]))
        for p, dx in zip(points, (0.3, -0.2, 0, 0.1), strict=True)
    ]
    found = aligned(*off)
    z = np.array([complex(u, -v) for u, v in CORNERS_PX])
    w = np.array([complex(*p.at_m) for p in off])
    a = cmath.rect(found.metres_per_px, found.turned_rad)
    shift = complex(found.floor_from_image[2], found.floor_from_image[5])
    least = np.linalg.norm(a * z + shift - w)
    assert least == pytest.approx(np.linalg.norm(found.residuals_m))
    for da, db in (
        (1e-4, 0),
        (-1e-4, 0),
        (1e-4j, 0),
        (-1e-4j, 0),
        (0, 0.01),
        (0, -0.01),
        (0, 0.01j),
        (0, -0.01j),
    ):
        assert np.linalg.norm((a + da) * z + shift + db - w) > least


def test_scales_that_contradict_are_refused_with_both_figures() -> None:
    with pytest.raises(ContradictingScales) as caught:
        aligned(MeasuredDistance((0, 0), (500, 0), 25.0), MeasuredDistance((0, 0), (0, 500), 15.0))
    assert "0.03 m a pixel ((0, 0) to (0, 500): 15 m, 500 px)" in str(caught.value)
    assert "0.05 m a pixel ((0, 0) to (500, 0): 25 m, 500 px)" in str(caught.value)


def test_points_contradict_a_distance() -> None:
    points = placed(CORNERS_PX[:2], 0.1 + 0j, 0j)
    with pytest.raises(ContradictingScales, match=r"0\.1 m a pixel .* 0\.2 m a pixel"):
        aligned(*points, MeasuredDistance((0, 0), (500, 0), 100.0))


@pytest.mark.parametrize(("excess", "refused"), [(-0.002, False), (0.002, True)])
def test_clicks_alone_are_no_contradiction(excess: float, refused: bool) -> None:
    """Short lines may differ by what a click is off at either, and by the tolerance."""
    ratio = math.exp(SAME_SCALE + CLICK_PX / 100 + CLICK_PX / 50 + excess)
    pair = (MeasuredDistance((0, 0), (100, 0), 10.0), MeasuredDistance((0, 0), (50, 0), 5.0 * ratio))
    if refused:
        with pytest.raises(ContradictingScales):
            aligned(*pair)
    else:
        assert aligned(*pair).metres_per_px > 0.1


def test_points_with_y_down_are_told_to_be_mirrored() -> None:
    mirrored = [PlacedPoint(px, (0.1 * px[0], 0.1 * px[1])) for px in CORNERS_PX]
    with pytest.raises(UnusableMeasure, match="y runs up the plan"):
        aligned(*mirrored)


@pytest.mark.parametrize(
    ("measures", "reason"),
    [
        ((), "needs a distance"),
        ((PlacedPoint((1, 1), (0, 0)),), "needs a distance"),
        ((MeasuredDistance((5, 5), (5, 5), 3.0),), r"\(5, 5\) and \(5, 5\), 3 m apart, say nothing"),
        ((MeasuredDistance((5, 5), (9, 5), 0.0),), "say nothing of the scale"),
        ((MeasuredDistance((5, 5), (9, 5), -1.0),), "say nothing of the scale"),
        ((MeasuredDistance((5, 5), (801, 5), 1.0),), r"\(801, 5\) lies outside the picture of 800 x 600"),
        ((PlacedPoint((5, 5), (1, 1)), PlacedPoint((9, 9), (1, 1))), "say nothing of the scale"),
    ],
)
def test_measures_that_say_nothing_are_refused(
    measures: tuple[MeasuredDistance | PlacedPoint, ...], reason: str
) -> None:
    with pytest.raises(UnusableMeasure, match=reason):
        aligned(*measures)
