"""Rate limits: so many per caller, refilled evenly (a token bucket), held in memory of the one process."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from campaigns.errors import TooManyRequests

KEYS_KEPT = 10_000
"""Buckets in memory; beyond, those that are full again are dropped (a full bucket remembers nothing)."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_s: float


class RateLimit:
    """At most `count` at once and `count` in every `per_s` seconds, for each key apart.

    >>> limit = RateLimit(count=1, per_s=60.0, clock_s=lambda: 0.0)
    >>> limit.take("a"); limit.take("b")
    >>> limit.take("a")
    Traceback (most recent call last):
    campaigns.errors.TooManyRequests: too many requests; retry after 60 s
    """

    def __init__(self, count: int, per_s: float, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._count = count
        self._rate_hz = count / per_s
        self._clock_s = clock_s
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count one for `key`. Raises `TooManyRequests` when none is left."""
        with self._lock:
            bucket = self._refilled(key)
            if bucket.tokens < 1.0:
                raise TooManyRequests((1.0 - bucket.tokens) / self._rate_hz)
            bucket.tokens -= 1.0

    def give_back(self, key: str) -> None:
        """Uncount one: what was limited are failures, and this was none."""
        with self._lock:
            bucket = self._refilled(key)
            bucket.tokens = min(float(self._count), bucket.tokens + 1.0)

    def _refilled(self, key: str) -> _Bucket:
        now_s = self._clock_s()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= KEYS_KEPT:
                self._drop_full(now_s)
            bucket = self._buckets[key] = _Bucket(float(self._count), now_s)
        bucket.tokens = min(float(self._count), bucket.tokens + (now_s - bucket.at_s) * self._rate_hz)
        bucket.at_s = now_s
        return bucket

    def _drop_full(self, now_s: float) -> None:
        full = [
            key
            for key, bucket in self._buckets.items()
            if bucket.tokens + (now_s - bucket.at_s) * self._rate_hz >= self._count
        ]
        for key in full:
            del self._buckets[key]


def address_key(host: str | None) -> str:
    """What stands for a caller's address: IPv6 by its /64, which one household or phone owns as a whole.

    >>> address_key("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    >>> address_key("192.0.2.7")
    '192.0.2.7'
    """
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
