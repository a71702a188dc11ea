"""`aislecast products`: what a store sells and on which face it stands, from and to CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from campaigns.commands.serve import Config

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campaigns.stores.products.planning import ImportPlan
    from campaigns.stores.products.sheet import Faults

products = typer.Typer(name="products", help="Products and the faces they stand on.", no_args_is_help=True)

SHOWN = 20
"""Differences and faults that are printed one by one."""

StoreId = Annotated[str, typer.Option("--store", help="The store's id.")]


class Encoding(StrEnum):
    """What a file is written in."""

    UTF_8 = "utf-8"
    CP932 = "cp932"


@products.command("import")
def import_products(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.CSV", help="Columns gtin (JAN), name, category, face.")
    ],
    store: StoreId,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    skip_wrong: Annotated[
        bool, typer.Option("--skip-wrong", help="Store the right lines of a file that has wrong ones.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Remove products that the file does not name.")
    ] = False,
    encoding: Annotated[Encoding | None, typer.Option(help="[default: told from the file]")] = None,
    config: Config = None,
) -> None:
    """Store a list of products. A wrong line stops all of it; the same file again changes nothing."""
    from campaigns.accounts.service import Accounts
    from campaigns.commands.admin import ACTOR, opened_database
    from campaigns.errors import InvalidInput
    from campaigns.stores.products.service import Products
    from campaigns.stores.products.sheet import MOST_BYTES, read_sheet
    from campaigns.stores.service import Stores

    try:
        size_bytes = file.stat().st_size
        if size_bytes > MOST_BYTES:
            raise InvalidInput("file", f"{size_bytes:,} bytes are more than {MOST_BYTES:,}")
        sheet = read_sheet(file.read_bytes(), encoding and encoding.value)
    except InvalidInput as error:
        raise InvalidInput(str(file), f"{error.where}: {error.reason}") from error
    kept = Products(Stores())

    def work(session: Session) -> tuple[ImportPlan, bool]:
        plan = kept.plan(session, store, sheet, replace_all=replace)
        is_stored = not dry_run and (skip_wrong or not plan.faults.count)
        if is_stored:
            kept.apply(session, store, plan)
            counts = {change.value: count for change, count in plan.counts.items()}
            Accounts().audit(session, ACTOR, "products.import", store, counts, datetime.now(UTC))
        return plan, is_stored

    with opened_database(config, must_exist=True) as database:
        plan, is_stored = database.write(work)
    _tell_faults(plan.faults)
    _tell_plan(plan)
    typer.echo(f"read {len(sheet.rows)} lines in {sheet.encoding}")
    typer.echo("stored" if is_stored else "nothing was stored")
    if plan.faults.count and not skip_wrong:
        raise typer.Exit(1)


@products.command("export")
def export_products(
    store: StoreId,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")] = None,
    config: Config = None,
) -> None:
    """Give all products and their places as CSV: what `import` reads."""
    from campaigns.commands.admin import opened_database
    from campaigns.stores.products.service import Products
    from campaigns.stores.service import Stores
    from zones.storefile import write_whole

    with opened_database(config, must_exist=True) as database:
        text = database.read(lambda session: Products(Stores()).export(session, store))
    if out is None:
        typer.echo(text, nl=False)
        return
    write_whole(out, text.encode("utf-8-sig"))
    typer.echo(f"wrote {out}")


def _tell_faults(faults: Faults) -> None:
    for fault in faults.first[:SHOWN]:
        where = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
        typer.echo(f"{where}: {fault.reason}", err=True)
    if faults.count > SHOWN:
        typer.echo(f"and {faults.count - SHOWN} more", err=True)


def _tell_plan(plan: ImportPlan) -> None:
    from campaigns.stores.products.gtin import written

    for difference in plan.differences[:SHOWN]:
        product = difference.product
        what = ", ".join(change.value for change in difference.changes)
        before, after = difference.before, difference.after
        faces = ["; ".join(sorted(listing.faces)) if listing else "" for listing in (before, after)]
        moved = f"  [{faces[0]}] -> [{faces[1]}]" if faces[0] != faces[1] else ""
        typer.echo(f"  {what}: {written(product.gtin)} {product.name}{moved}")
    if len(plan.differences) > SHOWN:
        typer.echo(f"  and {len(plan.differences) - SHOWN} more")
    counts = ", ".join(f"{count} {change.value}" for change, count in plan.counts.items())
    typer.echo(f"{counts}, {plan.unchanged} as they were")
