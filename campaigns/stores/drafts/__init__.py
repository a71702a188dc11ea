"""Map drafts: changed features over a base revision, by several people at once, until they are published."""
