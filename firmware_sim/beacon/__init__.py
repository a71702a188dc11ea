"""Beacons as their firmware runs them: what they send, when, how loud, and what goes wrong with them."""
