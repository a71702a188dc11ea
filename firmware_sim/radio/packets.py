"""Advertising packets as columns, and what a phone that reports once a second makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firmware_sim.beacon.events import AdvertEvents
from positioning.types import BoolArray, FloatArray

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Packets:
    """Packets of many sources, in order of source and time: columns (n,).

    `t_s` is on the visit's clock; `row` is where in the truth's columns the phone was.
    """

    source: Index
    t_s: FloatArray
    gain_db: FloatArray
    from_x_m: FloatArray
    from_y_m: FloatArray
    row: Index

    @classmethod
    def of(cls, found: Sequence[tuple[int, AdvertEvents]], began_s: float, truth_t_s: FloatArray) -> Packets:
        """Join the events of several sources."""
        if not found:
            nothing = np.empty(0)
            return cls(np.empty(0, np.intp), nothing, nothing, nothing, nothing, np.empty(0, np.intp))
        t_s = np.concatenate([events.t_s for _, events in found]) - began_s
        row = np.minimum(np.searchsorted(truth_t_s, t_s), len(truth_t_s) - 1)
        return cls(
            source=np.repeat([k for k, _ in found], [len(events) for _, events in found]).astype(np.intp),
            t_s=t_s,
            gain_db=np.concatenate([events.gain_db for _, events in found]),
            from_x_m=np.concatenate([events.x_m for _, events in found]),
            from_y_m=np.concatenate([events.y_m for _, events in found]),
            row=row,
        )

    def taken(self, kept: BoolArray | Index) -> Packets:
        """The packets of a mask or an index."""
        return Packets(*(getattr(self, each.name)[kept] for each in fields(self)))

    def of_each_source(self) -> Iterator[slice]:
        """The rows of each source that has any."""
        edges = np.flatnonzero(np.diff(self.source)) + 1
        bounds = [0, *edges.tolist(), len(self.source)]
        for first, last in pairwise(bounds):
            if last > first:
                yield slice(first, last)

    def places(self) -> Iterator[tuple[Index, float, float]]:
        """The rows of each place that packets of a source come from, with the place."""
        for rows in self.of_each_source():
            x_m, y_m = self.from_x_m[rows], self.from_y_m[rows]
            left = np.arange(rows.start, rows.stop)
            while len(left):
                here = (x_m == x_m[0]) & (y_m == y_m[0])
                yield left[here], float(x_m[0]), float(y_m[0])
                left, x_m, y_m = left[~here], x_m[~here], y_m[~here]


def aggregated(
    t_s: FloatArray, source: Index, rssi_dbm: FloatArray, period_s: float
) -> tuple[FloatArray, Index, FloatArray]:
    """One report a source and period, at the period's end, with the mean level: times, sources, levels."""
    turn = np.floor(t_s / period_s).astype(np.int64)
    most = int(source.max(initial=0)) + 1
    found, at, count = np.unique(turn * most + source, return_inverse=True, return_counts=True)
    mean_dbm = np.bincount(at, rssi_dbm, len(found)) / np.maximum(count, 1)
    return (found // most + 1) * period_s, (found % most).astype(np.intp), mean_dbm
