"""Create the tables of background jobs and uploaded survey walks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "store_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("level_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_for", sa.JSON(), nullable=False, comment="the order, by the kind of job"),
        sa.Column("from_revision", sa.Integer(), nullable=False),
        sa.Column(
            "subject", sa.String(length=64), nullable=False, comment="digest of the level that it is about"
        ),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False, comment="why it failed"),
        sa.Column("result", sa.LargeBinary(), nullable=True, comment="JSON, by the kind of job"),
        sa.Column(
            "document",
            sa.LargeBinary(),
            nullable=True,
            comment="of a fit: the store document with the fitted map",
        ),
        sa.Column(
            "map_digest",
            sa.String(length=64),
            nullable=True,
            comment="of a fit: digest of the fitted radio map",
        ),
        sa.Column("published_as", sa.Integer(), nullable=True, comment="the map revision that a fit became"),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_store_jobs_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_jobs")),
    )
    with op.batch_alter_table("store_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_jobs_store_id"), ["store_id"], unique=False)
    op.create_table(
        "survey_recordings",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("level_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the text"),
        sa.Column(
            "body", sa.LargeBinary(), nullable=False, comment="the recording, gzip: docs/recordings.md"
        ),
        sa.Column("waypoints", sa.Integer(), nullable=False),
        sa.Column("sightings", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["stores.id"],
            name=op.f("fk_survey_recordings_store_id_stores"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "level_id", "name", name=op.f("pk_survey_recordings")),
    )


def downgrade() -> None:
    op.drop_table("survey_recordings")
    op.drop_table("store_jobs")
