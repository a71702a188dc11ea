"""Where the demo takes place: a folder and a port, taken before anything slow is imported."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaigns.errors import AddressTaken, Conflict, InvalidInput

HOST = "127.0.0.1"


@contextmanager
def demo_folder(data: Path | None) -> Iterator[Path]:
    """A folder that goes at the end, or the one that was named; it must be empty."""
    if data is None:
        with tempfile.TemporaryDirectory(prefix="aislecast-demo-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    try:
        data.mkdir(parents=True, exist_ok=True)
        if any(data.iterdir()):
            raise Conflict(f"{data} is not empty: the demo begins with nothing, name a new folder")
        (data / ".writable").touch()
        (data / ".writable").unlink()
    except OSError as error:
        raise InvalidInput("--data", f"{data}: {error.strerror}") from error
    yield data


@contextmanager
def listening_socket(port: int) -> Iterator[socket.socket]:
    """A bound socket of the loopback, taken before anything else is started."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, port))
        except OSError as error:
            raise AddressTaken(HOST, port, f"{error.strerror}; choose another with --port") from error
        yield bound
