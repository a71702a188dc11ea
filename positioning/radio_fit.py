"""Fit a radio map to survey walks: where each transmitter is, how it fades, how far it is heard.

Each transmitter is fitted apart, as the maximum of one posterior over RSSI and detection together
(`docs/theory/radio_map.md`, RADIO-5 .. RADIO-9); what all share (the phones' offsets, the spread) is
estimated in turns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from positioning.radio_map import DB_PER_NEPER, MOUNT_HEIGHT_M, expected_rssi_dbm
from positioning.surveyed import SurveyWalk, heard_ground, walked_ground
from positioning.types import BeaconKey, BeaconMap, FloatArray, LevelId, SurveyedGround, Transmitter

THIN_SAMPLES = 5
"""Fewer cannot tell a transmitter's place from its level: what a survey should hear again."""

LEAST_GAIN = 1e-7
"""A ten-millionth of a log posterior of some hundreds: far below what one sighting changes."""

NEAR_RANGES = 4.0
"""So many usual ranges from all places where a transmitter was heard, silence is no news of it: of what is
heard close by, 2^-16 gets there (RADIO-4)."""


LEAST_TRIED = np.log([1e-9, 0.01])
MOST_TRIED = np.log([1e6, 10_000.0])
"""Logarithms of rate and range: a line search may try what no exponential holds."""


@dataclass(frozen=True, slots=True)
class FitPriors:
    """What is believed of a transmitter before the survey: broad, so that twenty samples outweigh it.

    Exponents: 2 in free space, 1.5-4 indoors (Rappaport, Wireless Communications, 2nd ed., table 4.2; ITU-R
    P.1238 gives 2.0-3.3 for shops and offices at 2.4 GHz). Levels: an iBeacon at 0 dBm is near -59 dBm at 1
    m, and phones differ by 10-20 dB. The spread of BLE around any such law is 4-8 dB.
    `misfit_db` is what the residuals of held-back walks have above those of the fitted ones, in quadrature:
    7.0 against 5.3 dB over the survey walks of site1-B1, five folds by walk.
    """

    exponent: float = 2.2
    exponent_sd: float = 0.5
    rssi_1m_dbm: float = -62.0
    rssi_1m_sd_db: float = 8.0
    rate_hz: float = 0.3
    rate_log_sd: float = 1.0
    range_m: float = 15.0
    range_log_sd: float = 0.5
    spread_db: float = 6.0
    spread_samples: float = 10.0  # how many samples the spread's prior is worth
    walk_offset_sd_db: float = 4.0
    student_dof: float = 4.0  # heavy tails: bodies and reflections
    rssi_weight: float = 0.5  # neighbouring readings of one pass repeat each other
    detection_weight: float = 0.3  # advertisements come in bursts: a Poisson count is overconfident
    misfit_db: float = 4.5


@dataclass(frozen=True, slots=True)
class RadioFit:
    """A fitted map; `thin` counts transmitters of fewer than `THIN_SAMPLES` samples."""

    beacons: BeaconMap
    thin: int
    walk_offsets_db: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Heard:
    """All sightings of one transmitter at known places: columns (n,); `walk` indexes the walks."""

    x_m: FloatArray
    y_m: FloatArray
    rssi_dbm: FloatArray
    walk: np.ndarray


def _near(ground: SurveyedGround, samples: _Heard, reach_m: float) -> SurveyedGround:
    """Return the cells within `reach_m` of the rectangle around some sightings."""
    inside = (
        (ground.x_m > samples.x_m.min() - reach_m)
        & (ground.x_m < samples.x_m.max() + reach_m)
        & (ground.y_m > samples.y_m.min() - reach_m)
        & (ground.y_m < samples.y_m.max() + reach_m)
    )
    return SurveyedGround(ground.cell_m, ground.x_m[inside], ground.y_m[inside], ground.duration_s[inside])


