"""Sends frames when they would have been sensed, or faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from campaigns.client.visit import ShopperVisit
from positioning.types import SensorFrame


async def play(
    visit: ShopperVisit,
    frames: Sequence[SensorFrame],
    speed: float = 1.0,
    sensed: Callable[[SensorFrame], SensorFrame] = lambda frame: frame,
) -> None:
    """Send the frames that the service does not have yet, each at its end, `speed` times as fast as sensed.

    The clock begins with the first frame that is sent, so that a resumed visit does not race to catch up.
    With an infinite speed frames go as fast as the service takes them. `sensed` is asked for each frame at
    its end: it may add what was heard meanwhile. Returns when all are sent or the visit is closed.
    """
    rest = frames[visit.next_sequence :]
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    for frame in rest:
        await asyncio.sleep(began_s + (frame.t_end_s - rest[0].t_start_s) / speed - loop.time())
        if visit.closed_reason is not None:
            return
        await visit.send(sensed(frame))
