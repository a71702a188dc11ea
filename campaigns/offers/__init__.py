"""Campaigns, and what becomes of an event: candidates, gates, decisions with their reasons, wording."""
