"""Guided surveys: walks tapped on a phone, what a paired scanner heard, joined into recordings."""
