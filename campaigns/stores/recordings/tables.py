"""The table of uploaded survey walks."""

import sqlalchemy as sa

from campaigns.storage.database import UtcTime, metadata

survey_recordings = sa.Table(
    "survey_recordings",
    metadata,
    sa.Column("store_id", sa.ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("level_id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(120), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False, comment="of the text"),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="the recording, gzip: docs/recordings.md"),
    sa.Column("waypoints", sa.Integer, nullable=False),
    sa.Column("sightings", sa.Integer, nullable=False),
    sa.Column("duration_s", sa.Float, nullable=False),
    sa.Column("uploaded_by", sa.String(64), nullable=False),
    sa.Column("uploaded_at", UtcTime, nullable=False),
)
