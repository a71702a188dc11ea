"""Errors of zones: each name states the fact, each instance carries the values."""


class ZoneError(Exception):
    """Base of every error that `zones` raises."""


class UnreadableStore(ZoneError):
    """A file is no store file, or a part of it breaks the schema."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class UnwritableFile(ZoneError):
    """A file cannot be put where it was asked for."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: cannot be written: {reason}")
        self.path = path
        self.reason = reason


class NewerStoreVersion(ZoneError):
    """A store file was written by a newer Aislecast."""

    def __init__(self, source: str, version: int, newest: int) -> None:
        self.reason = f"written in version {version}, this Aislecast reads up to {newest}; upgrade it"
        super().__init__(f"{source}: {self.reason}")
        self.version = version
        self.newest = newest


class UnknownLevel(ZoneError):
    """A store has no level of that id."""

    def __init__(self, level_id: str) -> None:
        super().__init__(f"no level {level_id}")
        self.level_id = level_id


class InvalidVisitState(ZoneError):
    """A stored visit state cannot be restored by this version."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"visit state: {reason}")
        self.reason = reason
