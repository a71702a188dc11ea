"""Where a replay keeps its shoppers' tokens, so that a second run resends instead of registering anew."""

from __future__ import annotations

import json
import os
from pathlib import Path
from uuid import UUID

from campaigns.errors import InvalidInput


def default_path() -> Path:
    """The state file in the user's state folder (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base).expanduser() / "aislecast" / "replay.json"


def is_token(text: str) -> bool:
    """Whether a text can be a token as the service gives them, and go into a header."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


class TokenFile:
    """Tokens by service, store and visit; readable by its owner alone.

    Raises
    ------
    InvalidInput
        When the file exists and is no state file, or cannot be written.
    """

    def __init__(self, path: Path, url: str, store_id: str) -> None:
        self._path = path
        self._part = f"{url.rstrip('/')} {store_id}"
        self._tokens = _read(path)

    def get(self, visit_id: UUID) -> str | None:
        return self._tokens.get(self._part, {}).get(str(visit_id))

    def put(self, visit_id: UUID, token: str) -> None:
        """Keep a token; it is on the disk when this returns."""
        self._tokens.setdefault(self._part, {})[str(visit_id)] = token
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(self._tokens, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            raise InvalidInput("state file", f"{self._path}: {error.strerror}") from error


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        tokens = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InvalidInput("state file", f"{path}: {error}") from error
    if not isinstance(tokens, dict) or not all(isinstance(part, dict) for part in tokens.values()):
        raise InvalidInput("state file", f"{path}: not written by a replay")
    return tokens
