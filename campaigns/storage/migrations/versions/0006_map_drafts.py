"""Create the tables of map drafts and pictures; revisions tell their author, note and radio map."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "map_drafts",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column(
            "moves", sa.JSON(), nullable=False, comment="[saves, revision], ...: its bases, the present last"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_map_drafts_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_map_drafts")),
    )
    op.create_table(
        "draft_edits",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("level_id", sa.String(length=64), nullable=False, comment="empty for the store itself"),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("feature_id", sa.String(length=128), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False, comment="null: taken away"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["map_drafts.store_id"],
            name=op.f("fk_draft_edits_store_id_map_drafts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "level_id", "kind", "feature_id", name=op.f("pk_draft_edits")),
    )
    op.create_table(
        "pictures",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_pictures_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "file", name=op.f("pk_pictures")),
    )
    with op.batch_alter_table("map_revisions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("author", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("note", sa.String(length=1000), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "radio_sha256",
                sa.String(length=64),
                nullable=True,
                comment="of the radio maps; none before these were told apart",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("map_revisions", schema=None) as batch_op:
        batch_op.drop_column("radio_sha256")
        batch_op.drop_column("note")
        batch_op.drop_column("author")
    op.drop_table("pictures")
    op.drop_table("draft_edits")
    op.drop_table("map_drafts")
