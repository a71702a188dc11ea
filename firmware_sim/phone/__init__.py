"""What a phone is and what its inertial parts say of a walk (docs/theory/simulator.md). Simulated."""

from firmware_sim.phone.device import Phone
from firmware_sim.phone.magnetic import MagneticField
from firmware_sim.phone.poses import POSES, Pose
from firmware_sim.phone.sensing import sense

__all__ = ["POSES", "MagneticField", "Phone", "Pose", "sense"]
