"""What storing a file would change, before anything is stored. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaigns.errors import InvalidInput
from campaigns.stores.products.domain import (
    MOST_FACES,
    MOST_PRODUCTS,
    Change,
    Difference,
    Listing,
    Listings,
    Product,
    folded,
)
from campaigns.stores.products.gtin import Gtin
from campaigns.stores.products.sheet import Faults, Sheet, SheetRow
from zones.level import FaceId
from zones.store import Store


@dataclass(frozen=True, slots=True)
class FacePlace:
    """A face of the current map, and the level it is on."""

    face_id: FaceId
    name: str
    level_id: str
    level_name: str


def face_places(store: Store) -> dict[FaceId, FacePlace]:
    """The faces of a map by their ids."""
    return {
        face.id: FacePlace(face.id, face.name, level.id, level.name)
        for level in store.levels
        for face in level.faces
    }


class FaceNames:
    """The faces of a map as people name them: by id, or by a name that only one of them has."""

    def __init__(self, faces: Mapping[FaceId, FacePlace]) -> None:
        self._faces = faces
        self._named: dict[str, list[FacePlace]] = defaultdict(list)
        for face in faces.values():
            self._named[folded(face.name)].append(face)

    def find(self, said: str, level: str) -> FaceId:
        """The face that is meant. Raises `InvalidInput` when none is, or several are."""
        by_id = self._faces.get(FaceId(said))
        meant = [by_id] if by_id is not None else self._named.get(folded(said), [])
        if level:
            meant = [
                face for face in meant if folded(level) in (folded(face.level_id), folded(face.level_name))
            ]
        if len(meant) == 1:
            return meant[0].face_id
        told = said[:64]
        where = f" on level {level[:64]}" if level else ""
        if not meant:
            raise InvalidInput("face", f"no face {told} is on the map{where}", "no-face", faces=told)
        reason = f"{len(meant)} faces are called {told}{where}: use the id, or name the level"
        raise InvalidInput("face", reason, "face-unclear", face=told, count=len(meant))


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What would be stored: differences in order of their numbers, how many are as they were, and what is
    wrong with the file; `version` is that of the products it was compared with.
    """

    differences: tuple[Difference, ...]
    unchanged: int
    faults: Faults
    version: int

    @property
    def digest(self) -> str:
        """Names exactly these differences: who saw them can ask for no others to be stored."""
        told = [
            (each.product.gtin, each.after and (each.after.product, sorted(each.after.faces)))
            for each in self.differences
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    @property
    def counts(self) -> dict[Change, int]:
        """How many products are new, changed, moved, removed; one can be both changed and moved."""
        counts = dict.fromkeys(Change, 0)
        for difference in self.differences:
            for change in difference.changes:
                counts[change] += 1
        return counts


def plan_import(
    sheet: Sheet,
    stored: Listings,
    faces: Mapping[FaceId, FacePlace],
    version: int = 0,
    *,
    replace_all: bool = False,
) -> ImportPlan:
    """Compare a file with what is stored.

    Of products that the file names, name, category and (with a column of faces) all places become the file's.
    Others stay; with `replace_all` they go. A place on a face that is gone from the map stays when the file
    says it again.

    Raises
    ------
    InvalidInput
        The store would have too many products.
    """
    names = FaceNames(faces)
    wanted: dict[Gtin, Listing] = {}
    for row in sheet.rows:
        gtin = row.product.gtin
        before = stored.get(gtin)
        listing = wanted.get(gtin)
        if listing is None:
            kept = before.faces if before is not None and row.face is None else frozenset()
            listing = Listing(row.product, kept)
        face_id = _place(row, before, names, sheet.faults)
        if face_id is _WRONG:
            continue
        with_face = listing.faces | ({face_id} if face_id else set())
        if len(with_face) > MOST_FACES:
            sheet.faults.add(
                row.line,
                "face",
                f"a product stands on {MOST_FACES} faces at most",
                "faces-full",
                most=MOST_FACES,
            )
            continue
        wanted[gtin] = Listing(row.product, frozenset(with_face))
    total = len(wanted) if replace_all else len(stored.keys() | wanted.keys())
    if total > MOST_PRODUCTS:
        raise InvalidInput(
            "file",
            f"the store would have {total:,} products; {MOST_PRODUCTS:,} are the most",
            "products-full",
            most=MOST_PRODUCTS,
        )
    found = list(_differences(wanted, stored, replace_all))
    same = len(wanted) - sum(difference.after is not None for difference in found)
    return ImportPlan(tuple(sorted(found, key=lambda each: each.product.gtin)), same, sheet.faults, version)


_WRONG = FaceId("\0")
"""No face: the line names one that is not there."""


def _place(row: SheetRow, before: Listing | None, names: FaceNames, faults: Faults) -> FaceId | None:
    if not row.face:
        return None
    if before is not None and FaceId(row.face) in before.faces:
        return FaceId(row.face)
    try:
        return names.find(row.face, row.level)
    except InvalidInput as error:
        faults.add(row.line, error.where, error.reason, error.code, **error.facts)
        return _WRONG


def _differences(wanted: Listings, stored: Listings, replace_all: bool) -> Iterable[Difference]:
    for gtin, listing in wanted.items():
        before = stored.get(gtin)
        if before != listing:
            yield Difference(before, listing)
    if replace_all:
        yield from (Difference(listing, None) for gtin, listing in stored.items() if gtin not in wanted)


def one_difference(stored: Listings, product: Product) -> Difference:
    """The difference that putting one product by hand makes."""
    before = stored.get(product.gtin)
    return Difference(before, Listing(product, before.faces if before is not None else frozenset()))
