"""Products, placements and the shoppers' finder over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.convertors import Convertor, register_url_convertor

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE, StaffIdentity
from campaigns.accounts.service import Accounts
from campaigns.errors import InvalidInput
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.products.domain import LONGEST_CATEGORY, product_of
from campaigns.stores.products.gtin import Gtin, gtin_of, written
from campaigns.stores.products.schemas import (
    CategoryList,
    CategoryView,
    FaceProducts,
    FaceProductsList,
    FoundList,
    FoundView,
    ImportReport,
    PlacementChanges,
    PlacementsChanged,
    ProductBody,
    ProductPage,
    ProductView,
    pairs_of,
)
from campaigns.stores.products.service import LONGEST_SEARCH, Products
from campaigns.stores.products.sheet import MOST_BYTES, read_sheet
from campaigns.web.access import Caller, callers
from campaigns.web.bodies import allow_body
from campaigns.web.heavy import HeavyWork
from campaigns.web.rates import RateLimit
from zones.level import FaceId

MOST_PRODUCTS_A_PAGE = 500
MOST_FOUND = 20
FINDS_A_MINUTE = 60
"""Of one shopper: somebody who types, with an app that asks at each letter."""

SHEET_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "a CSV file (docs/products.md)",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    }
}
CSV_ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
Encoding = Literal["utf-8", "cp932"]
SearchText = Annotated[str, Query(max_length=LONGEST_SEARCH)]


class Digits(Convertor[str]):
    """A path's part of digits alone: what stands beside the products (`/products/export`) is no product."""

    regex = "[0-9]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("digits", Digits())


def routes(
    products: Products,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    heavy: HeavyWork,
) -> APIRouter:
    """The routes of products; every change is written to the audit log with its author."""
    router = APIRouter(prefix="/v1/stores/{store_id}", tags=["products"])
    _add_reading(router, products, database, heavy)
    _add_changes(router, products, accounts, writer, clock)
    _add_import(router, products, accounts, database, writer, clock, heavy)
    _add_finder(router, products, database)
    return router


def _add_reading(router: APIRouter, products: Products, database: Database, heavy: HeavyWork) -> None:
    @router.get("/products")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def list_products(
        store_id: str,
        q: SearchText = "",
        face: Annotated[str | None, Query(max_length=64)] = None,
        category: Annotated[str | None, Query(max_length=LONGEST_CATEGORY)] = None,
        offset: Annotated[int, Query(ge=0, le=10**6)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_PRODUCTS_A_PAGE)] = 100,
    ) -> ProductPage:
        """Products by name: those that hold all words of `q`, of one face, of one category."""
        found, total = await asyncio.to_thread(
            database.read,
            lambda session: products.page(
                session, store_id, q, face_id=face, category=category, offset=offset, limit=limit
            ),
        )
        return ProductPage(items=[ProductView.of(placed) for placed in found], total=total)

    @router.get("/products/categories")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def list_categories(store_id: str) -> CategoryList:
        """The categories of the store's products."""
        found = await asyncio.to_thread(database.read, lambda session: products.categories(session, store_id))
        return CategoryList(items=[CategoryView(category=name, products=count) for name, count in found])

    @router.get("/products/export", response_class=Response, responses=CSV_ANSWER)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def export(store_id: str) -> Response:
        """All products and their places as CSV, in UTF-8 with its mark: spreadsheets then read it right."""
        text = await heavy.run(lambda: database.read(lambda session: products.export(session, store_id)))
        headers = {"Content-Disposition": 'attachment; filename="products.csv"'}
        return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/placements")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def list_placements(store_id: str) -> FaceProductsList:
        """How many products stand on each face of the map, and on faces that it has no more."""

        def work(session: Session) -> FaceProductsList:
            faces = products.faces(session, store_id)
            counts = products.face_counts(session, store_id)
            views = [
                FaceProducts(
                    face_id=face_id,
                    face_name=faces[face_id].name if face_id in faces else None,
                    level_id=faces[face_id].level_id if face_id in faces else None,
                    is_gone=face_id not in faces,
                    products=counts.get(face_id, 0),
                )
                for face_id in [*faces, *sorted(counts.keys() - faces.keys())]
            ]
            return FaceProductsList(items=views)

        return await asyncio.to_thread(database.read, work)


