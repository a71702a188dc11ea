"""The feature files of an archive: a folder or a zip, whose names and sizes are checked before it is read."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from mapping_tool.errors import UnreadablePlan
from mapping_tool.geojson import LARGEST_FILE_BYTES, Features, features_of, parse_json

SUFFIXES = frozenset([".json", ".geojson"])
LARGEST_COUNT = 1_000
"""Files in an archive: IMDF knows sixteen."""


class FeatureArchive:
    """Feature files by the kind of what they hold (`unit`, `level`), from a folder or a zip.

    Nothing is ever unpacked to the disk; names that lead out of the archive are refused all the same, since
    nobody's export has them.

    Raises
    ------
    UnreadablePlan
        When it cannot be read, or names or sizes are not what a plan has.
    """

    def __init__(self, source: Path) -> None:
        self.source = source
        try:
            self._files = _of_folder(source) if source.is_dir() else _of_zip(source)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
            raise UnreadablePlan(
                str(source), f"is no readable archive ({error})", "archive-broken"
            ) from error

    def require(self, *kinds: str) -> None:
        """Raise `UnreadablePlan` when a file is not there."""
        for kind in kinds:
            if kind not in self._files:
                raise UnreadablePlan(
                    str(self.source),
                    f"is no whole IMDF archive: it holds no {kind} file",
                    "archive-lacks",
                    file=kind,
                )

    def document(self, kind: str) -> Any:
        """The JSON document of a file that is there."""
        return parse_json(self._files[kind], f"{self.source}/{kind}")

    def features(self, kind: str) -> Features:
        """The features of a kind; none when there is no such file."""
        return features_of(self.document(kind), f"{self.source}/{kind}") if kind in self._files else []

    def place(self, kind: str, index: int, feature: dict[str, Any]) -> str:
        """What to call a feature in complaints."""
        named = ascii(str(feature.get("id")))[1:-1][:64]
        return f"{self.source}/{kind}: features[{index}] (id {named})"


def _of_folder(source: Path) -> dict[str, bytes]:
    paths = sorted(path for path in source.iterdir() if path.suffix in SUFFIXES and path.is_file())
    _require_size(source, len(paths), sum(path.stat().st_size for path in paths))
    return _by_kind(source, [(path.stem, path.read_bytes()) for path in paths])


def _of_zip(source: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(source) as archive:
        infos = archive.infolist()
        for info in infos:
            name = PurePosixPath(info.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts or ":" in str(name)[:3]:
                raise UnreadablePlan(
                    str(source),
                    f"holds a file that leads out of it: {info.filename!r:.80}",
                    "archive-leads-out",
                )
        _require_size(source, len(infos), sum(info.file_size for info in infos))
        files = []
        for info in infos:
            path = PurePosixPath(info.filename)
            if path.suffix in SUFFIXES and not info.is_dir():
                with archive.open(
                    info
                ) as file:  # told how much, it inflates no more, whatever the stream gives
                    files.append((path.stem, file.read(info.file_size)))
    return _by_kind(source, files)


def _require_size(source: Path, count: int, size_bytes: int) -> None:
    if count > LARGEST_COUNT:
        raise UnreadablePlan(
            str(source),
            f"holds {count} files; a plan has at most {LARGEST_COUNT}",
            "archive-too-many",
            count=count,
            most=LARGEST_COUNT,
        )
    if size_bytes > LARGEST_FILE_BYTES:
        raise UnreadablePlan(
            str(source),
            f"unpacks to {size_bytes / 1e6:.0f} MB; at most {LARGEST_FILE_BYTES / 1e6:.0f} are read",
            "archive-too-large",
            most_mb=LARGEST_FILE_BYTES // 1_000_000,
        )


def _by_kind(source: Path, files: list[tuple[str, bytes]]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for kind, content in files:
        if kind in found:
            raise UnreadablePlan(str(source), f"holds {kind} twice", "archive-file-twice", file=kind)
        found[kind] = content
    return found
