"""The schema's revisions, run by Alembic through `campaigns.storage.schema`."""
