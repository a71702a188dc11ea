"""Where people go next: counts of moves from place to place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zones.level import ZoneId


@dataclass(frozen=True, slots=True)
class PathFlow:
    """How often, and by how many people, one zone was entered next after another."""

    from_id: ZoneId
    to_id: ZoneId
    moves: int
    people: int


def path_flows(walks: Iterable[tuple[Hashable, Sequence[ZoneId]]]) -> list[PathFlow]:
    """Moves between zones, the most frequent first.

    Parameters
    ----------
    walks : for each visit the person and the zones in the order in which they were entered. Entering the same
        zone twice in a row is no move.

    Examples
    --------
    >>> door, tea = ZoneId("door"), ZoneId("tea")
    >>> path_flows([("a", [door, tea, door]), ("b", [door, tea])])[0]
    PathFlow(from_id='door', to_id='tea', moves=2, people=2)
    """
    moves: Counter[tuple[ZoneId, ZoneId]] = Counter()
    people: dict[tuple[ZoneId, ZoneId], set[Hashable]] = {}
    for person, zone_ids in walks:
        for pair in pairwise(zone_ids):
            if pair[0] != pair[1]:
                moves[pair] += 1
                people.setdefault(pair, set()).add(person)
    ordered = sorted(moves.items(), key=lambda item: (-item[1], item[0]))
    return [
        PathFlow(from_id, to_id, count, len(people[from_id, to_id])) for (from_id, to_id), count in ordered
    ]
