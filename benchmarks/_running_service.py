"""A real service in a process of its own, for benchmarks: started, killed, started again, looked into."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from campaigns.accounts.domain import Role
from campaigns.accounts.service import Accounts
from campaigns.storage import schema
from campaigns.storage.database import Database

AISLECAST = (sys.executable, "-c", "from campaigns.cli import main; main()")
LOGIN = "bench"
STARTS_WITHIN_S = 60.0
ONE_UPGRADE = threading.Lock()
"""Alembic's context is one for the process."""

STOPS_WITHIN_S = 30.0


def aislecast(*arguments: str, environment: Mapping[str, str] | None = None, stdin: str = "") -> str:
    """Run a command to its end; returns what it printed."""
    done = subprocess.run(
        [*AISLECAST, *arguments],
        env=os.environ | dict(environment or {}), input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(
            f"aislecast {' '.join(arguments)} failed with {done.returncode}:\n{done.stderr.strip()}"
        )
    return done.stdout


class RunningService:
    """`aislecast serve` with a data folder of its own, on a free port that it keeps over restarts."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.password = secrets.token_urlsafe(12)
        self.url = ""
        self._port = 0
        self._environment = {"AISLECAST_DATA_DIR": str(folder)}
        self._process: subprocess.Popen[bytes] | None = None
        with self._database() as database:
            with ONE_UPGRADE:
                schema.upgrade(database)
            add = partial(Accounts().add_user, login=LOGIN, password=self.password, role=Role.ADMIN)
            database.write(partial(add, now=datetime.now(UTC)))

    def start(self) -> None:
        """Start and wait until it listens."""
        with (self.folder / "service.log").open("ab") as log:
            begins_at = log.tell()
            self._process = subprocess.Popen(
                [*AISLECAST, "serve", "--port", str(self._port)],
                env=os.environ | self._environment, stdout=log, stderr=log,
            )  # fmt: skip
        until_s = time.monotonic() + STARTS_WITHIN_S
        while not (listening := self._listening(begins_at)):
            if self._process.poll() is not None or time.monotonic() > until_s:
                raise SystemExit(f"the service did not start:\n{(self.folder / 'service.log').read_text()}")
            time.sleep(0.05)
        self.url = listening
        self._port = int(listening.rsplit(":", 1)[1])

    def kill(self) -> None:
        """SIGKILL: what a power cut does to the process."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM and wait."""
        self._end(signal.SIGTERM)

    def cpu_s(self) -> float:
        """CPU time that the process has used so far, user and system (proc(5))."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rows(self, query: str, **parameters: Any) -> Sequence[sa.Row[Any]]:
        """Ask the service's database."""
        with self._database() as database:
            return database.read(lambda session: session.execute(sa.text(query), parameters).all())

    @contextmanager
    def _database(self) -> Iterator[Database]:
        database = Database(f"sqlite:///{self.folder / 'aislecast.sqlite3'}")
        try:
            yield database
        finally:
            database.close()

    def _listening(self, begins_at: int) -> str:
        told = (self.folder / "service.log").read_bytes()[begins_at:].decode()
        found = re.search(r"listens at (http://\S+:\d+)", told)
        return found[1] if found else ""

    def _end(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait(STOPS_WITHIN_S)


@contextmanager
def running_service(folder: Path) -> Iterator[RunningService]:
    """A started service that is stopped at the end, whatever happens."""
    service = RunningService(folder)
    service.start()
    try:
        yield service
    finally:
        if service._process is not None and service._process.poll() is None:
            service.stop()