def fit_radio_map(
    walks: Sequence[SurveyWalk],
    level_id: LevelId,
    *,
    north_rad: float = np.pi / 2,
    shared_ids: frozenset[str] = frozenset(),
    priors: FitPriors | None = None,
    rounds: int = 2,
    earlier: BeaconMap | None = None,
    placed: Mapping[BeaconKey, Transmitter] | None = None,
) -> RadioFit:
    """Fit every transmitter that the walks heard, be it once: the priors say the rest (RADIO-7).

    The first round takes the phones' offsets as zero, the next ones take each walk's mean residual, shrunk,
    off (RADIO-8).

    Parameters
    ----------
    walks : the survey; places in metres, floor frame, and RSSI in dBm. Without any the map is what is placed.
    level_id : the level that they were walked on.
    north_rad : the angle of true north in the floor frame, radians; the map only hands it on.
    shared_ids : ids that several transmitters carry; the map only hands them on.
    priors : what is believed of a transmitter before the survey.
    rounds : how often all transmitters are fitted.
    earlier : the map of a fit to the same walks: the rounds go on from it.
    placed : transmitters that somebody put on the plan. They stay there within their `sd_m` (metres, above
        zero; RADIO-11); their signal is fitted as usual, and kept as it was where no walk heard it.

    References
    ----------
    Sources of the law, the likelihoods and the priors: `docs/theory/radio_map.md`.

    Examples
    --------
    >>> fit_radio_map([], LevelId("B1")).thin
    0
    """
    priors = priors or FitPriors()
    heard = _gather(walks)
    exposure = walked_ground(walks)
    fitted = dict(earlier.transmitters) if earlier is not None else {}
    placed = placed or {}
    offsets_db = _walk_offsets_db(fitted, heard, len(walks), priors)
    for _ in range(rounds):
        fitted = {
            key: _fit_transmitter(
                key, samples, exposure, offsets_db, priors, fitted.get(key), placed.get(key)
            )
            for key, samples in sorted(heard.items())
        }
        offsets_db = _walk_offsets_db(fitted, heard, len(walks), priors)
    return RadioFit(
        beacons=BeaconMap(
            level_id,
            {**placed, **fitted},
            shared_ids,
            north_rad,
            heard_ground(walks, fitted, offsets_db.tolist()) if walks else None,
        ),
        thin=sum(len(samples.x_m) < THIN_SAMPLES for samples in heard.values()),
        walk_offsets_db={walk.name: float(offsets_db[i]) for i, walk in enumerate(walks)},
    )


def rssi_residuals_db(beacons: BeaconMap, walks: Sequence[SurveyWalk]) -> FloatArray:
    """Return heard minus expected RSSI of every mapped sighting, each walk's median taken off: for
    validation.
    """
    residuals: list[FloatArray] = []
    for walk in walks:
        of_walk = [
            np.atleast_1d(
                samples.rssi_dbm - expected_rssi_dbm(beacons.transmitters[key], samples.x_m, samples.y_m)
            )
            for key, samples in _gather([walk]).items()
            if key in beacons.transmitters
        ]
        if of_walk:
            joined = np.concatenate(of_walk)
            residuals.append(joined - np.median(joined))
    return np.concatenate(residuals) if residuals else np.empty(0)


def _gather(walks: Sequence[SurveyWalk]) -> dict[BeaconKey, _Heard]:
    rows: defaultdict[BeaconKey, list[tuple[float, float, float, int]]] = defaultdict(list)
    for index, walk in enumerate(walks):
        inside = [s for s in walk.sightings if walk.t_s[0] <= s.t_s <= walk.t_s[-1]]
        times_s = np.array([s.t_s for s in inside])
        x_m, y_m = walk.places_m(times_s)
        for sighting, x, y in zip(inside, x_m, y_m, strict=True):
            rows[sighting.key].append((float(x), float(y), sighting.rssi_dbm, index))
    heard = {}
    for key, of_key in rows.items():
        columns = np.array(of_key)
        heard[key] = _Heard(columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3].astype(np.intp))
    return heard


def _walk_offsets_db(
    fitted: Mapping[BeaconKey, Transmitter], heard: Mapping[BeaconKey, _Heard], walks: int, priors: FitPriors
) -> FloatArray:
    """Return each walk's mean residual, shrunk towards zero: what its phone hears above the others
    (RADIO-8). Zero while nothing is fitted.
    """
    total_db, count = np.zeros(walks), np.zeros(walks)
    for key, samples in heard.items():
        if key not in fitted:
            continue
        residual_db = samples.rssi_dbm - expected_rssi_dbm(fitted[key], samples.x_m, samples.y_m)
        np.add.at(total_db, samples.walk, np.clip(residual_db, -2 * priors.spread_db, 2 * priors.spread_db))
        np.add.at(count, samples.walk, 1.0)
    shrink = (priors.spread_db / priors.walk_offset_sd_db) ** 2 / priors.rssi_weight
    return np.asarray(total_db / (count + shrink))


