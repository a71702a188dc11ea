"""Create the tables of what beacons tell of themselves and what people do at them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beacon_hearings",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("beacon", sa.String(length=255), nullable=False),
        sa.Column(
            "last_heard_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="to some minutes: see stores.health.listening",
        ),
        sa.Column("visits", sa.Integer(), nullable=False, comment="up to the last that heard it"),
        sa.Column("heard", sa.Integer(), nullable=False, comment="of those"),
        sa.Column("missed", sa.Integer(), nullable=False, comment="visits since"),
        sa.Column(
            "told_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="of the last reading: the columns below",
        ),
        sa.Column("battery_mv", sa.Integer(), nullable=True),
        sa.Column("temperature_c", sa.Float(), nullable=True),
        sa.Column("advert_count", sa.BigInteger(), nullable=True),
        sa.Column("uptime_s", sa.Float(), nullable=True),
        sa.Column(
            "went_on_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when its counters were last seen to go on",
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_beacon_hearings_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "beacon", name=op.f("pk_beacon_hearings")),
    )
    op.create_table(
        "beacon_days",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("beacon", sa.String(length=255), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="of UTC"),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("battery_mv", sa.Float(), nullable=False, comment="mean"),
        sa.Column("temperature_c", sa.Float(), nullable=False, comment="mean"),
        sa.Column("boots", sa.Integer(), nullable=False),
        sa.Column(
            "other_units", sa.Integer(), nullable=False, comment="readings of a second unit of this id"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_beacon_days_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "beacon", "day", name=op.f("pk_beacon_days")),
    )
    op.create_table(
        "beacon_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("beacon", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False, comment="battery_changed | hung_back"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_beacon_marks_store_id_stores"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beacon_marks")),
    )
    with op.batch_alter_table("beacon_marks", schema=None) as batch_op:
        batch_op.create_index("ix_beacon_marks_store_beacon", ["store_id", "beacon"], unique=False)
    with op.batch_alter_table("map_proposals", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("accepted_as", sa.Integer(), nullable=True, comment="the map revision that it became")
        )


def downgrade() -> None:
    with op.batch_alter_table("map_proposals", schema=None) as batch_op:
        batch_op.drop_column("accepted_as")
    op.drop_table("beacon_marks")
    op.drop_table("beacon_days")
    op.drop_table("beacon_hearings")
