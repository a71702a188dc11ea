"""Tables of guided surveys. What was told is kept as it was told; a walk is what it amounts to."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

survey_walks = sa.Table(
    "survey_walks",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True, comment="made up by the phone"),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("level_id", sa.String(64), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("device", sa.String(64), nullable=False),
    sa.Column("phone", sa.String(120), nullable=False),
    sa.Column("opened_by", sa.String(64), nullable=False),
    sa.Column("opened_at", UtcTime, nullable=False),
)

survey_entries = sa.Table(
    "survey_entries",
    metadata,
    sa.Column("walk_id", sa.ForeignKey("survey_walks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("clock", sa.String(64), nullable=False),
    sa.Column("t_ms", sa.Float, nullable=False),
    sa.Column("utc_ms", sa.Float, nullable=False),
    sa.Column("x_m", sa.Float),
    sa.Column("y_m", sa.Float),
    sa.Column("of_tap", sa.Integer),
    sa.Column("to_tap", sa.Integer),
)

survey_motion = sa.Table(
    "survey_motion",
    metadata,
    sa.Column("walk_id", sa.ForeignKey("survey_walks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("clock", sa.String(64), nullable=False),
    sa.Column("samples", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="float64 rows, little-endian: motion.py"),
)

survey_logs = sa.Table(
    "survey_logs",
    metadata,
    sa.Column("walk_id", sa.ForeignKey("survey_walks.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="the native log, gzip"),
)

survey_scanners = sa.Table(
    "survey_scanners",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("device", sa.String(64), nullable=False, comment="the phone that it hears for"),
    sa.Column("code_hash", sa.String(64), unique=True, comment="none once it was used"),
    sa.Column("code_until", UtcTime, nullable=False),
    sa.Column("token_hash", sa.String(64), unique=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("paired_at", UtcTime),
    sa.Column("replaced_at", UtcTime),
    sa.Column("heard_at", UtcTime),
    sa.Column("sightings", sa.Integer, nullable=False),
)

survey_radio = sa.Table(
    "survey_radio",
    metadata,
    sa.Column("scanner_id", sa.ForeignKey("survey_scanners.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("clock", sa.String(64), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("first_ms", sa.Float, nullable=False),
    sa.Column("last_ms", sa.Float, nullable=False),
    sa.Column("sightings", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="rows as JSON, gzip: radio.py"),
    sa.Index("ix_survey_radio_times", "scanner_id", "clock", "first_ms", "last_ms", "sightings"),
)

survey_scanner_clocks = sa.Table(
    "survey_scanner_clocks",
    metadata,
    sa.Column("scanner_id", sa.ForeignKey("survey_scanners.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("clock", sa.String(64), primary_key=True),
    sa.Column("batches", sa.Integer, nullable=False, comment="of survey_radio, as are all totals here"),
    sa.Column("sightings", sa.Integer, nullable=False),
    sa.Column("first_ms", sa.Float, nullable=False),
    sa.Column("last_ms", sa.Float, nullable=False),
)

survey_clocks = sa.Table(
    "survey_clocks",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("clock", sa.String(160), primary_key=True, comment="whose/which"),
    sa.Column("readings", sa.JSON, nullable=False, comment="[sent_ms, service_ms, received_ms], ..."),
)
