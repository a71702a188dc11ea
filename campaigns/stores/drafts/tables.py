"""Tables of map drafts: one a store, and what each feature was last made, by whom."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

map_drafts = sa.Table(
    "map_drafts",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("saves", sa.Integer, nullable=False),
    sa.Column(
        "moves", sa.JSON, nullable=False, comment="[saves, revision], ...: its bases, the present last"
    ),
)

draft_edits = sa.Table(
    "draft_edits",
    metadata,
    sa.Column("store_id", sa.ForeignKey("map_drafts.store_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("level_id", sa.String(64), primary_key=True, comment="empty for the store itself"),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("feature_id", sa.String(128), primary_key=True),
    sa.Column("value", sa.JSON, nullable=False, comment="null: taken away"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
)
