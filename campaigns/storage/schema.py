"""The schema's migrations: where a database stands, and bringing it up to date.

The revisions lie in `campaigns/storage/migrations` and go with the installed package. Storage knows no
capability: whoever compares or generates revisions hands in the metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from campaigns.errors import CampaignError
from campaigns.storage.database import Database
from campaigns.storage.files import Claim

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaOutdated(CampaignError):
    """The database is not at the schema of this version."""

    def __init__(self, stands_at: str | None, needed: str) -> None:
        super().__init__(
            f"the database stands at revision {stands_at or 'none'}, this version needs {needed};"
            " run `aislecast db upgrade`"
        )
        self.stands_at = stands_at
        self.needed = needed


class SchemaUnknown(CampaignError):
    """The database was made by a newer version."""

    def __init__(self, stands_at: str) -> None:
        super().__init__(
            f"the database stands at revision {stands_at}, which this version does not know;"
            " run the version that made it, or a newer one"
        )
        self.stands_at = stands_at


def config(connection: sa.Connection | None = None, metadata: sa.MetaData | None = None) -> Config:
    """Alembic's configuration for a connection (and, to compare or generate, the tables that should be)."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.set_main_option("path_separator", "os")
    made.attributes.update(connection=connection, metadata=metadata)
    return made


def head() -> str:
    """The newest revision of this version."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None
    return newest


def stands_at(database: Database) -> str | None:
    """The revision of a database; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to `revision`: all of it or, when a step fails, nothing. Makes an SQLite file.

    Raises
    ------
    SchemaUnknown
        The database is newer than this version.
    DatabaseInUse
        A running service would have the tables changed beneath it.
    """
    _make_folder(database)
    revisions = ScriptDirectory.from_config(config())
    found = stands_at(database)
    if found is not None and found not in {each.revision for each in revisions.walk_revisions()}:
        raise SchemaUnknown(found)
    if found == (head() if revision == "head" else revision):
        return
    claim = Claim(database.file)
    claim.take()
    try:
        with _unchecked(database) as connection:
            command.upgrade(config(connection), revision)
    finally:
        claim.release()


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to `revision` ("base": to nothing)."""
    with _unchecked(database) as connection:
        command.downgrade(config(connection), revision)


def require_head(database: Database) -> None:
    """Raise `SchemaOutdated` unless the database is at this version's schema."""
    found = stands_at(database)
    if found != head():
        raise SchemaOutdated(found, head())


def prepare(database: Database) -> None:
    """Make the database ready for this version.

    An SQLite file belongs to this one process and the command line: it is created and upgraded. A shared
    database is upgraded by its operator, once, before the processes that use it; raises `SchemaOutdated`.
    """
    if database.engine.dialect.name != "sqlite":
        require_head(database)
        return
    upgrade(database)


def _make_folder(database: Database) -> None:
    """The folder and the files for their owner alone; SQLite gives a new log the database's mode."""
    if database.file is None:
        return
    database.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database.file.touch(mode=0o600)
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError, PermissionError):  # of somebody else, who decides
            database.file.with_name(f"{database.file.name}{end}").chmod(0o600)


@contextmanager
def _unchecked(database: Database) -> Iterator[sa.Connection]:
    """One transaction in which SQLite does not enforce foreign keys.

    SQLite changes a table by building it anew and dropping the old one; with enforcement on, the drop would
    delete every row that refers to it (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema
    Changes"). The keys are checked at the end instead.
    """
    with database.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        driver = connection.connection.cursor() if is_sqlite else None
        if driver is not None:
            driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
        try:
            with connection.begin():
                yield connection
                if is_sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                    assert broken is None, f"a migration left a dangling key in {broken}"
        finally:
            if driver is not None:
                driver.execute("PRAGMA foreign_keys=ON")
                driver.close()
