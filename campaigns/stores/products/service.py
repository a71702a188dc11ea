"""Products of stores: kept, placed on faces, found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.stores.products import repository
from campaigns.stores.products.domain import (
    MOST_FACES,
    MOST_PRODUCTS,
    Difference,
    Listing,
    Product,
    folded,
)
from campaigns.stores.products.gtin import Gtin, written
from campaigns.stores.products.planning import (
    FacePlace,
    ImportPlan,
    face_places,
    one_difference,
    plan_import,
)
from campaigns.stores.products.sheet import Sheet
from campaigns.stores.products.standing import Stand, Stands
from campaigns.stores.service import Stores
from campaigns.web.spreadsheet import table_text
from zones.level import FaceId

LONGEST_SEARCH = 100
MOST_WORDS = 8
EXPORTED = ("gtin", "name", "category", "face", "face_name", "level")


@dataclass(frozen=True, slots=True)
class Placed:
    """A product on a face. `face` is None where the current map has that face no more."""

    face_id: FaceId
    face: FacePlace | None


@dataclass(frozen=True, slots=True)
class PlacedProduct:
    """A product with its places."""

    product: Product
    places: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where a product is found: the face, and where one stands to take it."""

    face: FacePlace
    stand: Stand


@dataclass(frozen=True, slots=True)
class Found:
    """A product that somebody looked for. Without places it is sold, but nobody said where."""

    product: Product
    places: tuple[FoundPlace, ...]


