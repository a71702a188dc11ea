"""The same SensorFrames a phone would send, with the truth beside them. Everything here is simulated.

A first, plain simulator: straight paths, gait, log-distance radio. It runs in virtual time and repeats
exactly for the same seed.
"""
