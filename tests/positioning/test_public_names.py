"""What `import positioning` gives, and what it must not pull in."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import positioning
import positioning.baselines
import positioning.wire
import zones


@pytest.mark.parametrize(
    "package", [positioning, positioning.baselines, positioning.capture, positioning.wire, zones]
)
def test_all_is_what_a_package_gives_and_what_it_gives_is_in_all(package: ModuleType) -> None:
    """But for modules, which come into a namespace by being imported from anywhere."""
    given = {name for name, value in vars(package).items() if not isinstance(value, ModuleType)}
    listed = {name for name in package.__all__ if not isinstance(getattr(package, name), ModuleType)}
    assert {name for name in given if not name.startswith("_")} == listed
    assert len(package.__all__) == len(set(package.__all__))


def test_importing_needs_no_radio_no_compiler_and_no_plots() -> None:
    heavy = ("bleak", "matplotlib")
    program = f"import sys, positioning, zones; print([m for m in {heavy!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
