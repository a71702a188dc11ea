"""All SQL of products and placements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.stores.products.domain import Difference, Listing, Product
from campaigns.stores.products.gtin import Gtin
from campaigns.stores.products.tables import placements, product_versions, products
from zones.level import FaceId

_ON_FACE = (
    sa.select(products)
    .join(
        placements,
        sa.and_(placements.c.store_id == products.c.store_id, placements.c.gtin == products.c.gtin),
    )
    .where(placements.c.store_id == sa.bindparam("store_id"), placements.c.face_id == sa.bindparam("face_id"))
    .order_by(products.c.name, products.c.gtin)
)
"""Built once: campaigns ask it while a shopper stands there."""


def listings(session: Session, store_id: str, gtins: Collection[Gtin] | None = None) -> dict[Gtin, Listing]:
    """The products of a store with their faces; some of them only, when they are named."""
    query = sa.select(products).where(products.c.store_id == store_id)
    places = sa.select(placements.c.gtin, placements.c.face_id).where(placements.c.store_id == store_id)
    if gtins is not None:
        query = query.where(products.c.gtin.in_(gtins))
        places = places.where(placements.c.gtin.in_(gtins))
    faces: dict[str, set[FaceId]] = defaultdict(set)
    for gtin, face_id in session.execute(places):
        faces[gtin].add(FaceId(face_id))
    rows = session.execute(query.order_by(products.c.gtin))
    return {Gtin(row.gtin): Listing(_product(row), frozenset(faces.get(row.gtin, ()))) for row in rows}


def version(session: Session, store_id: str) -> int:
    """How often the products of a store and their places were changed."""
    query = sa.select(product_versions.c.version).where(product_versions.c.store_id == store_id)
    return session.scalar(query) or 0


def _count_change(session: Session, store_id: str) -> None:
    changed = session.execute(
        sa.update(product_versions)
        .where(product_versions.c.store_id == store_id)
        .values(version=product_versions.c.version + 1)
        .returning(product_versions.c.version)
    )
    if changed.first() is None:
        session.execute(sa.insert(product_versions).values(store_id=store_id, version=1))


def store_differences(session: Session, store_id: str, differences: Iterable[Difference]) -> None:
    """Make what is stored what the differences say."""
    gone, rows, places = [], [], []
    for difference in differences:
        gone.append(difference.product.gtin)
        if difference.after is None:
            continue
        product = difference.after.product
        rows.append(
            {
                "store_id": store_id,
                "gtin": product.gtin,
                "name": product.name,
                "category": product.category,
                "search_text": product.search_text[:400],
            }
        )
        places += [
            {"store_id": store_id, "gtin": product.gtin, "face_id": face_id}
            for face_id in difference.after.faces
        ]
    delete = sa.delete(products).where(
        products.c.store_id == store_id, products.c.gtin == sa.bindparam("gone")
    )
    if gone:
        _count_change(session, store_id)
        session.connection().execute(delete, [{"gone": gtin} for gtin in gone])  # their places go with them
    if rows:
        session.execute(sa.insert(products), rows)
    if places:
        session.execute(sa.insert(placements), places)


def search(
    session: Session,
    store_id: str,
    words: Sequence[str],
    *,
    face_id: FaceId | None = None,
    category: str | None = None,
    offset: int = 0,
    limit: int = 100,
) -> list[Gtin]:
    """The numbers of products that hold all (folded) words, by name."""
    query = _matching(store_id, words, face_id, category)
    page = query.order_by(products.c.name, products.c.gtin).offset(offset).limit(limit)
    return [Gtin(gtin) for gtin in session.scalars(page)]


def count(
    session: Session,
    store_id: str,
    words: Sequence[str] = (),
    *,
    face_id: FaceId | None = None,
    category: str | None = None,
) -> int:
    """How many `search` would find in all."""
    query = _matching(store_id, words, face_id, category)
    return session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _matching(
    store_id: str, words: Sequence[str], face_id: FaceId | None, category: str | None
) -> sa.Select[Any]:
    query = sa.select(products.c.gtin).where(products.c.store_id == store_id)
    for word in words:
        query = query.where(products.c.search_text.contains(word, autoescape=True))
    if category is not None:
        query = query.where(products.c.category == category)
    if face_id is not None:
        here = sa.select(placements.c.gtin).where(
            placements.c.store_id == store_id, placements.c.face_id == face_id
        )
        query = query.where(products.c.gtin.in_(here))
    return query


def categories(session: Session, store_id: str) -> list[tuple[str, int]]:
    """The categories of a store with how many products each has; those without one under an empty name."""
    rows = session.execute(
        sa.select(products.c.category, sa.func.count())
        .where(products.c.store_id == store_id)
        .group_by(products.c.category)
        .order_by(products.c.category)
    )
    return [(category, count) for category, count in rows]


def on_face(session: Session, store_id: str, face_id: FaceId) -> list[Product]:
    """What stands on a face, by name."""
    rows = session.execute(_ON_FACE, {"store_id": store_id, "face_id": face_id})
    return [_product(row) for row in rows]


def face_counts(session: Session, store_id: str) -> dict[FaceId, int]:
    """How many products stand on each face."""
    rows = session.execute(
        sa.select(placements.c.face_id, sa.func.count())
        .where(placements.c.store_id == store_id)
        .group_by(placements.c.face_id)
    )
    return {FaceId(face_id): count for face_id, count in rows}


def names_by_face(session: Session, store_id: str) -> dict[FaceId, list[str]]:
    """The names of what stands on each face, in order."""
    rows = session.execute(
        sa.select(placements.c.face_id, products.c.name)
        .join(
            products,
            sa.and_(placements.c.store_id == products.c.store_id, placements.c.gtin == products.c.gtin),
        )
        .where(placements.c.store_id == store_id)
        .order_by(products.c.name, products.c.gtin)
    )
    found: dict[FaceId, list[str]] = defaultdict(list)
    for face_id, name in rows:
        found[FaceId(face_id)].append(name)
    return dict(found)


def _product(row: sa.Row[Any]) -> Product:
    return Product(Gtin(row.gtin), row.name, row.category)
