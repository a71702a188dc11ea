"""What `import positioning` gives, and what it must not pull in."""

from __future__ import annotations

import subprocess
import sys

import positioning


def test_every_public_name_is_there() -> None:
    assert [name for name in positioning.__all__ if not hasattr(positioning, name)] == []


def test_importing_needs_no_radio_no_compiler_and_no_plots() -> None:
    heavy = ("bleak", "matplotlib")
    program = f"import sys, positioning, zones; print([m for m in {heavy!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
