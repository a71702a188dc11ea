"""The Python shopper client: what a phone's app does, for replays, simulations and other programs."""
