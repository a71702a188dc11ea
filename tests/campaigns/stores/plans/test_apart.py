"""A process that reads somebody's file goes with the service, however that ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

SERVICE = """
import sys
from pathlib import Path
from campaigns.stores.plans.decoding import decode
decode(Path(sys.argv[1]))
"""


def until(is_so: Callable[[], object]) -> None:
    until_s = time.monotonic() + 20.0
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="asks proc(5) for the service's children")
def test_a_reader_and_its_file_go_with_a_service_that_is_killed(tmp_path: Path) -> None:
    endless = tmp_path / "folder" / "picture.png"
    endless.parent.mkdir()
    os.mkfifo(endless)
    service = subprocess.Popen([sys.executable, "-c", SERVICE, str(endless)])
    try:
        begun = Path(f"/proc/{service.pid}/task/{service.pid}/children")
        until(lambda: begun.read_text().split())
        (reader,) = begun.read_text().split()
        stat = Path(f"/proc/{reader}/stat")
        writer = os.open(endless, os.O_WRONLY)  # waits until it is being read
    finally:
        service.kill()
        service.wait()
    until(lambda: not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z")
    os.close(writer)
    assert not endless.parent.exists()
