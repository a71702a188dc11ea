import math
from dataclasses import replace

import numpy as np
import pytest
from shapely import box

from firmware_sim.itinerary import Habits
from firmware_sim.motion import Gait, Leg, walk
from firmware_sim.shopper import ShopFloor
from firmware_sim.stays import TrueStays
from zones import Store, VisitRules, Zone, ZoneId, ZoneKind
from zones.scoring import true_stays


@pytest.mark.parametrize("rules", [None, VisitRules(enter_hold_s=1.0, exit_hold_s=1.0, exit_margin_m=0.1)])
def test_zone_stays_are_those_of_the_visit_rules(
    shop: Store, floor: ShopFloor, rules: VisitRules | None
) -> None:
    store = shop if rules is None else replace(shop, rules=rules)
    found = TrueStays(store)
    for k in range(3):
        truth = floor.trip(Habits(stops=(4, 4)), np.random.default_rng(k)).truth
        expected = sorted(
            (stay.zone_id, stay.entered_t_s, stay.exited_t_s)
            for stay in true_stays(store, truth.t_s, truth.x_m, truth.y_m)
        )
        ours = sorted((s.place_id, s.entered_t_s, s.left_t_s) for s in found.of(truth) if s.kind == "zone")
        assert [stay[0] for stay in ours] == [stay[0] for stay in expected]
        assert [s[1:] for s in ours] == [pytest.approx(s[1:], abs=0.3) for s in expected]


def test_zones_that_overlap_are_all_stayed_in(shop: Store) -> None:
    over = Zone(ZoneId("over"), "Over", ZoneKind.AREA, box(4, 6.5, 8, 10))
    level = replace(shop.level(), zones=(*shop.level().zones, over))
    leg = Leg(np.array([[7.5, 8.0], [7.5, 8.1]]), dwell_s=20.0)
    truth = walk([leg], Gait(0.7, 0.5), level.id, 0.0)
    stays = TrueStays(replace(shop, levels=(level,))).of(truth)
    assert {stay.place_id for stay in stays} == {"over", "aisle-2"}


@pytest.mark.parametrize(("heading_rad", "looks"), [(0.0, ["cocoa"]), (math.pi / 2, [])])
def test_a_face_is_looked_at_by_who_is_turned_to_it(
    shop: Store, heading_rad: float, looks: list[str]
) -> None:
    """`cocoa` is the right side of aisle 2, its back half."""
    leg = Leg(np.array([[8.0, 11.0], [8.3, 11.0]]), dwell_s=12.0, heading_rad=heading_rad)
    truth = walk([leg], Gait(0.7, 0.5), shop.level().id, 0.0)
    faces = [stay for stay in TrueStays(shop).of(truth) if stay.kind == "face"]
    assert [stay.place_id for stay in faces] == looks
    for stay in faces:
        assert stay.left_t_s - stay.entered_t_s == pytest.approx(12.0, abs=0.3)


def test_a_glance_is_no_look(shop: Store) -> None:
    leg = Leg(np.array([[8.0, 11.0], [8.3, 11.0]]), dwell_s=shop.rules.engage_s - 0.5, heading_rad=0.0)
    truth = walk([leg], Gait(0.7, 0.5), shop.level().id, 0.0)
    assert not [stay for stay in TrueStays(shop).of(truth) if stay.kind == "face"]
