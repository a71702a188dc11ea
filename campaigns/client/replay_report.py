"""What a person sees of a replay, and the log that a program reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from campaigns.client.messages import Offer
from campaigns.client.replay import Recording
from campaigns.errors import InvalidInput
from campaigns.printable import printable


class ReplayReport:
    """Prints offers as they arrive, a bar on a terminal, a summary at the end; the listener of a `Replay`."""

    def __init__(self, traces: Sequence[Path], log: Path | None) -> None:
        self.failures = 0
        self.stopped = False
        self._offers = 0
        self._closed = 0
        self._frames: dict[str, int] = {}
        self._stored: dict[str, int] = {}
        self._sent: dict[str, int] = {}
        self._log_path = log
        self._log: IO[str] | None = None
        self._console = Console()
        self._errors = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task(f"{len(traces)} walks, frames", total=None)

    def __enter__(self) -> Self:
        if self._log_path is not None:
            try:
                self._log = self._log_path.open("a", encoding="utf-8")
            except OSError as error:
                raise InvalidInput("--log", f"{self._log_path}: {error.strerror}") from error
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
        if self._log is not None:
            self._log.close()

    def waiting(self, line: str) -> None:
        """The service does not answer: say so at once, patience is long."""
        self._complain(line)

    def began(self, name: str, recording: Recording, stored: int) -> None:
        frames = len(recording.frames)
        self._frames[name], self._stored[name], self._sent[name] = frames, stored, frames - stored
        self._bar.update(self._task, total=sum(self._frames.values()))
        self._note("began", name, visit_id=str(recording.visit_id), frames=frames, stored=stored)
        if recording.damage is not None:
            self._complain(recording.damage)
        self._advance()

    def acknowledged(self, name: str, stored: int) -> None:
        self._stored[name] = stored
        self._note("acknowledged", name, stored=stored)
        self._advance()

    def offered(self, name: str, offer: Offer) -> None:
        self._offers += 1
        self._note(
            "offer",
            name,
            delivery_id=offer.delivery_id,
            campaign_id=offer.campaign_id,
            zone_id=offer.zone_id,
            decided_at=offer.decided_at.isoformat(),
        )
        self._console.print(
            f"{_shown(name)}  [bold]{_shown(offer.title)}[/bold]"
            f" at {_shown(offer.zone_name)}: {_shown(offer.why)}",
            highlight=False,
            soft_wrap=True,
        )

    def closed(self, name: str, reason: str, stored: int) -> None:
        self._closed += 1
        self._stored[name] = stored
        self._note("closed", name, reason=reason, stored=stored)

    def failed(self, name: str, error: Exception) -> None:
        self.failures += 1
        self._note("failed", name, error=str(error))
        self._complain(f"{name}: {error}")

    def print_summary(self) -> None:
        """One line: frames, offers, visits."""
        stored, frames = sum(self._stored.values()), sum(self._frames.values())
        parts = [
            f"frames: {sum(self._sent.values())} to send, {stored} of {frames} acknowledged",
            f"offers: {self._offers}",
            f"visits: {self._closed} ended",
        ]
        if self.failures:
            parts.append(f"{self.failures} failed")
        if self.stopped:
            parts.append("stopped: the same command goes on from here")
        self._console.print("; ".join(parts), highlight=False, soft_wrap=True)

    def _advance(self) -> None:
        self._bar.update(self._task, completed=sum(self._stored.values()))

    def _complain(self, line: str) -> None:
        self._errors.print(_shown(line), highlight=False, soft_wrap=True)

    def _note(self, event: str, name: str, **fields: Any) -> None:
        if self._log is not None:
            self._log.write(json.dumps({"event": event, "walk": name, **fields}) + "\n")
            self._log.flush()


def _shown(text: str) -> str:
    """Text of others, for a console that reads markup."""
    return escape(printable(text))
