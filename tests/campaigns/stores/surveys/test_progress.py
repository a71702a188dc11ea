"""What pages are told of the ground, and the vectors by which pages count coverage as the service does.

`AISLECAST_WRITE_VECTORS=1` writes them anew.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from campaigns.demo.shops import demo_shop
from campaigns.stores.surveys.progress import FREE_BIT, RIGHT_BIT, UP_LEFT_BIT, cells_of
from mapping_tool.survey_ground import SurveyGround, WalkedLeg
from positioning.metrics import COVERED_WITHIN_M

VECTORS = Path(__file__).parents[4] / "console" / "tests" / "survey" / "ground_vectors.json"
LEGS = (
    [],
    [(2.0, 2.0, 18.0, 2.0)],
    [(2.0, 2.0, 18.0, 2.0), (18.0, 2.0, 18.0, 14.0), (18.0, 14.0, 9.3, 13.7)],
    [(1.25, 4.75, 8.25, 11.25)],
    [(-5.0, -5.0, 40.0, 30.0)],
    [(100.0, 100.0, 110.0, 100.0)],
)


def ground() -> SurveyGround:
    store = demo_shop()
    return SurveyGround(store.level(), store.walkable())


def vectors() -> dict[str, Any]:
    made = ground()
    cells = cells_of(made)

    def packed(covered: np.ndarray) -> str:
        grid = np.zeros(cells.shape, dtype=np.uint8)
        grid[made.rows, made.columns] = covered
        return base64.b64encode(grid.tobytes()).decode()

    return {
        "within_m": COVERED_WITHIN_M,
        "ground": {
            "x0_m": made.origin_m[0],
            "y0_m": made.origin_m[1],
            "cell_m": made.cell_m,
            "rows": cells.shape[0],
            "columns": cells.shape[1],
            "cells": base64.b64encode(cells.tobytes()).decode(),
            "covered": packed(np.zeros(len(made), dtype=np.uint8)),
        },
        "cases": [
            {"legs": legs, "covered": packed(made.covered([WalkedLeg(*leg) for leg in legs]))}
            for legs in LEGS[1:]
        ],
    }


def test_pages_count_by_these_vectors() -> None:
    made = json.loads(json.dumps(vectors()))
    if os.environ.get("AISLECAST_WRITE_VECTORS"):
        VECTORS.write_text(json.dumps(made, indent=1) + "\n")
    assert json.loads(VECTORS.read_text()) == made


def test_every_place_and_every_way_is_told_once() -> None:
    made = ground()
    cells = cells_of(made)
    assert int((cells & FREE_BIT).astype(bool).sum()) == len(made)
    bits = sum(int((cells & bit).astype(bool).sum()) for bit in (2, 4, 8, 16))
    assert 2 * bits == made.ways.nnz
    assert not (cells[:, -1] & RIGHT_BIT).any()
    assert not (cells[:, 0] & UP_LEFT_BIT).any()
