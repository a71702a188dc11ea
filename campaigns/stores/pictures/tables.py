"""The table of pictures."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

pictures = sa.Table(
    "pictures",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("file", sa.String(64), primary_key=True),
    sa.Column("media_type", sa.String(32), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
