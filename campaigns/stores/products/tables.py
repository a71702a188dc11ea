"""Tables of products and their places."""

import sqlalchemy as sa

from campaigns.storage.database import metadata

products = sa.Table(
    "products",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("gtin", sa.String(14), primary_key=True, comment="14 digits, zeros at the left"),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("category", sa.String(80), nullable=False),
    sa.Column("search_text", sa.String(400), nullable=False, comment="name, category, number, folded"),
    sa.Index("ix_products_store_category", "store_id", "category"),
)

product_versions = sa.Table(
    "product_versions",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False, comment="counts every change of products and places"),
)

placements = sa.Table(
    "placements",
    metadata,
    sa.Column("store_id", sa.String(64), primary_key=True),
    sa.Column("gtin", sa.String(14), primary_key=True),
    sa.Column("face_id", sa.String(64), primary_key=True, comment="kept when a map revision has it no more"),
    sa.ForeignKeyConstraint(["store_id", "gtin"], ["products.store_id", "products.gtin"], ondelete="CASCADE"),
    sa.Index("ix_placements_store_face", "store_id", "face_id"),
)
