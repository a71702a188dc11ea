"""Tables of shoppers and their consent."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

shoppers = sa.Table(
    "shoppers",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("created_at", UtcTime, nullable=False),
)

consent_grants = sa.Table(
    "consent_grants",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("shopper_id", sa.ForeignKey("shoppers.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("purpose", sa.String(24), nullable=False),
    sa.Column("text_version", sa.String(32), nullable=False),
    sa.Column("granted_at", UtcTime, nullable=False),
    sa.Column("withdrawn_at", UtcTime),
)

shopper_profiles = sa.Table(
    "shopper_profiles",
    metadata,
    sa.Column("shopper_id", sa.ForeignKey("shoppers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("visits", sa.Integer, nullable=False),
    sa.Column("last_visit_at", UtcTime, nullable=False),
    comment="kept only with the purpose personalisation",
)
