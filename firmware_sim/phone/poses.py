"""How a phone is carried: what reaches it of the gait, how it turns, how the body dims it (SIM-21).

The hand's numbers are those of the recordings, where all phones are held flat. Nobody recorded the others
beside a true path: theirs follow from the limb that carries the phone.

References
----------
M. Susi, V. Renaudin, G. Lachapelle, "Motion mode recognition and step detection algorithms for mobile phone
users", Sensors 13, 2013: what phones in hands, pockets and bags sense.
S. Collins, P. Adamczyk, A. Kuo, "Dynamic arm swinging in human walking", Proc. Royal Society B 276, 2009.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pose:
    """One way to carry a phone.

    Attributes
    ----------
    tilt_rad, tilt_sd_rad, roll_sd_rad : how far its top points up, and how that differs between people.
    yaw_sd_rad : how far its top points beside the walking direction.
    shake : what reaches it of the body's vertical acceleration, 1 at the flat hand.
    limp : share of a stride in the vertical acceleration: the carrying leg's steps are the harder ones.
    pitch_rad, turn_rad : how far it pitches with each step and turns with each stride.
    swing_rad, arm_m : it swings with each stride by this angle, at the end of this length.
    loss_db : what cloth, hand and hip take off the radio, all round.
    """

    name: str
    tilt_rad: float
    tilt_sd_rad: float
    roll_sd_rad: float
    yaw_sd_rad: float
    shake: float = 1.0
    limp: float = 0.05
    pitch_rad: float = 0.0
    turn_rad: float = 0.0
    swing_rad: float = 0.0
    arm_m: float = 0.0
    loss_db: float = 0.0


HAND = Pose(
    name="hand",
    tilt_rad=math.radians(3.5),
    tilt_sd_rad=math.radians(2.5),
    roll_sd_rad=math.radians(2.0),
    yaw_sd_rad=math.radians(2.0),
    pitch_rad=math.radians(3.5),
    turn_rad=math.radians(3.3),
)
"""Held flat in front, as in the recordings. site1-B1 survey walks, medians over walks: top 3.5 degrees up
(10-90 %: 0.3-6.3), turn rates of 0.73 rad/s about x and 0.34 about the vertical; half a minute apart headings
err by nothing in common (4 deg2, -8 to 19)."""

SWINGING = Pose(
    name="swinging",
    tilt_rad=math.radians(-60.0),
    tilt_sd_rad=math.radians(10.0),
    roll_sd_rad=math.radians(15.0),
    yaw_sd_rad=math.radians(15.0),
    shake=0.9,
    limp=0.1,
    turn_rad=math.radians(4.0),
    swing_rad=math.radians(18.0),
    arm_m=0.55,
    loss_db=3.0,
)
"""In the hand of a hanging arm: shoulder to hand 0.55 m, 15-25 degrees to each side (Collins et al.)."""

POCKET = Pose(
    name="pocket",
    tilt_rad=math.radians(75.0),
    tilt_sd_rad=math.radians(10.0),
    roll_sd_rad=math.radians(15.0),
    yaw_sd_rad=math.radians(25.0),
    shake=1.1,
    limp=0.2,
    pitch_rad=math.radians(2.0),
    turn_rad=math.radians(6.0),
    swing_rad=math.radians(15.0),
    arm_m=0.15,
    loss_db=6.0,
)
"""On the thigh, which swings by 30-40 degrees in all, near the hip."""

BAG = Pose(
    name="bag",
    tilt_rad=math.radians(60.0),
    tilt_sd_rad=math.radians(20.0),
    roll_sd_rad=math.radians(20.0),
    yaw_sd_rad=math.radians(60.0),
    shake=0.8,
    limp=0.1,
    pitch_rad=math.radians(2.0),
    turn_rad=math.radians(3.0),
    loss_db=3.0,
)

POSES = {pose.name: pose for pose in (HAND, SWINGING, POCKET, BAG)}
