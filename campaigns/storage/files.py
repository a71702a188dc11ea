"""The files of an SQLite database: whether they are still those that were opened, and whose they are.

References
----------
"How To Corrupt An SQLite Database File" (sqlite.org/howtocorrupt.html), 2.4 and 4: unlinking a file in use.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from campaigns.errors import CampaignError, DatabaseFailed


class DatabaseInUse(CampaignError):
    """Another process of the service works on this database; its open visits live in that one's memory."""

    def __init__(self, path: Path, process: str) -> None:
        by = f" (process {process})" if process else ""
        super().__init__(f"{path} is in use by another running service{by}; stop that one first")
        self.path = path


class DatabaseFiles:
    """Notices that the database or its write-ahead log was deleted or replaced.

    A process goes on reading and writing a deleted file without any error; what it stores goes with it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[Path, tuple[int, int]] = {}

    def check(self) -> None:
        """Compare the files with those of the first call.

        Raises
        ------
        DatabaseFailed
            One of them is no longer there, or another one.
        """
        for path in (self.path, self.path.with_name(f"{self.path.name}-wal")):
            found = _identity(path)
            known = self._known.get(path)
            if known is None and found is not None:
                self._known[path] = found
            elif found != known:
                raise DatabaseFailed(
                    f"{path.name} was {'replaced' if found else 'deleted'} under the running process;"
                    " bring the file back and restart",
                    lasting=True,
                )

    def forget(self) -> None:
        """The connections are closed: the write-ahead log goes with the last one."""
        self._known.clear()


class Claim:
    """One process at a time serves an SQLite file: visits live in its memory, sockets in its hands.

    The lock (flock on a file beside the database) goes with the process, however that ends.
    """

    def __init__(self, database: Path | None) -> None:
        self._database = database
        self._held: IO[str] | None = None

    def take(self) -> None:
        """Hold the database from now on, again or for the first time; one that is no file needs no claim.

        Raises
        ------
        DatabaseInUse
        """
        if self._held is not None or self._database is None:
            return
        file = self._database.with_name(f"{self._database.name}.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            process = file.read(20).strip()
            file.close()
            raise DatabaseInUse(self._database, process) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._held = file

    def release(self) -> None:
        """Let others have it."""
        if self._held is not None:
            self._held.close()
            self._held = None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
