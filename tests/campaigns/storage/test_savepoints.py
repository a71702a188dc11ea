"""A savepoint is part of its transaction, never a transaction of its own."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from campaigns.storage.database import Database


class Stop(Exception):
    """Ends a transaction."""


def test_a_released_savepoint_goes_with_a_rolled_back_transaction(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.write(lambda session: session.execute(sa.text("CREATE TABLE kept (x INTEGER)")))

    def work(session: Session) -> None:
        with session.begin_nested():
            session.execute(sa.text("INSERT INTO kept VALUES (1)"))
        raise Stop

    with pytest.raises(Stop):
        database.write(work)
    assert database.read(lambda session: session.execute(sa.text("SELECT count(*) FROM kept")).scalar()) == 0
    database.close()


def test_a_rolled_back_savepoint_leaves_the_rest(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.write(lambda session: session.execute(sa.text("CREATE TABLE kept (x INTEGER)")))

    def work(session: Session) -> None:
        for x in range(3):
            try:
                with session.begin_nested():
                    session.execute(sa.text("INSERT INTO kept VALUES (:x)"), {"x": x})
                    if x == 1:
                        raise Stop
            except Stop:
                continue

    database.write(work)
    kept = database.read(lambda session: session.execute(sa.text("SELECT x FROM kept")).scalars().all())
    assert kept == [0, 2]
    database.close()
