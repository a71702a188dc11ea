"""Lines on standard output as they come, for who follows them."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from campaigns.printable import printable

INTERRUPTED = 130
"""The exit status after Ctrl-C: 128 + SIGINT, as shells report it."""


def opened(name: str, stream: TextIO | None) -> TextIO:
    """A standard stream, which is missing where the caller closed it.

    Raises
    ------
    OSError : naming it.
    """
    if stream is None:
        raise OSError(errno.EBADF, "is closed", name)
    return stream


def say(line: str) -> None:
    """Write a line at once, without control characters of whoever it is about.

    Raises
    ------
    OSError : naming standard output; without a name where its reader has gone, which is no failure.
    """
    out = opened("standard output", sys.stdout)
    try:
        print(printable(line), file=out, flush=True)
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise OSError(error.errno, error.strerror, "standard output") from error


def warn(line: str) -> None:
    """Write a line on standard error, without control characters as `say`."""
    print(printable(line), file=opened("standard error", sys.stderr), flush=True)


def tell(told: Mapping[str, Any]) -> None:
    """Write an object as a line of JSON; errors as of `say`."""
    say(json.dumps(told))
