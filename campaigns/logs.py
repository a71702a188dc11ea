"""Structured logs. They hold routes, counts and kinds of errors; never identifiers, tokens or tracks."""

from __future__ import annotations

import io
import logging
import os
import sys
from contextlib import suppress
from typing import Literal, TextIO, cast

import structlog


class _Stderr(io.TextIOBase):
    """Stderr as a place for logs that never fails: a log on a full disk must not stop what it tells of.

    Unbuffered: what could not be written is gone, not written again and again.
    """

    def write(self, text: str) -> int:
        with suppress(OSError):
            os.write(sys.stderr.fileno(), text.encode(errors="backslashreplace"))
        return len(text)


def silence() -> None:
    """Log nothing: a command tells what failed in one line of its own."""
    structlog.configure(processors=[_drop])


def _drop(*_: object) -> str:
    raise structlog.DropEvent


def configure(form: Literal["json", "console"]) -> None:
    """Log to stderr from now on, as JSON lines or for eyes. Called once by the process that serves."""
    renderer = (
        structlog.processors.JSONRenderer()
        if form == "json"
        # The default tracebacks of a console show local variables: tokens and positions among them.
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    processors: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        processors.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Stderr())),
        cache_logger_on_first_use=True,
    )
    # The server logs each socket with its path, in which ids stand, at INFO.
    logging.basicConfig(level=logging.WARNING, stream=_Stderr(), format="%(levelname)s %(name)s %(message)s")
