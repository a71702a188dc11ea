"""The problems of drafts, found beside the work.

Checking a mall of 700 zones takes seconds (`zones.validate` predicts the error at every place); a shop takes
some milliseconds. So a save waits a moment for its problems, and else answers without them; whoever needs
them asks again. One draft is checked at a time, and of one store only the newest version.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from campaigns.stores.plans.first_guess import unscaled
from zones.store import Store
from zones.validate import Problem, problems

PATIENCE_S = 0.3
"""How long a save waits for its problems: longer is felt as waiting (Nielsen, Usability Engineering, 5.5)."""

FEATURES_CHECKED_AT_ONCE = 500
"""Of a draft that is opened: with more, its first check would take the core that the page is drawn with."""

CHECKS_KEPT = 16
"""Drafts whose problems are remembered."""


@dataclass(frozen=True, slots=True)
class CheckedVersion:
    """Which state of which draft."""

    store_id: str
    base: int
    version: int


class Checks:
    """The problems of drafts, each found once. Belongs to the event loop."""

    def __init__(self) -> None:
        self._tasks: OrderedDict[CheckedVersion, asyncio.Task[list[Problem] | None]] = OrderedDict()
        self._newest: dict[str, CheckedVersion] = {}
        self._took_s: dict[str, float] = {}
        self._one_at_a_time = asyncio.Lock()

    async def within(
        self, version: CheckedVersion, build: Callable[[], Store], wait_s: float | None = PATIENCE_S
    ) -> list[Problem] | None:
        """The problems of a draft; None when they are not known in time, or a newer version took its turn.

        Parameters
        ----------
        build : makes the draft's store; called on a thread.
        wait_s : None waits for as long as it takes.
        """
        task = self._tasks.get(version)
        if task is None or (task.done() and (task.cancelled() or task.exception() or task.result() is None)):
            self._newest[version.store_id] = version
            task = self._tasks[version] = asyncio.create_task(self._check(version, build))
            while len(self._tasks) > CHECKS_KEPT:
                self._tasks.popitem(last=False)
        self._tasks.move_to_end(version)
        if wait_s is not None and self._took_s.get(version.store_id, 0.0) > wait_s:
            wait_s = 0.0  # it would be waiting in vain
        done, _ = await asyncio.wait([task], timeout=wait_s)
        return task.result() if done else None

    def known(self, version: CheckedVersion) -> list[Problem] | None:
        """The problems of a draft when they were found already; None without looking for them."""
        task = self._tasks.get(version)
        if task is None or not task.done() or task.cancelled() or task.exception():
            return None
        return task.result()

    async def _check(self, version: CheckedVersion, build: Callable[[], Store]) -> list[Problem] | None:
        async with self._one_at_a_time:
            if self._newest.get(version.store_id) != version:
                return None
            began_s = perf_counter()
            found = await asyncio.to_thread(lambda: _problems(build()))
            self._took_s[version.store_id] = perf_counter() - began_s
            return found


def _problems(store: Store) -> list[Problem]:
    return [*unscaled(store), *problems(store)]
