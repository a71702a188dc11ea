"""What every test can ask for: the real recordings and a browser. With CI set, neither may be missing."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from argon2 import PasswordHasher

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `campaigns.cli` does: our matrices are small
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # So it is in the background of a shell without job control; commands under test would inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)

RECORDINGS = Path(os.environ.get("AISLECAST_RECORDINGS", Path(__file__).parents[2] / "shared" / "data"))
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} (CI is set, so this is a failure)")
    pytest.skip(what)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of the real recordings."""
    if not (RECORDINGS / "malls").is_dir():
        _missing(
            f"no recordings at {RECORDINGS}: docs/recordings.md says where each set comes from; "
            "AISLECAST_RECORDINGS names the folder"
        )
    return RECORDINGS


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that Playwright can drive."""
    named = os.environ.get("AISLECAST_CHROMIUM")
    found = named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if not found or not Path(found).exists():
        _missing("no Chromium: `python3 dev.py setup` installs it or says how")
    return str(found)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that went through every migration, to be copied: that takes longer than most tests."""
    from campaigns.storage import schema
    from campaigns.storage.database import Database

    file = tmp_path_factory.mktemp("empty") / "aislecast.sqlite3"
    database = Database(f"sqlite:///{file}")
    schema.upgrade(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def quick_hasher() -> PasswordHasher:
    """Hashes passwords of tests that are not about them; whoever logs in with one waits as little."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
