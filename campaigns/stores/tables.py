"""Tables of stores and their immutable map revisions."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

stores = sa.Table(
    "stores",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("time_zone", sa.String(64), nullable=False),
    sa.Column("privacy_k", sa.Integer, nullable=False),
    sa.Column("pushes_per_visit", sa.Integer, nullable=False, server_default="1"),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.CheckConstraint("kind IN ('live', 'trial')", name="kind"),
)

map_revisions = sa.Table(
    "map_revisions",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("document", sa.LargeBinary, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("author", sa.String(64), nullable=False, server_default=sa.text("''")),
    sa.Column("note", sa.String(1000), nullable=False, server_default=sa.text("''")),
    sa.Column("radio_sha256", sa.String(64), comment="of the radio maps; none before these were told apart"),
)
