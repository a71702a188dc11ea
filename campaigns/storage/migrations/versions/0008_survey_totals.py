"""Keep how much scanners heard, by clock, and find batches by their times."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_scanner_clocks",
        sa.Column("scanner_id", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=64), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False, comment="of survey_radio, as are all totals here"),
        sa.Column("sightings", sa.Integer(), nullable=False),
        sa.Column("first_ms", sa.Float(), nullable=False),
        sa.Column("last_ms", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scanner_id"],
            ["survey_scanners.id"],
            name=op.f("fk_survey_scanner_clocks_scanner_id_survey_scanners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scanner_id", "clock", name=op.f("pk_survey_scanner_clocks")),
    )
    op.execute(
        "INSERT INTO survey_scanner_clocks (scanner_id, clock, batches, sightings, first_ms, last_ms)"
        " SELECT scanner_id, clock, COUNT(*), SUM(sightings), MIN(first_ms), MAX(last_ms)"
        " FROM survey_radio GROUP BY scanner_id, clock"
    )
    op.create_index(
        "ix_survey_radio_times", "survey_radio", ["scanner_id", "clock", "first_ms", "last_ms", "sightings"]
    )


def downgrade() -> None:
    op.drop_index("ix_survey_radio_times", "survey_radio")
    op.drop_table("survey_scanner_clocks")
