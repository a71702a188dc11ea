"""Errors of the mapping tool: each name states the fact, each instance carries the values."""


class MappingError(Exception):
    """Base of every error that `mapping_tool` raises."""


class UnreadablePlan(MappingError):
    """A source holds no floor plan that could be imported."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class OversizedPicture(UnreadablePlan):
    """A picture has more pixels than are shown."""

    def __init__(self, source: str, size_px: tuple[int, int], most_side_px: int, most_px: int) -> None:
        width_px, height_px = size_px
        super().__init__(
            source,
            f"has {width_px} x {height_px} pixels; at most {most_side_px} a side and"
            f" {most_px / 1e6:.0f} million are shown",
        )
        self.width_px, self.height_px = size_px
        self.most_side_px, self.most_px = most_side_px, most_px


class UnplacedStore(MappingError):
    """A store cannot be put on Earth: nobody said where it is, or two say so."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnusableMeasure(MappingError):
    """A distance or a point on a picture says nothing of where it lies on the floor."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ContradictingScales(MappingError):
    """Two measures on one picture give scales that differ by more than clicks explain."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"two scales contradict each other: {one}, but {other}")
        self.one = one
        self.other = other
