"""Several things at the same time, as one."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any


async def together(parts: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run the parts until all are done. The first failure ends the others and is raised as itself.

    (A `TaskGroup` would wrap it into a group, and groups into groups, that every caller has to unwrap.)
    """
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():  # a second time would end what it does to leave in order
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
