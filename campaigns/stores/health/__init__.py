"""Beacon health in the service: what visits said of each beacon, and proposals of healed maps."""
