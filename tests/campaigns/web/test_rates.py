"""Rate limits: so many at once, refilled evenly, each key apart, bounded memory."""

from __future__ import annotations

import pytest

from campaigns.errors import TooManyRequests
from campaigns.web.rates import KEYS_KEPT, RateLimit


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_what_is_used_up_comes_back_evenly() -> None:
    clock = Clock()
    limit = RateLimit(count=3, per_s=30.0, clock_s=clock)
    for _ in range(3):
        limit.take("a")
    with pytest.raises(TooManyRequests) as refused:
        limit.take("a")
    assert refused.value.retry_after_s == pytest.approx(10.0)
    limit.take("b")
    clock.now_s = 10.1
    limit.take("a")
    with pytest.raises(TooManyRequests):
        limit.take("a")


def test_what_is_given_back_is_not_more_than_was_taken() -> None:
    limit = RateLimit(count=1, per_s=60.0, clock_s=Clock())
    limit.take("a")
    limit.give_back("a")
    limit.give_back("a")
    limit.take("a")
    with pytest.raises(TooManyRequests):
        limit.take("a")


def test_keys_that_are_full_again_are_forgotten() -> None:
    clock = Clock()
    limit = RateLimit(count=1, per_s=1.0, clock_s=clock)
    for number in range(KEYS_KEPT):
        limit.take(str(number))
    clock.now_s = 2.0
    limit.take("one more")
    assert len(limit._buckets) == 1
