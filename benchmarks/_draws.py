"""Several draws of a simulated floor and its walkers, taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def together(parts: Sequence[T]) -> T:
    """Statistics of several draws as one: columns joined, single figures averaged."""
    kind: Any = type(parts[0])
    joined: T = kind(
        **{field.name: _together([getattr(part, field.name) for part in parts]) for field in fields(kind)}
    )
    return joined


def averaged(parts: Sequence[Mapping[str, Any]], *keys: str) -> dict[str, float]:
    """The figures of these keys, each averaged over the draws."""
    return {key: float(np.mean([part[key] for part in parts])) for key in keys}


def _together(values: Sequence[Any]) -> Any:
    first = values[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(values)
    if isinstance(first, Mapping):
        return {key: _together([value[key] for value in values]) for key in first}
    if isinstance(first, tuple):
        return tuple(_together(column) for column in zip(*values, strict=True))
    return float(np.nanmean(values))
