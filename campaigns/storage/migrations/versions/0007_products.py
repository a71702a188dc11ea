"""Create the tables of products and their places."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False, comment="14 digits, zeros at the left"),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column(
            "search_text", sa.String(length=400), nullable=False, comment="name, category, number, folded"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_products_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "gtin", name=op.f("pk_products")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index("ix_products_store_category", ["store_id", "category"], unique=False)
    op.create_table(
        "placements",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column(
            "face_id", sa.String(length=64), nullable=False, comment="kept when a map revision has it no more"
        ),
        sa.ForeignKeyConstraint(
            ["store_id", "gtin"],
            ["products.store_id", "products.gtin"],
            name=op.f("fk_placements_store_id_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "gtin", "face_id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index("ix_placements_store_face", ["store_id", "face_id"], unique=False)


def downgrade() -> None:
    op.drop_table("placements")
    op.drop_table("products")
