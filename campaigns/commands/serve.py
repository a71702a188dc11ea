"""`aislecast serve`: the service and the console, and `aislecast db`: its schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings as TOML; AISLECAST_* variables override it."),
]

db = typer.Typer(name="db", help="The database's schema.", no_args_is_help=True)


def serve(
    config: Config = None,
    host: Annotated[str | None, typer.Option(help="The address to listen at.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port; 0: any free one.")] = None,
) -> None:
    """Run the service and the console until it is told to stop."""
    from campaigns.settings import load_settings

    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = load_settings(config).model_copy(update=chosen)

    from campaigns.app import create_app  # slow to import, so settings that cannot be are told before
    from campaigns.logs import configure
    from campaigns.web.server import run

    configure(settings.log_format)
    run(
        create_app(settings),
        settings,
        on_listening=lambda url: typer.echo(f"Aislecast listens at {url}"),
    )


@db.command()
def upgrade(config: Config = None) -> None:
    """Bring the database to this version's schema."""
    from campaigns.logs import silence
    from campaigns.settings import load_settings
    from campaigns.storage import schema
    from campaigns.storage.database import Database

    silence()
    settings = load_settings(config)
    database = Database(settings.database)
    schema.upgrade(database)
    typer.echo(f"the database is at revision {schema.stands_at(database)}")
    database.close()
