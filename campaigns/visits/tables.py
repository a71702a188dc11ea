"""Tables of visits: the frame log, filter state, paths and stays."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

visits = sa.Table(
    "visits",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("shopper_id", sa.ForeignKey("shoppers.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("map_revision", sa.Integer, nullable=False),
    sa.Column("level_id", sa.String(64), nullable=False),
    sa.Column("device", sa.String(64)),
    sa.Column("clock_ns", sa.BigInteger, nullable=False),
    sa.Column("began_at", UtcTime, nullable=False),
    sa.Column("start", sa.JSON),
    sa.Column("next_sequence", sa.Integer, nullable=False),
    sa.Column("last_frame_at", UtcTime, nullable=False),
    sa.Column("last_heard_at", UtcTime, nullable=False, comment="arrival, by the service's clock"),
    sa.Column("state", sa.String(8), nullable=False, index=True, comment="open | closing | closed"),
    sa.Column("closed_at", UtcTime),
    sa.Column("close_reason", sa.String(24)),
    sa.Column("unknown_sightings", sa.Integer, nullable=False, server_default="0"),
)

frames = sa.Table(
    "frames",
    metadata,
    sa.Column("visit_id", sa.ForeignKey("visits.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="binary frame, docs/wire.md"),
    sqlite_with_rowid=False,
)

filter_states = sa.Table(
    "filter_states",
    metadata,
    sa.Column("visit_id", sa.ForeignKey("visits.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("next_sequence", sa.Integer, nullable=False),
    sa.Column("tracker", sa.LargeBinary, nullable=False),
    sa.Column("places", sa.LargeBinary, nullable=False),
    sa.Column(
        "progress",
        sa.JSON,
        nullable=False,
        comment="campaigns.visits.domain.Progress",
    ),
)

path_chunks = sa.Table(
    "path_chunks",
    metadata,
    sa.Column("visit_id", sa.ForeignKey("visits.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("first_sequence", sa.Integer, primary_key=True),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Column("poses", sa.LargeBinary, nullable=False, comment="columns as campaigns.visits.paths documents"),
)

zone_stays = sa.Table(
    "zone_stays",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("visit_id", sa.ForeignKey("visits.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False, comment="zone | face"),
    sa.Column("place_id", sa.String(64), nullable=False),
    sa.Column("map_revision", sa.Integer, nullable=False),
    sa.Column("entered_at", UtcTime, nullable=False),
    sa.Column("left_at", UtcTime),
    sa.Column("probability", sa.Float, nullable=False),
    sa.Column("provisional", sa.Boolean, nullable=False),
    sa.Index("ix_zone_stays_store_entered", "store_id", "entered_at"),
    sa.UniqueConstraint("visit_id", "kind", "place_id", "entered_at", "provisional"),
)
