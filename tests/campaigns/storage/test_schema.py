"""Migrations: they lead to the tables the code knows, and back, and refuse to be forgotten."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from campaigns.storage import schema
from campaigns.storage.database import Database, metadata

CAPABILITIES = (
    "accounts",
    "stores",
    "stores.drafts",
    "stores.health",
    "stores.pictures",
    "stores.jobs",
    "stores.products",
    "stores.recordings",
    "stores.surveys",
    "shoppers",
    "delivery",
    "offers",
    "visits",
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    yield opened
    opened.close()


def differences(database: Database) -> list[object]:
    for capability in CAPABILITIES:
        importlib.import_module(f"campaigns.{capability}.tables")
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, metadata))


def checks(database: Database) -> dict[str, set[str | None]]:
    inspector = sa.inspect(database.engine)
    return {
        table: {check["name"] for check in inspector.get_check_constraints(table)}
        for table in inspector.get_table_names()
    }


def test_upgrading_an_empty_database_gives_exactly_the_tables_of_the_code(empty: Database) -> None:
    schema.upgrade(empty)
    assert differences(empty) == []
    assert schema.stands_at(empty) == schema.head()


def test_check_constraints_are_migrated_too(empty: Database, database: Database) -> None:
    schema.upgrade(empty)
    migrated = checks(empty)
    del migrated["alembic_version"]
    assert migrated == checks(database)
    assert migrated["stores"] == {"ck_stores_kind"}


def test_down_to_nothing_and_up_again(empty: Database) -> None:
    schema.upgrade(empty)
    schema.downgrade(empty, "base")
    assert sa.inspect(empty.engine).get_table_names() == ["alembic_version"]
    schema.upgrade(empty)
    assert differences(empty) == []


def test_a_missing_table_is_noticed(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE zone_stays")
    assert differences(empty) != []


def test_a_database_that_is_not_up_to_date_is_refused(empty: Database) -> None:
    with pytest.raises(schema.SchemaOutdated, match="aislecast db upgrade"):
        schema.require_head(empty)
    schema.upgrade(empty)
    schema.require_head(empty)


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with empty.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE visits (id INTEGER)")
    with pytest.raises(sa.exc.OperationalError, match="visits"):
        schema.upgrade(empty)
    assert sa.inspect(empty.engine).get_table_names() == ["visits"]
    assert schema.stands_at(empty) is None


def test_foreign_keys_are_enforced_again_after_a_migration(empty: Database) -> None:
    schema.upgrade(empty)
    with pytest.raises(sa.exc.IntegrityError):
        empty.write(
            lambda session: session.execute(
                sa.text("INSERT INTO sessions VALUES ('t', 99, '2026-01-01', '2026-01-01')")
            )
        )


def test_the_database_is_its_owners_alone(tmp_path: Path) -> None:
    """Even in a folder that others may read, and when an earlier version had made it for all."""
    file = tmp_path / "open.sqlite3"
    file.touch(mode=0o644)
    file.chmod(0o644)
    database = Database(f"sqlite:///{file}")
    schema.prepare(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text("create table more (x)"))
        modes = [file.with_name(f"{file.name}{end}").stat().st_mode & 0o777 for end in ("", "-wal", "-shm")]
    database.close()
    assert modes == [0o600] * 3
