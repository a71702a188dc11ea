"""Several things at the same time, as one."""

import asyncio

import pytest

from campaigns.client.together import together


async def leaves_in_order(left: list[str]) -> None:
    try:
        await asyncio.sleep(60.0)
    except asyncio.CancelledError:
        await asyncio.sleep(0.05)
        left.append("in order")
        raise


async def fails() -> None:
    await asyncio.sleep(0.01)
    raise OSError("the first failure")


def test_a_part_that_is_ended_may_take_its_time_to_leave() -> None:
    """Also when another one is gone at once."""
    left: list[str] = []

    async def run() -> None:
        whole = asyncio.create_task(together([asyncio.sleep(60.0), leaves_in_order(left)]))
        await asyncio.sleep(0.01)
        whole.cancel()
        with pytest.raises(asyncio.CancelledError):
            await whole

    asyncio.run(run())
    assert left == ["in order"]


def test_the_first_failure_ends_the_others_and_is_raised_as_itself() -> None:
    left: list[str] = []
    with pytest.raises(OSError, match="the first failure"):
        asyncio.run(together([leaves_in_order(left), fails()]))
    assert left == ["in order"]
