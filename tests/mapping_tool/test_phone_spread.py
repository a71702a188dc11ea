"""How each kind of phone of a survey hears."""

from __future__ import annotations

import numpy as np

from mapping_tool.phone_spread import PhoneSpread, by_phone


def test_walks_are_summed_up_by_device() -> None:
    residuals_db = {0: np.array([-3.0, 3.0]), 1: np.array([1.0]), 2: np.array([-3.0, 3.0]), 3: np.empty(0)}
    loud, quiet, silent = by_phone(["B loud", "C quiet", "B loud", "D"], [4.0, -2.0, 6.0, 0.0], residuals_db)
    assert loud == PhoneSpread("B loud", 2, 4, 5.0, 3.0)
    assert quiet == PhoneSpread("C quiet", 1, 1, -2.0, 0.0)
    assert silent.held_back_sd_db is None


def test_a_survey_may_not_name_its_phones() -> None:
    (unnamed,) = by_phone(["", ""], [0.0, 0.0], {0: np.zeros(1), 1: np.zeros(1)})
    assert (unnamed.device, unnamed.walks) == ("", 2)