def _fit_transmitter(
    key: BeaconKey,
    samples: _Heard,
    exposure: SurveyedGround,
    offsets_db: FloatArray,
    priors: FitPriors,
    previous: Transmitter | None,
    placed: Transmitter | None,
) -> Transmitter:
    """Maximise the posterior from the loudest places (or where it is known or was found to be) on."""
    rssi_dbm = samples.rssi_dbm - offsets_db[samples.walk]
    weights = 10.0 ** (np.clip(rssi_dbm - rssi_dbm.max(), -30.0, 0.0) / 10.0)
    loud_x_m, loud_y_m = np.average(samples.x_m, weights=weights), np.average(samples.y_m, weights=weights)
    starts = [(loud_x_m, loud_y_m), (float(np.median(samples.x_m)), float(np.median(samples.y_m)))]
    if (known := previous or placed) is not None:
        starts = [(known.x_m, known.y_m)]
    posterior = _Posterior(
        samples, rssi_dbm, _near(exposure, samples, NEAR_RANGES * priors.range_m), priors, placed
    )
    tail = [priors.rssi_1m_dbm, priors.exponent, np.log(priors.rate_hz), np.log(priors.range_m)]
    results = [
        minimize(posterior, [x, y, *tail], jac=True, method="L-BFGS-B", options={"ftol": LEAST_GAIN})
        for x, y in starts
    ]
    best = min(results, key=lambda result: float(result.fun))
    x_m, y_m, rssi_1m_dbm, exponent, log_rate, log_range = (float(value) for value in best.x)
    residual_db = posterior.residual_db(best.x)
    bounded_db = np.clip(residual_db, -3 * priors.spread_db, 3 * priors.spread_db)
    variance_db2 = (priors.spread_samples * priors.spread_db**2 + float(bounded_db @ bounded_db)) / (
        priors.spread_samples + len(residual_db)
    )
    return Transmitter(
        key=key, x_m=x_m, y_m=y_m, sd_m=posterior.position_sd_m(best.x, variance_db2),
        rssi_1m_dbm=rssi_1m_dbm, exponent=exponent, sigma_db=float(np.sqrt(variance_db2 +
        priors.misfit_db**2)), heard_rate_hz=float(np.exp(log_rate)),
        heard_range_m=float(np.exp(log_range)), samples=len(rssi_dbm),
    )  # fmt: skip


