"""Releases: what managers read of many visits, each through the one privacy gate."""
