"""A private message bus, so that bleak's real BlueZ backend meets a bluetoothd of the tests' own."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={folder}/socket</listen>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="*"/>
    <allow receive_type="*"/>
    {policy}
  </policy>
</busconfig>
"""
STORY_S = 20.0

Story = Callable[[], Coroutine[Any, Any, None]]


@contextmanager
def message_bus(folder: Path, policy: str = "") -> Iterator[str]:
    """A dbus-daemon of its own; gives its address."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        missing = "no dbus-daemon: `python3 dev.py setup` installs it or says how"
        if os.environ.get("CI"):
            pytest.fail(f"{missing} (CI is set, so this is a failure)")
        pytest.skip(missing)
    file = folder / "bus.conf"
    file.write_text(CONFIGURATION.format(folder=folder, policy=policy))
    command = [daemon, f"--config-file={file}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def shared_bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if sys.platform != "linux":
        pytest.skip("bleak's BlueZ backend is there on Linux only")
    with message_bus(tmp_path_factory.mktemp("bus")) as address:
        yield address


@pytest.fixture
def bus(shared_bus: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a message bus, which is the system's for bleak."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", shared_bus)
    return shared_bus


def run(story: Story) -> None:
    """Run a story on an event loop of its own; bleak's connection to the bus is closed with it."""

    async def told() -> None:
        from bleak.backends.bluezdbus import manager

        try:
            await story()
        finally:
            instance = manager._global_instances.pop(asyncio.get_running_loop(), None)
            if instance is not None and instance._bus is not None:
                instance._bus.disconnect()
                await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(told(), STORY_S))