class Products:
    """The products of every store.

    Methods read and write through the session they are given; the caller commits.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    # What people of the shop do

    def page(
        self,
        session: Session,
        store_id: str,
        query: str = "",
        *,
        face_id: str | None = None,
        category: str | None = None,
        offset: int = 0,
        limit: int = 100,
    ) -> tuple[list[PlacedProduct], int]:
        """Products by name, and how many fit in all. Raises `NotFound` for an unknown store."""
        faces = self.faces(session, store_id)
        words, face = _words(query), None if face_id is None else FaceId(face_id)
        gtins = repository.search(
            session, store_id, words, face_id=face, category=category, offset=offset, limit=limit
        )
        total = repository.count(session, store_id, words, face_id=face, category=category)
        found = repository.listings(session, store_id, gtins)
        return [_placed(found[gtin], faces) for gtin in gtins if gtin in found], total

    def product(self, session: Session, store_id: str, gtin: Gtin) -> PlacedProduct:
        """One product. Raises `NotFound`."""
        faces = self.faces(session, store_id)
        return _placed(self._listing(session, store_id, gtin), faces)

    def put(self, session: Session, store_id: str, product: Product) -> bool:
        """Store a product by hand; its places stay. Tells whether it is new.

        Raises
        ------
        Conflict
            The store has as many products as it may.
        """
        self._stores.settings(session, store_id)
        difference = one_difference(repository.listings(session, store_id, {product.gtin}), product)
        if difference.before is None and repository.count(session, store_id) >= MOST_PRODUCTS:
            raise Conflict(
                f"the store has {MOST_PRODUCTS:,} products already", "products-full", most=MOST_PRODUCTS
            )
        if difference.changes:
            repository.store_differences(session, store_id, [difference])
        return difference.before is None

    def remove(self, session: Session, store_id: str, gtin: Gtin) -> None:
        """Take a product out of the store, and off its faces. Raises `NotFound`."""
        before = self._listing(session, store_id, gtin)
        repository.store_differences(session, store_id, [Difference(before, None)])

    def place(
        self,
        session: Session,
        store_id: str,
        added: Iterable[tuple[Gtin, FaceId]],
        removed: Iterable[tuple[Gtin, FaceId]],
    ) -> int:
        """Place products on faces and take them off, all or nothing; gives how many places changed.

        Raises
        ------
        NotFound
            There is no such product.
        InvalidInput
            A face to place one on is not on the current map, or a product would stand on too many.
        """
        adding, removing = list(added), list(removed)
        faces = self.faces(session, store_id)
        unknown = sorted({face_id for _, face_id in adding} - faces.keys())
        if unknown:
            raise InvalidInput(
                "add",
                f"not on the store's map: {', '.join(unknown[:5])}",
                "no-face",
                faces=", ".join(unknown[:5]),
            )
        gtins = {gtin for gtin, _ in (*adding, *removing)}
        stored = repository.listings(session, store_id, gtins)
        for gtin in sorted(gtins - stored.keys()):
            raise NotFound("product", written(gtin))
        after = {gtin: set(listing.faces) for gtin, listing in stored.items()}
        for gtin, face_id in removing:
            after[gtin].discard(face_id)
        for gtin, face_id in adding:
            after[gtin].add(face_id)
        for gtin, placed in after.items():
            if len(placed) > MOST_FACES:
                raise InvalidInput(
                    "add",
                    f"{written(gtin)} would stand on more than {MOST_FACES} faces",
                    "faces-full",
                    most=MOST_FACES,
                )
        differences = [
            Difference(stored[gtin], Listing(stored[gtin].product, frozenset(placed)))
            for gtin, placed in after.items()
            if placed != stored[gtin].faces
        ]
        repository.store_differences(session, store_id, differences)
        return sum(len(after[each.product.gtin] ^ stored[each.product.gtin].faces) for each in differences)

    def plan(self, session: Session, store_id: str, sheet: Sheet, *, replace_all: bool = False) -> ImportPlan:
        """What storing a file would change. Raises `NotFound` for an unknown store."""
        faces = self.faces(session, store_id)
        version = repository.version(session, store_id)
        stored = repository.listings(session, store_id)
        return plan_import(sheet, stored, faces, version, replace_all=replace_all)

    def apply(
        self, session: Session, store_id: str, plan: ImportPlan, expected_digest: str | None = None
    ) -> None:
        """Store what a plan says. Without a digest it has the last word of the products that it names.

        Raises
        ------
        Conflict
            The plan is not the expected one, or somebody changed a product since it was made.
        """
        is_as_shown = (plan.digest, plan.version) == (expected_digest, repository.version(session, store_id))
        if expected_digest is not None and not is_as_shown:
            raise Conflict(
                "the store's products have changed since the differences were shown", "products-changed"
            )
        repository.store_differences(session, store_id, plan.differences)

    def categories(self, session: Session, store_id: str) -> list[tuple[str, int]]:
        """The categories of a store, each with how many products it has. Raises `NotFound`."""
        self._stores.settings(session, store_id)
        return repository.categories(session, store_id)

    def faces(self, session: Session, store_id: str) -> Mapping[FaceId, FacePlace]:
        """The faces of the store's current map. Raises `NotFound`."""
        return face_places(self._stores.current(session, store_id).store)

    def face_counts(self, session: Session, store_id: str) -> Mapping[FaceId, int]:
        """How many products stand on each face, those that are gone from the map included."""
        return repository.face_counts(session, store_id)

    def export(self, session: Session, store_id: str) -> str:
        """All products as CSV: a line for each place, one for each product without any."""
        faces = self.faces(session, store_id)
        rows = []
        for listing in repository.listings(session, store_id).values():
            product = listing.product
            for face_id in sorted(listing.faces) or [FaceId("")]:
                face = faces.get(face_id)
                row = (
                    written(product.gtin),
                    product.name,
                    product.category,
                    face_id,
                    "" if face is None else face.name,
                    "" if face is None else face.level_id,
                )
                rows.append(row)
        return table_text(EXPORTED, rows)

    # What others ask

    def on_face(self, session: Session, store_id: str, face_id: FaceId) -> Sequence[Product]:
        """What stands on a face now, by name."""
        return repository.on_face(session, store_id, face_id)

    def names_by_face(self, session: Session, store_id: str) -> Mapping[FaceId, Sequence[str]]:
        """The names of what stands on each face."""
        return repository.names_by_face(session, store_id)

    def unknown(
        self, session: Session, store_id: str, gtins: Collection[Gtin], categories: Collection[str]
    ) -> list[str]:
        """Which of these products and categories the store has not."""
        known = repository.listings(session, store_id, gtins)
        had = {category for category, _ in repository.categories(session, store_id)}
        missing = [written(gtin) for gtin in gtins if gtin not in known]
        return missing + [category for category in categories if category not in had]

    def find(self, session: Session, store_id: str, query: str, limit: int) -> list[Found]:
        """Products that somebody looks for, with where to stand to take each. Raises `NotFound`."""
        store = self._stores.current(session, store_id).store
        faces = face_places(store)
        drawn = {face.id: (level, face) for level in store.levels for face in level.faces}
        stands: dict[str, Stands] = {}
        words = _words(query)
        gtins = repository.search(session, store_id, words, limit=limit) if words else []
        listed = repository.listings(session, store_id, gtins)
        found = []
        for gtin in gtins:
            places = []
            for face_id in sorted(listed[gtin].faces & faces.keys()):
                level, face = drawn[face_id]
                if level.id not in stands:
                    stands[level.id] = Stands(level)
                places.append(FoundPlace(faces[face_id], stands[level.id].before(face)))
            found.append(Found(listed[gtin].product, tuple(places)))
        return found

    def _listing(self, session: Session, store_id: str, gtin: Gtin) -> Listing:
        self._stores.settings(session, store_id)
        listing = repository.listings(session, store_id, {gtin}).get(gtin)
        if listing is None:
            raise NotFound("product", written(gtin))
        return listing


def _words(query: str) -> list[str]:
    return folded(query[:LONGEST_SEARCH]).split()[:MOST_WORDS]


def _placed(listing: Listing, faces: Mapping[FaceId, FacePlace]) -> PlacedProduct:
    places = tuple(Placed(face_id, faces.get(face_id)) for face_id in sorted(listing.faces))
    return PlacedProduct(listing.product, places)
