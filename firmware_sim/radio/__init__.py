"""The radio between beacons and phones, event by event (docs/theory/simulator.md)."""

from firmware_sim.radio.emitters import IntervalEmitter
from firmware_sim.radio.model import RadioModel
from firmware_sim.radio.reports import Heard
from firmware_sim.radio.world import RadioWorld

__all__ = ["Heard", "IntervalEmitter", "RadioModel", "RadioWorld"]
