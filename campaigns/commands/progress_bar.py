"""Progress of long work on a terminal, with an estimate of the time left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from mapping_tool.progress import Advance
from mapping_tool.progress import Progress as Step


@contextmanager
def progress_bar() -> Iterator[Advance]:
    """Show on stderr, where that is a terminal, what is done and how much; gone when the work ends."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=1.0)

        def advance(step: Step) -> None:
            shown.update(task, completed=step.share, description=step.stage)

        yield advance
