"""How good positioning is on a level, and what is known of it: predicted, walked, measured."""
