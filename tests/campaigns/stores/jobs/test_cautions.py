"""What speaks against a fitted map is said with it."""

from __future__ import annotations

import pytest

from campaigns.stores.jobs.cautions import judged
from campaigns.stores.jobs.results import Caution, FitResult, Measured
from tests.console.prepared import fitted


def fit(mean_m: float, *, is_honest: bool = True, share: float | None = 0.65) -> FitResult:
    measured = fitted().measured
    assert isinstance(measured, Measured)
    return fitted().model_copy(
        update={
            "measured": measured.model_copy(update={"mean_m": mean_m}),
            "is_map_error_honest": is_honest,
            "map_error_share": share,
        }
    )


@pytest.mark.parametrize(
    ("found", "before", "cautions"),
    [
        (fit(2.0), fit(2.5), []),
        (fit(2.0), None, []),
        (fit(2.04), fit(2.0), []),
        (fit(2.1), fit(2.0), ["worse-than-before"]),
        (fit(2.0, is_honest=False), fit(2.5), ["too-bold"]),
        (fit(2.0, is_honest=False, share=None), None, []),  # too few walks to judge by
        (fit(9.0, is_honest=False), fit(2.0), ["too-bold", "worse-than-before"]),
        (fit(9.0), fit(2.0).model_copy(update={"measured": None}), []),
    ],
)
def test_a_fit_is_judged_beside_the_one_in_force(
    found: FitResult, before: FitResult | None, cautions: list[Caution]
) -> None:
    told = judged(found, before)
    assert told.cautions == cautions
    assert (told.measured_before is None) == (before is None or before.measured is None)
