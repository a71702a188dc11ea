"""The store's own fields, compared one by one: who changes one rule has no say about the others."""

from __future__ import annotations

from collections.abc import Iterator

from campaigns.stores.drafts.features import Value

Path = tuple[str, ...]


def contested(before: Value, own: Value, theirs: Value) -> bool:
    """Whether both changed a field, each to something else."""
    fields = _flat(before), _flat(own), _flat(theirs)
    return any(_at(fields[0], path) != _at(fields[2], path) != _at(fields[1], path) != _at(fields[0], path)
               for path in _paths(*fields))  # fmt: skip


def joined(before: Value, own: Value, theirs: Value, *, own_stays: bool) -> Value:
    """Their value with one's own changes; `own_stays` decides where both changed a field.

    >>> before = {"name": "Shop", "rules": {"stop_s": 3, "engage_s": 5}}
    >>> own = {"name": "Shop", "rules": {"stop_s": 4, "engage_s": 5}}
    >>> theirs = {"name": "Corner shop", "rules": {"stop_s": 3, "engage_s": 5}}
    >>> joined(before, own, theirs, own_stays=True)
    {'name': 'Corner shop', 'rules': {'stop_s': 4, 'engage_s': 5}}
    """
    known, mine, other = _flat(before), _flat(own), _flat(theirs)
    value: Value = {}
    for path in _paths(other, mine):
        is_mine = _at(mine, path) != _at(known, path) and (own_stays or _at(other, path) == _at(known, path))
        chosen = mine if is_mine else other
        if path in chosen:
            _put(value, path, chosen[path])
    return value


def _flat(value: Value, above: Path = ()) -> dict[Path, object]:
    found: dict[Path, object] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            found |= _flat(inner, (*above, name))
        else:
            found[(*above, name)] = inner
    return found


def _paths(*fields: dict[Path, object]) -> Iterator[Path]:
    yield from dict.fromkeys(path for each in fields for path in each)


def _at(fields: dict[Path, object], path: Path) -> object:
    return fields.get(path)


def _put(value: Value, path: Path, inner: object) -> None:
    for name in path[:-1]:
        value = value.setdefault(name, {})
    value[path[-1]] = inner
