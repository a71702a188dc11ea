"""Create the tables of guided surveys."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_clocks",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("clock", sa.String(length=160), nullable=False, comment="whose/which"),
        sa.Column("readings", sa.JSON(), nullable=False, comment="[sent_ms, service_ms, received_ms], ..."),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_survey_clocks_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "clock", name=op.f("pk_survey_clocks")),
    )
    op.create_table(
        "survey_scanners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False, comment="the phone that it hears for"),
        sa.Column("code_hash", sa.String(length=64), nullable=True, comment="none once it was used"),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sightings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_survey_scanners_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_scanners")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_survey_scanners_code_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_scanners_token_hash")),
    )
    with op.batch_alter_table("survey_scanners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_scanners_store_id"), ["store_id"], unique=False)

    op.create_table(
        "survey_walks",
        sa.Column("id", sa.String(length=64), nullable=False, comment="made up by the phone"),
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("level_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=120), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_survey_walks_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_walks")),
    )
    with op.batch_alter_table("survey_walks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_walks_store_id"), ["store_id"], unique=False)

    op.create_table(
        "survey_entries",
        sa.Column("walk_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("clock", sa.String(length=64), nullable=False),
        sa.Column("t_ms", sa.Float(), nullable=False),
        sa.Column("utc_ms", sa.Float(), nullable=False),
        sa.Column("x_m", sa.Float(), nullable=True),
        sa.Column("y_m", sa.Float(), nullable=True),
        sa.Column("of_tap", sa.Integer(), nullable=True),
        sa.Column("to_tap", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["survey_walks.id"],
            name=op.f("fk_survey_entries_walk_id_survey_walks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("walk_id", "sequence", name=op.f("pk_survey_entries")),
    )
    op.create_table(
        "survey_logs",
        sa.Column("walk_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="the native log, gzip"),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["survey_walks.id"],
            name=op.f("fk_survey_logs_walk_id_survey_walks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("walk_id", "sha256", name=op.f("pk_survey_logs")),
    )
    op.create_table(
        "survey_motion",
        sa.Column("walk_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=64), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="float64 rows, little-endian: motion.py"),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["survey_walks.id"],
            name=op.f("fk_survey_motion_walk_id_survey_walks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("walk_id", "sequence", name=op.f("pk_survey_motion")),
    )
    op.create_table(
        "survey_radio",
        sa.Column("scanner_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("first_ms", sa.Float(), nullable=False),
        sa.Column("last_ms", sa.Float(), nullable=False),
        sa.Column("sightings", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="rows as JSON, gzip: radio.py"),
        sa.ForeignKeyConstraint(
            ["scanner_id"],
            ["survey_scanners.id"],
            name=op.f("fk_survey_radio_scanner_id_survey_scanners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scanner_id", "clock", "sequence", name=op.f("pk_survey_radio")),
    )


def downgrade() -> None:
    op.drop_table("survey_radio")
    op.drop_table("survey_motion")
    op.drop_table("survey_logs")
    op.drop_table("survey_entries")
    op.drop_table("survey_walks")
    op.drop_table("survey_scanners")
    op.drop_table("survey_clocks")
