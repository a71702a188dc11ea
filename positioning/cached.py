"""Results kept for as long as what they were reckoned from."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import TypeVar

Of = TypeVar("Of")
Result = TypeVar("Result")


def cached_by_identity(reckon: Callable[[Of], Result]) -> Callable[[Of], Result]:
    """Return a function that calls `reckon` once for each object, and forgets its result with the object.

    For frozen arguments that can be referenced weakly but have no hash, or a dear one. Two threads that ask
    for the same object at once may both reckon; both are given the same result.

    Examples
    --------
    >>> class Raster: ...
    >>> size_of = cached_by_identity(lambda raster: ["reckoned"])
    >>> first, second = Raster(), Raster()
    >>> size_of(first) is size_of(first), size_of(first) is size_of(second)
    (True, False)
    """
    results: dict[int, Result] = {}

    @functools.wraps(reckon)
    def cached(of: Of) -> Result:
        key = id(of)
        if key not in results:
            result = reckon(of)
            if results.setdefault(key, result) is result:
                weakref.finalize(of, results.pop, key).atexit = False
        return results[key]

    return cached
