"""The table of background jobs with what came of them."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

store_jobs = sa.Table(
    "store_jobs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("level_id", sa.String(64), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("asked_for", sa.JSON, nullable=False, comment="the order, by the kind of job"),
    sa.Column("from_revision", sa.Integer, nullable=False),
    sa.Column("subject", sa.String(64), nullable=False, comment="digest of the level that it is about"),
    sa.Column("asked_by", sa.String(64), nullable=False),
    sa.Column("asked_at", UtcTime, nullable=False),
    sa.Column("began_at", UtcTime),
    sa.Column("ended_at", UtcTime),
    sa.Column("reason", sa.String(400), nullable=False, comment="why it failed"),
    sa.Column("result", sa.LargeBinary, comment="JSON, by the kind of job"),
    sa.Column("document", sa.LargeBinary, comment="of a fit: the store document with the fitted map"),
    sa.Column("map_digest", sa.String(64), comment="of a fit: digest of the fitted radio map"),
    sa.Column("published_as", sa.Integer, comment="the map revision that a fit became"),
)