def _add_changes(
    router: APIRouter, products: Products, accounts: Accounts, writer: Writer, clock: Callable[[], datetime]
) -> None:
    @router.put("/products/{gtin:digits}")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def put_product(store_id: str, gtin: str, body: ProductBody, staff: Staff) -> ProductView:
        """Store a product by hand; its places stay as they are."""
        try:
            product = product_of(gtin_of(gtin, "path.gtin"), body.name, body.category)
        except InvalidInput as error:
            where = error.where if error.where.startswith("path.") else f"body.{error.where}"
            raise InvalidInput(where, error.reason, error.code, **error.facts) from error

        def work(session: Session) -> ProductView:
            is_new = products.put(session, store_id, product)
            detail = {"gtin": written(product.gtin), "name": product.name, "category": product.category}
            action = "product.add" if is_new else "product.change"
            accounts.audit(session, staff.login, action, store_id, detail, clock())
            return ProductView.of(products.product(session, store_id, product.gtin))

        return await writer.run(work)

    @router.delete("/products/{gtin:digits}", status_code=204)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def delete_product(store_id: str, gtin: str, staff: Staff) -> None:
        """Take a product out of the store, and off its faces."""
        number = gtin_of(gtin, "path.gtin")

        def work(session: Session) -> None:
            products.remove(session, store_id, number)
            detail = {"gtin": written(number)}
            accounts.audit(session, staff.login, "product.delete", store_id, detail, clock())

        await writer.run(work)

    @router.post("/placements")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def change_placements(store_id: str, body: PlacementChanges, staff: Staff) -> PlacementsChanged:
        """Place products on faces and take them off: all of it, or nothing."""
        added, removed = _pairs(pairs_of(body.add, "add")), _pairs(pairs_of(body.remove, "remove"))

        def work(session: Session) -> int:
            changed = products.place(session, store_id, added, removed)
            if changed:
                detail = {
                    "added": [[written(gtin), face_id] for gtin, face_id in added],
                    "removed": [[written(gtin), face_id] for gtin, face_id in removed],
                }
                accounts.audit(session, staff.login, "placements.change", store_id, detail, clock())
            return changed

        return PlacementsChanged(changed=await writer.run(work))


def _pairs(pairs: list[tuple[str, str]]) -> list[tuple[Gtin, FaceId]]:
    return [(Gtin(gtin), FaceId(face_id)) for gtin, face_id in pairs]


def _add_import(
    router: APIRouter,
    products: Products,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    heavy: HeavyWork,
) -> None:
    @router.post("/products/import", openapi_extra=SHEET_BODY)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def import_products(
        store_id: str,
        request: Request,
        staff: Staff,
        dry_run: bool = False,
        skip_wrong: Annotated[
            bool, Query(description="store the right lines of a file with wrong ones")
        ] = False,
        replace: Annotated[
            bool, Query(description="products that the file does not name are removed")
        ] = False,
        encoding: Annotated[Encoding | None, Query(description="by default told from the file")] = None,
        expect: Annotated[
            str | None,
            Query(max_length=16, description="the digest of a dry run: store these differences alone"),
        ] = None,
    ) -> ImportReport:
        """Store a list of products; with `dry_run` only say what it would change."""
        allow_body(request, MOST_BYTES)
        content = await request.body()

        sheet = await heavy.run(lambda: read_sheet(content, encoding))
        plan = await heavy.run(
            lambda: database.read(
                lambda session: products.plan(session, store_id, sheet, replace_all=replace)
            )
        )
        report = ImportReport.of(sheet, plan, is_stored=False)
        if dry_run:
            return report
        if report.faults and not skip_wrong:
            first = report.faults[0]
            where = f"body.line {first.line}" + (f".{first.column}" if first.column else "")
            others = f", and {report.fault_count - 1} more" if report.fault_count > 1 else ""
            raise InvalidInput(
                where, f"{first.reason}{others}; nothing was stored", "lines-wrong", count=report.fault_count
            )

        def store(session: Session) -> ImportReport:
            products.apply(session, store_id, plan, expect)
            counts = {change.value: count for change, count in plan.counts.items()}
            accounts.audit(session, staff.login, "products.import", store_id, counts, clock())
            return report.model_copy(update={"is_stored": True})

        return await writer.run(store)


def _add_finder(router: APIRouter, products: Products, database: Database) -> None:
    finds = RateLimit(FINDS_A_MINUTE, 60.0)

    @router.get("/finder")
    @callers(Caller.SHOPPER, Caller.STAFF, roles=ANY_ROLE)
    async def find(
        store_id: str,
        request: Request,
        q: Annotated[str, Query(min_length=1, max_length=LONGEST_SEARCH)],
        limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 10,
    ) -> FoundList:
        """Where a product stands, and where to stand to take it: for shoppers' apps."""
        caller = request.state.caller
        finds.take(caller.login if isinstance(caller, StaffIdentity) else caller.shopper_id)
        found = await asyncio.to_thread(
            database.read, lambda session: products.find(session, store_id, q, limit)
        )
        return FoundList(items=[FoundView.of(each) for each in found])
