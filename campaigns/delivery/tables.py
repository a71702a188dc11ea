"""Tables of what goes out: deliveries are their own outbox."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("decision_id", sa.String(36), nullable=False, unique=True),
    sa.Column("visit_id", sa.ForeignKey("visits.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("shopper_id", sa.ForeignKey("shoppers.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("campaign_id", sa.String(36), nullable=False, index=True),
    sa.Column(
        "state", sa.String(10), nullable=False, index=True, comment="queued | sent | received | cancelled"
    ),
    sa.Column("message", sa.JSON, nullable=False),
    sa.Column("valid_until", UtcTime, nullable=False, comment="when the campaign's window of that day ends"),
    sa.Column("queued_at", UtcTime, nullable=False),
    sa.Column("sent_at", UtcTime),
    sa.Column("received_at", UtcTime),
    sa.Column("cancelled_at", UtcTime),
    sa.Column("cancelled_because", sa.String(24)),
)
