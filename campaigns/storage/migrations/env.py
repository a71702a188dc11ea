"""Alembic's entry: runs revisions on the connection that `campaigns.storage.schema` hands in."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

_attributes = context.config.attributes


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Revisions name the types of the database, not our own: what they say must not change with the code."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=_attributes["connection"],
    target_metadata=_attributes["metadata"],
    render_item=_render,
    render_as_batch=True,  # SQLite changes a table by building it anew
    transactional_ddl=True,  # SQLite rolls DDL back as PostgreSQL does, once transactions begin explicitly
)
with context.begin_transaction():
    context.run_migrations()
