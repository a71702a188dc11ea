"""What `import positioning` gives; what it must not pull in is in `tests/test_repository.py`."""

from __future__ import annotations

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
