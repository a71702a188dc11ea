"""Tables of beacon health. None knows a shopper or a visit (docs/consent.md)."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

beacon_watches = sa.Table(
    "beacon_watches",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("level_id", sa.String(64), primary_key=True),
    sa.Column("beacon", sa.String(128), primary_key=True),
    sa.Column("record", sa.String(16), nullable=False, comment="of which record on the map the sums speak"),
    sa.Column("visits", sa.Integer, nullable=False),
    sa.Column("tallies", sa.JSON, nullable=False, comment="[kind, level_db, cell, nats, since, visits], ..."),
)

beacon_hearings = sa.Table(
    "beacon_hearings",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("beacon", sa.String(255), primary_key=True),
    sa.Column("last_heard_at", UtcTime, comment="to some minutes: see stores.health.listening"),
    sa.Column("visits", sa.Integer, nullable=False, comment="up to the last that heard it"),
    sa.Column("heard", sa.Integer, nullable=False, comment="of those"),
    sa.Column("missed", sa.Integer, nullable=False, comment="visits since"),
    sa.Column("told_at", UtcTime, comment="of the last reading: the columns below"),
    sa.Column("battery_mv", sa.Integer),
    sa.Column("temperature_c", sa.Float),
    sa.Column("advert_count", sa.BigInteger),
    sa.Column("uptime_s", sa.Float),
    sa.Column("went_on_at", UtcTime, comment="when its counters were last seen to go on"),
)

beacon_days = sa.Table(
    "beacon_days",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("beacon", sa.String(255), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True, comment="of UTC"),
    sa.Column("readings", sa.Integer, nullable=False),
    sa.Column("battery_mv", sa.Float, nullable=False, comment="mean"),
    sa.Column("temperature_c", sa.Float, nullable=False, comment="mean"),
    sa.Column("boots", sa.Integer, nullable=False),
    sa.Column("other_units", sa.Integer, nullable=False, comment="readings of a second unit of this id"),
)

beacon_marks = sa.Table(
    "beacon_marks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    sa.Column("beacon", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False, comment="battery_changed | hung_back"),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Index("ix_beacon_marks_store_beacon", "store_id", "beacon"),
)

map_proposals = sa.Table(
    "map_proposals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("level_id", sa.String(64), nullable=False),
    sa.Column("from_revision", sa.Integer, nullable=False),
    sa.Column("made_at", UtcTime, nullable=False),
    sa.Column("verdict", sa.String(40), nullable=False),
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("document", sa.LargeBinary, comment="the proposed store document; none when it was refused"),
    sa.Column("accepted_as", sa.Integer, comment="the map revision that it became"),
)
