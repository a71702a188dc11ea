"""Stores and the immutable revisions of their maps."""
