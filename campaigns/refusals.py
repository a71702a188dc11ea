"""What the service refuses, as codes: the console says each in the language of its page.

A code stands beside the sentence of an error where its kind (`NotFound`, `Conflict` ...) does not say all.
What is wrong with a file is named by the package that reads it.
Its text is in `console/src/lib/i18n/*/problems.ts`; the type checker complains of a code without one.
"""

from typing import Literal

from mapping_tool.errors import MeasureFault, PlanFault
from positioning.errors import TraceFault
from zones.errors import StoreFault

Fact = str | int | float

Code = Literal[
    "always-there",
    "arrow-too-short",
    "beacons-changed",
    "cells-too-many",
    "column-twice",
    "columns-full",
    "corners-full",
    "draft-empty",
    "draft-too-large",
    "face-unclear",
    "faces-full",
    "far-outside",
    "features-full",
    "few-waypoints",
    "file-no-text",
    "gtin-check-digit",
    "gtin-length",
    "gtin-no-digits",
    "gtin-rounded",
    "line-twice",
    "lines-full",
    "lines-wrong",
    "list-too-long",
    "log-cut",
    "log-empty",
    "logs-full",
    "no-beacons",
    "no-column",
    "no-columns",
    "no-face",
    "no-level",
    "no-number",
    "no-outline",
    "no-result",
    "not-among-choices",
    "number-too-large",
    "number-too-small",
    "other-store",
    "pictures-full",
    "plan-too-much",
    "product-otherwise",
    "products-changed",
    "products-full",
    "proposal-outdated",
    "proposal-refused",
    "published-already",
    "published-between",
    "quotes-open",
    "revision-same",
    "role-needed",
    "scales-contradict",
    "store-exists",
    "taps-doubtful",
    "text-too-long",
    "text-too-short",
    "text-unseen",
    "unreadable-plan",
    "unreadable-walk",
    "unusable-measure",
    "user-exists",
    "walk-elsewhere",
    "walk-full",
    "walk-name",
    "walk-name-taken",
    "walk-there",
    "walks-full",
    "walks-unplaced",
    PlanFault,
    MeasureFault,
    StoreFault,
    TraceFault,
]
