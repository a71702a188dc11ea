"""Products, and where they stand. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from campaigns.errors import InvalidInput
from campaigns.stores.products.gtin import Gtin, written
from zones.level import FaceId

MOST_PRODUCTS = 50_000
"""Of one store: a large supermarket sells 30,000 to 40,000."""

MOST_FACES = 20
"""Of one product: on its shelf, at the till, on some promotion."""

LONGEST_NAME, LONGEST_CATEGORY = 200, 80
UNSEEN = frozenset("\u200e\u200f\u061c") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Marks of writing direction: they make a text read as another one than it is (Unicode UAX 9)."""

_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


@dataclass(frozen=True, slots=True)
class Product:
    """What a store sells. An empty category is none."""

    gtin: Gtin
    name: str
    category: str = ""

    @property
    def search_text(self) -> str:
        """What a search looks into."""
        return f"{folded(self.name)} {folded(self.category)} {written(self.gtin)}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A product with the faces it stands on; some of them may be gone from the map."""

    product: Product
    faces: frozenset[FaceId] = frozenset()


Listings = Mapping[Gtin, Listing]


class Change(StrEnum):
    """What storing a list does to a product."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A product before and after; one of them is None where it is new or removed."""

    before: Listing | None
    after: Listing | None

    @property
    def product(self) -> Product:
        """The product, as it will be or as it was."""
        listing = self.after or self.before
        assert listing is not None
        return listing.product

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is different."""
        if self.before is None:
            return (Change.NEW,)
        if self.after is None:
            return (Change.REMOVED,)
        changed = (Change.CHANGED,) if self.before.product != self.after.product else ()
        moved = (Change.MOVED,) if self.before.faces != self.after.faces else ()
        return changed + moved


def folded(text: str) -> str:
    """A text as searches compare it: whatever the width, the case and the kana.

    >>> folded("ｺｰﾋｰ Dark") == folded("コーヒー dark") == folded("こーひー DARK")
    True
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(_TO_HIRAGANA)


def clean_text(text: str, where: str, longest: int) -> str:
    """A name in one line without what nobody sees. Raises `InvalidInput`."""
    cleaned = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(cleaned) > longest:
        raise InvalidInput(
            where, f"{len(cleaned)} characters are more than {longest}", "text-too-long", max_length=longest
        )
    if any(unicodedata.category(each) in ("Cc", "Cs", "Cn", "Co") or each in UNSEEN for each in cleaned):
        raise InvalidInput(where, "holds characters that nobody sees", "text-unseen")
    return cleaned


def product_of(gtin: Gtin, name: str, category: str) -> Product:
    """A product from what people write. Raises `InvalidInput`."""
    cleaned = clean_text(name, "name", LONGEST_NAME)
    if not cleaned:
        raise InvalidInput("name", "is missing", "field-missing")
    return Product(gtin, cleaned, clean_text(category, "category", LONGEST_CATEGORY))
