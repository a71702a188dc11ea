"""Tables of campaigns (immutable revisions) and of what was decided."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("deleted_at", UtcTime, comment="its decisions stay, and so does what they cite"),
)

campaign_revisions = sa.Table(
    "campaign_revisions",
    metadata,
    sa.Column("campaign_id", sa.ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("document", sa.JSON, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("created_by", sa.String(64), nullable=False),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("campaign_id", sa.ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    sa.Column("campaign_revision", sa.Integer, nullable=False),
    sa.Column("map_revision", sa.Integer, nullable=False),
    sa.Column("visit_id", sa.ForeignKey("visits.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("shopper_id", sa.ForeignKey("shoppers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("occurrence", sa.String(128), nullable=False, comment="the event: kind, zone, entered time"),
    sa.Column("event_at", UtcTime, nullable=False),
    sa.Column("decided_at", UtcTime, nullable=False),
    sa.Column("outcome", sa.String(8), nullable=False, comment="sent | lost | skipped"),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.UniqueConstraint("campaign_id", "shopper_id", "visit_id", "occurrence"),
    sa.Index("ix_decisions_campaign_decided", "campaign_id", "decided_at"),
    sa.Index("ix_decisions_shopper_campaign", "shopper_id", "campaign_id", "outcome"),
)
