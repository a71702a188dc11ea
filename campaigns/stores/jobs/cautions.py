"""What speaks against putting a fitted map in force. Pure."""

from __future__ import annotations

from campaigns.stores.jobs.results import Caution, FitResult, HeldBack, Measured

TOLD_M = 0.1
"""Errors are shown to the decimetre: what looks the same is not called worse."""


def judged(fit: FitResult, before: FitResult | None) -> FitResult:
    """The fit with what speaks against it. `before` is the fit that the map it would replace comes from, None
    where that was made elsewhere or where there is none.
    """
    held_back = None if before is None or before.measured is None else _held_back(before.measured)
    cautions: list[Caution] = []
    if fit.map_error_share is not None and not fit.is_map_error_honest:
        cautions.append("too-bold")
    if held_back is not None and fit.measured is not None:
        worse_m = round(fit.measured.mean_m - held_back.mean_m, 6)  # 2.1 - 2.0 is a little less than 0.1
        cautions += ["worse-than-before"] if worse_m >= TOLD_M else []
    return fit.model_copy(update={"measured_before": held_back, "cautions": cautions})


def _held_back(measured: Measured) -> HeldBack:
    return HeldBack(
        walks=measured.walks,
        waypoints=measured.waypoints,
        mean_m=measured.mean_m,
        interval_m=measured.interval_m,
    )
