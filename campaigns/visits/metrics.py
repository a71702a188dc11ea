"""Figures of the ingest for `/metrics`. They hold no identifiers."""

from prometheus_client import Counter, Gauge, Histogram

FRAMES = Counter("aislecast_frames", "Frames answered", ["outcome"])
WAITING = Gauge("aislecast_waiting_frames", "Frames that wait for a turn of the ingest worker")
TURN_SECONDS = Histogram(
    "aislecast_turn_seconds",
    "Time of one turn of the ingest worker, with its commit",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0),
)
FAILED_TURNS = Counter("aislecast_failed_turns", "Turns that could not be committed")
FAILED_VISITS = Counter("aislecast_failed_frames", "Frames that passed every check and failed")
FAILED_SMOOTHINGS = Counter("aislecast_failed_smoothings", "Visits whose live path stands as the last word")
CLOSED_VISITS = Counter("aislecast_closed_visits", "Visits that ended", ["reason"])
