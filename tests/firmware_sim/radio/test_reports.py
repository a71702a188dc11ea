import numpy as np

from firmware_sim.radio import Heard
from positioning.types import BeaconKey, BeaconSighting

NEAR, FAR = BeaconKey("mac:02:00:00:00:00:01"), BeaconKey("mac:02:00:00:00:00:02")
HEARD = Heard(np.array([0.5, 1.0, 2.5]), [NEAR, FAR, NEAR], [-60.0, -80.0, -61.0], [None] * 3)


def test_rows_of_what_was_heard_are_sightings() -> None:
    assert HEARD.rows(1, 3) == (BeaconSighting(1.0, FAR, -80.0), BeaconSighting(2.5, NEAR, -61.0))
    assert HEARD.rows(2, 2) == ()
    assert HEARD.sightings == HEARD.rows(0, 3)


def test_those_of_a_mask_are_left() -> None:
    left = HEARD.those(np.array([True, False, True]))
    assert left.sightings == (HEARD.sightings[0], HEARD.sightings[2])
