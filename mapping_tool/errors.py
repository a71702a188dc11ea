"""Errors of the mapping tool: each name states the fact, each instance carries the values."""


class MappingError(Exception):
    """Base of every error that `mapping_tool` raises."""


class UnreadablePlan(MappingError):
    """A source holds no floor plan that could be imported."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
