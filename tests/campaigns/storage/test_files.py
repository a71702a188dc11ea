"""The database's files: deleted or replaced under the process, and claimed by one service at a time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from campaigns.errors import DatabaseFailed
from campaigns.storage import schema
from campaigns.storage.database import Database
from campaigns.storage.files import Claim, DatabaseInUse


@pytest.fixture
def opened(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    schema.upgrade(database)
    touch(database)
    return database


def touch(database: Database) -> None:
    database.write(
        lambda session: session.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
    )


@pytest.mark.parametrize("ending", ["", "-wal"])
@pytest.mark.parametrize("replaced", [False, True])
def test_a_write_into_a_file_that_has_no_name_any_more_fails(
    opened: Database, ending: str, replaced: bool
) -> None:
    """It would succeed, and be gone with the process."""
    assert opened.file is not None
    file = opened.file.with_name(opened.file.name + ending)
    if replaced:
        shutil.copy(file, file.with_suffix(".copy"))
        file.with_suffix(".copy").replace(file)
    else:
        file.unlink()
    for _ in range(2):
        with pytest.raises(DatabaseFailed, match="replaced under" if replaced else "deleted under"):
            touch(opened)
    opened.close()


def test_a_deleted_file_does_not_come_back_empty(opened: Database) -> None:
    assert opened.file is not None
    opened.file.unlink()
    with opened.engine.connect(), pytest.raises(DatabaseFailed, match="deleted"):  # a second connection
        opened.read(lambda session: session.execute(sa.text("SELECT 1")))
    assert not opened.file.exists()
    opened.close()


HOLD = """
import sys
from pathlib import Path
from campaigns.storage.files import Claim
claim = Claim(Path(sys.argv[1]))
claim.take()
print("held", flush=True)
sys.stdin.read()
"""


def test_one_process_at_a_time_and_a_killed_one_lets_go(opened: Database) -> None:
    assert opened.file is not None
    claim = Claim(opened.file)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(opened.file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseInUse, match=rf"process {holder.pid}\)"):
            claim.take()
        holder.kill()
    claim.take()
    claim.take()
    with pytest.raises(DatabaseInUse, match=rf"process {os.getpid()}\)"):
        Claim(opened.file).take()
    claim.release()
    opened.close()


def test_tables_do_not_change_beneath_a_running_service(tmp_path: Path, opened: Database) -> None:
    claim = Claim(opened.file)
    claim.take()
    schema.upgrade(opened)  # nothing to do
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    with pytest.raises(DatabaseInUse):
        schema.upgrade(opened)
    claim.release()
    opened.close()


def test_a_database_of_a_newer_version_is_left_alone(opened: Database) -> None:
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(schema.SchemaUnknown, match="revision 9999, which this version does not know"):
        schema.prepare(opened)
    opened.close()
