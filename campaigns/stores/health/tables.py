"""Tables of beacon health. Neither knows a shopper or a visit (docs/consent.md)."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

beacon_watches = sa.Table(
    "beacon_watches",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("level_id", sa.String(64), primary_key=True),
    sa.Column("beacon", sa.String(128), primary_key=True),
    sa.Column("record", sa.String(16), nullable=False, comment="of which record on the map the sums speak"),
    sa.Column("visits", sa.Integer, nullable=False),
    sa.Column("tallies", sa.JSON, nullable=False, comment="[kind, level_db, cell, nats, since, visits], ..."),
)

map_proposals = sa.Table(
    "map_proposals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("level_id", sa.String(64), nullable=False),
    sa.Column("from_revision", sa.Integer, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("verdict", sa.String(40), nullable=False),
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("document", sa.LargeBinary, comment="the proposed store document; none when it was refused"),
)
