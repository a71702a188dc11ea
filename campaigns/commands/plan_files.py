"""A folder of files, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from campaigns.errors import InvalidInput
from zones.storefile import require_writable


def require_new_folder(path: Path) -> None:
    """Raise `InvalidInput` or `UnwritableFile` where `write_folder` could not write, before the work."""
    if path.exists() and not path.is_dir():
        raise InvalidInput("--out", f"{path} is no folder")
    if path.is_dir() and any(path.iterdir()):
        raise InvalidInput("--out", f"{path} is not empty: name a new folder")
    require_writable(path.parent / f".{path.name}.new")


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with these files in place at once."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as partial:
        made = Path(partial) / path.name
        made.mkdir()
        for name, content in files.items():
            (made / name).write_bytes(content)
        if path.is_dir():
            path.rmdir()
        made.rename(path)
