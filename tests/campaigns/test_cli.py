"""The command line: help at once, one line for an error, a service that starts and ends cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from campaigns.accounts.service import Accounts
from campaigns.storage.database import Database

AISLECAST = [sys.executable, "-c", "from campaigns.cli import main; main()"]
COMMANDS = [
    "demo",
    "serve",
    "track",
    "evaluate",
    "replay",
    "plan",
    "survey",
    "beacon",
    "client",
    "adverts",
    "sim",
    "report",
    "products",
    "store",
    "user",
    "db",
]
HEAVY = ("numpy", "scipy", "shapely", "fastapi", "sqlalchemy", "pydantic", "httpx", "matplotlib")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "AISLECAST_DATA_DIR": str(tmp_path / "data"), "COLUMNS": "100", "NO_COLOR": "1"}


def run(
    environment: dict[str, str], *arguments: str, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*AISLECAST, *arguments],
        env=environment,
        input=given or "",
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    probe = (
        "import sys, campaigns.cli\n"
        "from typer.main import get_command\n"
        "print(*sorted(get_command(campaigns.cli.app).commands))\n"
        f"print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout
    commands, heavy = told.split("\n")[:2]
    assert commands.split() == sorted(COMMANDS)
    assert heavy == ""


def test_the_module_runs_too() -> None:
    command = [sys.executable, "-m", "campaigns.cli", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Usage:" in told
    assert "survey" in told


def test_an_administrator_is_added_once_with_a_password_from_stdin(
    environment: dict[str, str], tmp_path: Path
) -> None:
    added = run(environment, "user", "add", "mika", "--password-stdin", given="a long enough password\n")
    assert (added.returncode, added.stdout, added.stderr) == (0, "added mika (admin)\n", "")
    database = Database(f"sqlite:///{tmp_path / 'data' / 'aislecast.sqlite3'}")
    staff = database.read(lambda session: Accounts().verify(session, "mika", "a long enough password"))
    assert staff.login == "mika"
    assert database.read(Accounts().audit_entries)[0].action == "user.add"
    database.close()
    again = run(environment, "user", "add", "mika", "--password-stdin", given="a long enough password\n")
    assert (again.returncode, again.stdout, again.stderr) == (1, "", "aislecast: user mika exists\n")


def test_a_user_has_the_role_that_was_asked_for(environment: dict[str, str], tmp_path: Path) -> None:
    given = "a long enough password\n"
    added = run(environment, "user", "add", "sam", "--role", "staff", "--password-stdin", given=given)
    assert (added.returncode, added.stdout) == (0, "added sam (staff)\n")
    database = Database(f"sqlite:///{tmp_path / 'data' / 'aislecast.sqlite3'}")
    assert database.read(lambda session: Accounts().verify(session, "sam", given.strip())).role == "staff"
    database.close()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("user", "add", "mika", "--password-stdin"), "aislecast: password: 12 to 256 characters"),
        (("store", "add", "no-such-file.json"), "aislecast: no-such-file.json: No such file or directory"),
        (
            ("serve", "--config", "no-such-file.toml"),
            "aislecast: no-such-file.toml: No such file or directory",
        ),
        (
            ("replay", "walk.txt", "--store", "no-such-file.json", "--url", "http://127.0.0.1:1"),
            "aislecast: no-such-file.json: No such file or directory",
        ),
    ],
)
def test_an_error_is_one_line(environment: dict[str, str], arguments: tuple[str, ...], line: str) -> None:
    failed = run(environment, *arguments)
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", line + "\n")


def test_a_report_of_a_database_that_is_not_there_names_it(
    environment: dict[str, str], tmp_path: Path
) -> None:
    failed = run(environment, "report", "dwell", "--store", "shop")
    missing = tmp_path / "data" / "aislecast.sqlite3"
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == f"aislecast: no database {missing}\n"
    assert not missing.parent.exists()


@pytest.mark.parametrize(
    "command", [("store", "list"), ("report", "dwell", "--store", "shop"), ("db", "upgrade")]
)
def test_a_file_that_is_no_database_is_told_in_one_line(
    environment: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "aislecast.sqlite3").write_bytes(b"not a database\n" * 100)
    failed = run(environment, *command)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "aislecast: database: file is not a database\n"


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/none/shop.sqlite3"])
def test_a_database_that_cannot_be_is_one_line(environment: dict[str, str], url: str) -> None:
    failed = run({**environment, "AISLECAST_DATABASE_URL": url}, "store", "list")
    assert failed.returncode == 1
    assert failed.stderr.startswith("aislecast: ")
    assert failed.stderr.count("\n") == 1


def test_a_setting_that_cannot_be_is_named(environment: dict[str, str]) -> None:
    failed = run({**environment, "AISLECAST_PORT": "http"}, "db", "upgrade")
    assert failed.returncode == 1
    assert failed.stderr.startswith("aislecast: settings: port: ")
    assert failed.stderr.count("\n") == 1


def test_the_service_starts_answers_and_ends_on_sigterm(environment: dict[str, str], tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*AISLECAST, "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        assert httpx.get(f"{url}/healthz").json()["status"] == "ok"
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0, "others cannot read the data"
        taken = run(environment, "serve", "--port", url.rsplit(":", 1)[1])
        assert taken.returncode == 1
        assert "cannot listen" in taken.stderr
        second = run(environment, "serve", "--port", "0")
        assert second.returncode == 1
        assert second.stderr == (
            f"aislecast: {tmp_path / 'data' / 'aislecast.sqlite3'} is in use by another running service"
            f" (process {process.pid}); stop that one first\n"
        )
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert complaints == ""


def test_a_service_that_cannot_use_its_database_says_so_in_one_line(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "aislecast.sqlite3").write_bytes(b"not a database\n" * 100)
    failed = run(environment, "serve", "--port", "0")
    assert (failed.returncode, failed.stderr) == (1, "aislecast: database: file is not a database\n")
