"""House rules that no linter knows."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("positioning", "zones", "mapping_tool", "firmware_sim", "campaigns")


def tracked_text_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    binary = {".png", ".gz", ".woff2", ".ico"}
    return [ROOT / line for line in listed.stdout.splitlines() if Path(line).suffix not in binary]


def test_no_committed_file_names_a_registry_host() -> None:
    hosts = re.compile(r"registry\.npmjs|registry\.yarnpkg|files\.pythonhosted|pypi\.org/simple|index-url")
    named = [
        p
        for p in tracked_text_files()
        if p != Path(__file__) and p.exists() and hosts.search(p.read_text(errors="replace"))
    ]
    assert named == []


def test_requirements_are_locked_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pinned = re.findall(r"^([a-z0-9._-]+)==\S+", lock, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9._-]+==)", lock, flags=re.MULTILINE)[1:]
    assert len(pinned) > 50
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_dev_without_a_command_shows_its_help() -> None:
    shown = subprocess.run([sys.executable, ROOT / "dev.py"], capture_output=True, text=True, check=True)
    assert "python3 dev.py demo " in shown.stdout


def test_a_benchmark_that_is_none_is_refused_before_anything_is_set_up() -> None:
    command = [sys.executable, str(ROOT / "dev.py"), "bench", "acuracy", "frame_cost"]
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.startswith("dev.py: no benchmark acuracy; there are accuracy, ")
    assert failed.stderr.count("\n") == 1


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_of_a_package_exist(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__doc__
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name), f"{package}.__all__ names {name}"


def test_positioning_imports_without_radio_web_or_database() -> None:
    probe = (
        "import sys, positioning, zones; "
        "names = {'bleak', 'fastapi', 'sqlalchemy', 'pydantic', 'msgspec', 'matplotlib', 'asyncio'}; "
        "print(','.join(sorted(names & set(sys.modules))))"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
