"""Create the tables of beacon health and map proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beacon_watches",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("level_id", sa.String(length=64), nullable=False),
        sa.Column("beacon", sa.String(length=128), nullable=False),
        sa.Column(
            "record",
            sa.String(length=16),
            nullable=False,
            comment="of which record on the map the sums speak",
        ),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column(
            "tallies", sa.JSON(), nullable=False, comment="[kind, level_db, cell, nats, since, visits], ..."
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_beacon_watches_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "level_id", "beacon", name=op.f("pk_beacon_watches")),
    )
    op.create_table(
        "map_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("level_id", sa.String(length=64), nullable=False),
        sa.Column("from_revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column(
            "document",
            sa.LargeBinary(),
            nullable=True,
            comment="the proposed store document; none when it was refused",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_map_proposals_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_proposals")),
    )
    with op.batch_alter_table("map_proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_map_proposals_store_id"), ["store_id"], unique=False)


def downgrade() -> None:
    op.drop_table("map_proposals")
    op.drop_table("beacon_watches")
