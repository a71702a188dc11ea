"""`aislecast user` and `aislecast store`: what an operator sets up on the machine itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from campaigns.commands.serve import Config

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from campaigns.storage.database import Database

ACTOR = "command line"

user = typer.Typer(name="user", help="People of the console.", no_args_is_help=True)
store = typer.Typer(name="store", help="Stores.", no_args_is_help=True)


@user.command("add")
def add_user(
    login: Annotated[str, typer.Argument(help="The name to log in with.")],
    role: Annotated[
        Literal["staff", "operator", "admin"],
        typer.Option(
            help="staff: draw, survey and publish maps, watch the floor; operator: also create stores, fit,"
            " plan, heal and roll back; admin: everything."
        ),
    ] = "admin",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")
    ] = False,
    config: Config = None,
) -> None:
    """Add someone to the console. A terminal is asked for the password; else one is made and printed."""
    import secrets

    from campaigns.accounts.domain import Role
    from campaigns.accounts.service import Accounts

    made = None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = made = secrets.token_urlsafe(12)
    accounts = Accounts()
    now = datetime.now(UTC)

    def work(session: Session) -> None:
        accounts.add_user(session, login, password, Role(role), now)
        accounts.audit(session, ACTOR, "user.add", login, {"role": role}, now)

    with opened_database(config) as database:
        database.write(work)
    typer.echo(f"added {login} ({role})")
    if made is not None:
        typer.echo(f"password: {made}")


@store.command("add")
def add_store(
    document: Annotated[Path, typer.Argument(metavar="STORE.JSON", help="A store file.")],
    kind: Annotated[
        Literal["live", "trial"],
        typer.Option(help="live: people shop there; trial: recordings and simulations, no privacy gate."),
    ] = "live",
    config: Config = None,
) -> None:
    """Create a store from its plan."""
    from campaigns.errors import InvalidInput

    try:
        plan = document.read_bytes()
    except OSError as error:
        raise InvalidInput(str(document), error.strerror or "cannot be read") from error

    from campaigns.accounts.service import Accounts
    from campaigns.stores.domain import StoreKind
    from campaigns.stores.service import Stores

    stores = Stores()
    try:
        stores.read_document(plan)
    except InvalidInput as error:
        raise InvalidInput(str(document), error.reason) from error
    now = datetime.now(UTC)

    def work(session: Session) -> str:
        store_id = stores.create(session, plan, StoreKind(kind), now, ACTOR)
        Accounts().audit(session, ACTOR, "store.create", store_id, {"kind": kind}, now)
        return store_id

    with opened_database(config) as database:
        typer.echo(f"created {kind} store {database.write(work)}")


@store.command("publish")
def publish_store(
    document: Annotated[
        Path, typer.Argument(metavar="STORE.JSON", help="A store file of a store that exists.")
    ],
    config: Config = None,
) -> None:
    """Make a store file the store's next map revision: visits that begin from now on use it."""
    from campaigns.accounts.service import Accounts
    from campaigns.errors import InvalidInput
    from campaigns.stores.service import Stores

    plan = document.read_bytes()
    stores = Stores()
    try:
        store_id = str(stores.read_document(plan).venue_id)
    except InvalidInput as error:
        raise InvalidInput(str(document), error.reason) from error
    now = datetime.now(UTC)

    def work(session: Session) -> int:
        number = stores.publish(session, store_id, plan, now, ACTOR)
        Accounts().audit(session, ACTOR, "map.publish", store_id, {"revision": number}, now)
        return number

    with opened_database(config) as database:
        typer.echo(f"store {store_id} is at revision {database.write(work)}")


@store.command("list")
def list_stores(config: Config = None) -> None:
    """Every store with its kind and map revision."""
    from campaigns.stores.service import Stores

    with opened_database(config, must_exist=True) as database:
        for settings in database.read(Stores().all):
            typer.echo(
                f"{settings.store_id}  {settings.kind}  revision {settings.number}"
                f"  {settings.time_zone}  {settings.name}"
            )


@contextmanager
def opened_database(config: Path | None, *, must_exist: bool = False) -> Iterator[Database]:
    """The database of the settings, upgraded first: the first command may come before the first `serve`, and
    makes it, unless it `must_exist`.

    Raises
    ------
    NotFound : there is no database yet to read from.
    """
    from campaigns.errors import NotFound
    from campaigns.logs import silence
    from campaigns.settings import load_settings
    from campaigns.storage import schema
    from campaigns.storage.database import Database

    silence()
    settings = load_settings(config)
    database = Database(settings.database)
    if must_exist and database.file is not None and not database.file.exists():
        raise NotFound("database", str(database.file))
    try:
        schema.prepare(database)
        yield database
    finally:
        database.close()
