"""Where a search begins: hypotheses drawn over all that the prior, the plan and the survey allow (BANK-6)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from positioning.bank import OFFSET, SCALE, TURN, WALK_STATES, EkfBank, systematic_draw
from positioning.ekf import EkfNoise
from positioning.radio_field import RadioField
from positioning.types import FloatArray, PositionPrior, WalkableArea


@dataclass(frozen=True, slots=True)
class SearchConfig:
    """How widely a search looks.

    `unsurveyed_share` and `odd_turn_share` were compared on held-back survey walks of both malls (BANK-6).
    """

    hypotheses: int = 2000
    drawn_per_kept: int = 4
    unsurveyed_share: float = 0.02  # of a place that no survey walk came near, beside one that it did
    surveyed_from_s: float = 1.0  # of walking near a place
    odd_turn_share: float = 0.01  # of phones searched for that point anywhere, whatever their compass says
    drawn_turn_sd_rad: float = 0.2  # of a turn that was drawn from the whole circle
    blind_span_m: float = 1000.0  # half the side of the world, when there is no plan and no beacon


def begin_bank(
    field: RadioField,
    floor: WalkableArea | None,
    prior: PositionPrior,
    config: SearchConfig,
    noise: EkfNoise,
    random: np.random.Generator,
    count: int,
    *,
    yaw_rad: float | None,
    is_north_known: bool,
) -> EkfBank:
    """Return `count` equally likely hypotheses of where a phone at `yaw_rad` is and how it walks."""
    mean = np.zeros((WALK_STATES, count))
    covariance = np.zeros((WALK_STATES, WALK_STATES, count))
    mean[SCALE] = noise.scale
    covariance[SCALE, SCALE] = noise.scale_sd**2
    covariance[OFFSET, OFFSET] = noise.offset_sd_db**2
    odd_share = 0.0 if prior.components else config.odd_turn_share
    mean[TURN], covariance[TURN, TURN] = drawn_turns(
        odd_share if is_north_known else 1.0, config, noise, random, count
    )
    if prior.components:
        weights = np.array([part.weight for part in prior.components])
        chosen = systematic_draw(weights / weights.sum(), count, float(random.random()))
        centre_m = np.array([(part.x_m, part.y_m) for part in prior.components])[chosen].T
        sd_m = np.array([part.sd_m for part in prior.components])[chosen]
        place_m = centre_m + sd_m * random.standard_normal((2, count))
        for i, part in enumerate(prior.components):
            if part.heading_rad is not None and yaw_rad is not None:
                mean[TURN, chosen == i] = math.remainder(part.heading_rad - yaw_rad, math.tau)
                sd_rad = noise.turn_sd_rad if part.sd_heading_rad is None else part.sd_heading_rad
                covariance[TURN, TURN, chosen == i] = sd_rad**2
    else:
        place_m = _anywhere(field, floor, config, random, count)
    shift_m = field.error_m * random.standard_normal((2, count))
    return EkfBank(place_m, shift_m, mean, covariance, np.zeros(count))


def drawn_turns(
    odd_share: float, config: SearchConfig, noise: EkfNoise, random: np.random.Generator, count: int
) -> tuple[FloatArray, FloatArray]:
    """Return turns (count,) and their variances: along the compass, an odd share of them anywhere."""
    is_odd = random.random(count) < odd_share
    turn_rad = np.where(is_odd, random.uniform(-math.pi, math.pi, count), 0.0)
    return turn_rad, np.where(is_odd, config.drawn_turn_sd_rad, noise.turn_sd_rad) ** 2


def _anywhere(
    field: RadioField,
    floor: WalkableArea | None,
    config: SearchConfig,
    random: np.random.Generator,
    count: int,
) -> FloatArray:
    """Return places (2, count), even over the walkable area, most of them where a survey walked."""
    drawn = config.drawn_per_kept * count
    if floor is not None and floor.free.any():
        rows, columns = np.nonzero(floor.free)
        cell = random.integers(0, len(rows), drawn)
        corner_m = np.array([[floor.x0_m], [floor.y0_m]])
        place_m = corner_m + floor.cell_m * (
            np.stack([columns[cell], rows[cell]]) + random.random((2, drawn))
        )
    elif field.is_empty:
        return random.uniform(-config.blind_span_m, config.blind_span_m, (2, count))
    else:
        low_m, high_m = field.span_m
        place_m = low_m[:, None] + (high_m - low_m)[:, None] * random.random((2, drawn))
    likely = np.ones(drawn)
    if field.survey_s is not None and field.survey_s.any():
        likely = np.where(
            field.survey_s[field.index(*place_m)] > config.surveyed_from_s, 1.0, config.unsurveyed_share
        )
    return np.ascontiguousarray(
        place_m[:, systematic_draw(likely / likely.sum(), count, float(random.random()))]
    )
