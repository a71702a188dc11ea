"""The same SensorFrames a phone would send, with the truth beside them. Everything here is simulated.

People shop, phones sense, beacons send: in virtual time, the same for the same seed (docs/simulator.md).
"""
