"""Products as the HTTP API speaks them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from campaigns.refusals import Code, Fact
from campaigns.stores.products.domain import LONGEST_CATEGORY, LONGEST_NAME, Change, Difference, Listing
from campaigns.stores.products.gtin import gtin_of, written
from campaigns.stores.products.planning import ImportPlan
from campaigns.stores.products.service import Found, PlacedProduct
from campaigns.stores.products.sheet import Sheet

MOST_DIFFERENCES = 200
"""Shown one by one; the counts are of all."""

MOST_AT_ONCE = 1000
NumberText = Annotated[str, Field(min_length=8, max_length=14)]


class PlaceView(BaseModel):
    """Where a product stands. A face that the current map has no more `is_gone` and has no name."""

    face_id: str
    face_name: str | None
    level_id: str | None
    is_gone: bool


class ProductView(BaseModel):
    """A product with its places."""

    gtin: str
    name: str
    category: str
    places: list[PlaceView]

    @classmethod
    def of(cls, placed: PlacedProduct) -> Self:
        return cls(
            gtin=written(placed.product.gtin),
            name=placed.product.name,
            category=placed.product.category,
            places=[
                PlaceView(
                    face_id=place.face_id,
                    face_name=None if place.face is None else place.face.name,
                    level_id=None if place.face is None else place.face.level_id,
                    is_gone=place.face is None,
                )
                for place in placed.places
            ],
        )


class ProductPage(BaseModel):
    """Products by name; `total` fit in all."""

    items: list[ProductView]
    total: int


class CategoryView(BaseModel):
    """A category; the empty one is of products without any."""

    category: str
    products: int


class CategoryList(BaseModel):
    items: list[CategoryView]


class ProductBody(BaseModel):
    """What is written on the product."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    category: Annotated[str, Field(max_length=LONGEST_CATEGORY)] = ""


class PlacementBody(BaseModel):
    """A product on a face."""

    model_config = ConfigDict(extra="forbid")

    gtin: NumberText
    face_id: Annotated[str, Field(min_length=1, max_length=64)]


class PlacementChanges(BaseModel):
    """What is placed and what taken off; all of it, or nothing."""

    model_config = ConfigDict(extra="forbid")

    add: Annotated[list[PlacementBody], Field(max_length=MOST_AT_ONCE)] = []
    remove: Annotated[list[PlacementBody], Field(max_length=MOST_AT_ONCE)] = []


class PlacementsChanged(BaseModel):
    changed: int


class FaceProducts(BaseModel):
    """How many products stand on a face."""

    face_id: str
    face_name: str | None
    level_id: str | None
    is_gone: bool
    products: int


class FaceProductsList(BaseModel):
    """The faces of the map, empty ones too, and those that are gone while products still name them."""

    items: list[FaceProducts]


class FaultView(BaseModel):
    """What is wrong in a line of the file."""

    line: int
    column: str
    reason: str
    code: Code | None
    facts: dict[str, Fact]


class ListingView(BaseModel):
    """A product as it was or will be."""

    name: str
    category: str
    faces: list[str]

    @classmethod
    def of(cls, listing: Listing) -> Self:
        product = listing.product
        return cls(name=product.name, category=product.category, faces=sorted(listing.faces))


class DifferenceView(BaseModel):
    """What storing the file does to a product."""

    gtin: str
    changes: list[Change]
    before: ListingView | None
    after: ListingView | None

    @classmethod
    def of(cls, difference: Difference) -> Self:
        return cls(
            gtin=written(difference.product.gtin),
            changes=list(difference.changes),
            before=None if difference.before is None else ListingView.of(difference.before),
            after=None if difference.after is None else ListingView.of(difference.after),
        )


class ImportReport(BaseModel):
    """What a file says and what it changes; `digest` names exactly these differences."""

    encoding: str
    separator: str
    ignored_columns: list[str]
    lines: int
    faults: list[FaultView]
    fault_count: int
    new: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    differences: list[DifferenceView]
    digest: str
    is_stored: bool

    @classmethod
    def of(cls, sheet: Sheet, plan: ImportPlan, *, is_stored: bool) -> Self:
        counts = plan.counts
        return cls(
            encoding=sheet.encoding,
            separator=sheet.separator,
            ignored_columns=list(sheet.ignored),
            lines=len(sheet.rows),
            faults=[
                FaultView(
                    line=fault.line,
                    column=fault.column,
                    reason=fault.reason,
                    code=fault.code,
                    facts=dict(fault.facts),
                )
                for fault in plan.faults.first
            ],
            fault_count=plan.faults.count,
            new=counts[Change.NEW],
            changed=counts[Change.CHANGED],
            moved=counts[Change.MOVED],
            removed=counts[Change.REMOVED],
            unchanged=plan.unchanged,
            differences=[DifferenceView.of(each) for each in plan.differences[:MOST_DIFFERENCES]],
            digest=plan.digest,
            is_stored=is_stored,
        )


class FoundPlaceView(BaseModel):
    """Where to stand to take it, and which way one then looks (counter-clockwise from +x, floor metres)."""

    level_id: str
    level_name: str
    face_id: str
    face_name: str
    x_m: float
    y_m: float
    heading_rad: float


class FoundView(BaseModel):
    """A product that fits; without places nobody said where it stands."""

    gtin: str
    name: str
    category: str
    places: list[FoundPlaceView]

    @classmethod
    def of(cls, found: Found) -> Self:
        return cls(
            gtin=written(found.product.gtin),
            name=found.product.name,
            category=found.product.category,
            places=[
                FoundPlaceView(
                    level_id=place.face.level_id,
                    level_name=place.face.level_name,
                    face_id=place.face.face_id,
                    face_name=place.face.name,
                    x_m=place.stand.x_m,
                    y_m=place.stand.y_m,
                    heading_rad=place.stand.heading_rad,
                )
                for place in found.places
            ],
        )


class FoundList(BaseModel):
    items: list[FoundView]


def pairs_of(bodies: list[PlacementBody], where: str) -> list[tuple[str, str]]:
    """Numbers and faces. Raises `InvalidInput` naming the place of a wrong number."""
    return [(gtin_of(body.gtin, f"body.{where}.{i}.gtin"), body.face_id) for i, body in enumerate(bodies)]
