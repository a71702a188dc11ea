"""Errors of the simulator: each name states the fact, each instance carries the values."""

MOST_REASON = 400
"""Characters; a value that is repeated may be a whole file."""


class SimulationError(Exception):
    """Base of every error that `firmware_sim` raises."""


class UnreadableScenario(SimulationError):
    """A scenario file is none, or a part of it breaks the schema."""

    def __init__(self, source: str, reason: str) -> None:
        reason = reason if len(reason) <= MOST_REASON else f"{reason[:MOST_REASON]}..."
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class NoWay(SimulationError):
    """Two places of a floor are not connected by walkable ground."""

    def __init__(self, x_m: float, y_m: float) -> None:
        super().__init__(f"no walkable way to ({x_m:.1f}, {y_m:.1f}) m")
        self.x_m = x_m
        self.y_m = y_m


class NotSimulable(SimulationError):
    """A level of a store lacks what a simulated visit needs (an entrance, a place to stop at)."""

    def __init__(self, store_id: str, level: str, lacking: str) -> None:
        super().__init__(
            f"store {store_id}, level {level}: there is no {lacking}, so nobody can be simulated there"
        )
        self.store_id = store_id
        self.level = level
        self.lacking = lacking


class NotInstalled(SimulationError):
    """Something is to be sent by a beacon that is not on the map: nothing says how loud it is."""

    def __init__(self, key: str) -> None:
        super().__init__(f"beacon {key} is not on the map that the radio is simulated around")
        self.key = key


class UnreachableDisplay(SimulationError):
    """A shelf or zone that shoppers are to stop at cannot be walked to, or nobody can stand before it."""

    def __init__(self, source: str, place_id: str, name: str, x_m: float, y_m: float) -> None:
        super().__init__(
            f"{source}: nobody can walk from an entrance to {name} and stand at ({x_m:.1f}, {y_m:.1f}) m:"
            f" clear the way on the store's plan, or name {place_id} in left_out"
        )
        self.source = source
        self.place_id = place_id
        self.name = name
        self.x_m = x_m
        self.y_m = y_m
