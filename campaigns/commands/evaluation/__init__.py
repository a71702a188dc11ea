"""What `aislecast evaluate` counts: one walk's scores, the figures of all walks, the printed tables."""