class _Posterior:
    """The negative log posterior of (x, y, rssi_1m, exponent, log rate, log range), with gradient
    (RADIO-5..7). Places are (2, n) columns, so that one operation serves both axes: the samples are few, and
    calls into numpy are what a fit's time goes to.
    """

    def __init__(
        self,
        samples: _Heard,
        rssi_dbm: FloatArray,
        exposure: SurveyedGround,
        priors: FitPriors,
        placed: Transmitter | None,
    ) -> None:
        self._heard_m = np.stack([samples.x_m, samples.y_m])
        self._rssi_dbm = rssi_dbm
        self._visited_m = np.stack([exposure.x_m, exposure.y_m])
        self._visited_s = exposure.duration_s
        self._priors = p = priors
        x_m, y_m, sd_m = (0.0, 0.0, np.inf) if placed is None else (placed.x_m, placed.y_m, placed.sd_m)
        self._prior_mean = np.array(
            [x_m, y_m, p.rssi_1m_dbm, p.exponent, np.log(p.rate_hz), np.log(p.range_m)]
        )
        self._prior_sd = np.array([sd_m, sd_m, p.rssi_1m_sd_db, p.exponent_sd, p.rate_log_sd, p.range_log_sd])

    def residual_db(self, theta: FloatArray) -> FloatArray:
        _, squared_m2 = _away(self._heard_m, theta)
        return self._residual_db(theta, np.log(squared_m2 + MOUNT_HEIGHT_M**2))

    def __call__(self, theta: FloatArray) -> tuple[float, FloatArray]:
        pulls = (theta - self._prior_mean) / self._prior_sd
        gradient = pulls / self._prior_sd
        away_m, squared_m2 = _away(self._heard_m, theta)
        value = 0.5 * float(pulls @ pulls)
        value += self._loudness(theta, away_m, squared_m2, gradient)
        value += self._detection(theta, away_m, squared_m2, gradient)
        return value, gradient

    def _residual_db(self, theta: FloatArray, log_slant: FloatArray) -> FloatArray:
        return np.asarray(self._rssi_dbm - theta[2] + 0.5 * DB_PER_NEPER * theta[3] * log_slant)

    def _loudness(
        self, theta: FloatArray, away_m: FloatArray, squared_m2: FloatArray, gradient: FloatArray
    ) -> float:
        """Student's t over the residuals: one reflection must not move a beacon."""
        priors = self._priors
        slant_m2 = squared_m2 + MOUNT_HEIGHT_M**2
        log_slant = np.log(slant_m2)
        residual_db = self._residual_db(theta, log_slant)
        scale_db2 = priors.student_dof * priors.spread_db**2
        squared_db2 = residual_db * residual_db
        pull = priors.rssi_weight * (priors.student_dof + 1) * residual_db / (scale_db2 + squared_db2)
        gradient[:2] += -DB_PER_NEPER * theta[3] * (away_m @ (pull / slant_m2))
        gradient[2] -= pull.sum()
        gradient[3] += 0.5 * DB_PER_NEPER * (pull @ log_slant)
        surprise = np.log1p(squared_db2 / scale_db2)
        return float(priors.rssi_weight * 0.5 * (priors.student_dof + 1) * surprise.sum())

    def _detection(
        self, theta: FloatArray, heard_away_m: FloatArray, heard_m2: FloatArray, gradient: FloatArray
    ) -> float:
        """Poisson over place: sightings where they came, silence where the surveyors walked without."""
        weight = self._priors.detection_weight
        log_rate, log_range = np.clip(theta[4:], LEAST_TRIED, MOST_TRIED)
        range_m2 = np.exp(2.0 * log_range)
        away_m, squared_m2 = _away(self._visited_m, theta)
        expected = np.exp(log_rate) * np.exp2(squared_m2 / -range_m2) * self._visited_s
        expected_sum, heard_m2_sum, count = float(expected.sum()), float(heard_m2.sum()), len(heard_m2)
        pull = weight * 2.0 * np.log(2.0) / range_m2
        gradient[:2] += pull * (away_m @ expected - heard_away_m.sum(axis=1))
        gradient[4] += weight * (expected_sum - count)
        gradient[5] += pull * (float(expected @ squared_m2) - heard_m2_sum)
        return float(weight * (expected_sum - count * log_rate + np.log(2.0) * heard_m2_sum / range_m2))

    def position_sd_m(self, theta: FloatArray, variance_db2: float) -> float:
        """Return the position's sd from the Fisher information of loudness and detection (RADIO-9)."""
        weight = self._priors.rssi_weight / variance_db2
        (dx_m, dy_m), squared_m2 = _away(self._heard_m, theta)
        slant_m2 = squared_m2 + MOUNT_HEIGHT_M**2
        slope_db = -DB_PER_NEPER * theta[3]
        rows = np.column_stack(
            [
                -slope_db * dx_m / slant_m2,
                -slope_db * dy_m / slant_m2,
                np.ones_like(dx_m),
                0.5 * slope_db / theta[3] * np.log(slant_m2),
            ]
        )
        information = weight * rows.T @ rows
        information[:2, :2] += (
            2.0 * np.log(2.0) / np.exp(2.0 * theta[5]) * self._priors.detection_weight * len(dx_m) * np.eye(2)
        )
        information += np.diag(1.0 / self._prior_sd[:4] ** 2)
        return float(np.sqrt(0.5 * np.trace(np.linalg.inv(information)[:2, :2])))


def _away(places_m: FloatArray, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return places (2, n) as seen from the transmitter, and their squared distances (n,)."""
    away_m = places_m - theta[:2, None]
    return away_m, np.einsum("ij,ij->j", away_m, away_m)
