from dataclasses import replace
from datetime import date, time

import numpy as np
import pytest

from firmware_sim.crowd import Day, Evenly, Groups, in_order, shoppers, staff_rounds
from firmware_sim.staff import BREAK_S, Staff

DAY = Day(date(2026, 1, 5), time(8), time(20))


def test_one_more_person_changes_no_other() -> None:
    groups = Groups(share=0.4, phones=0.5)
    fewer, more = (
        {person.name: person for party in shoppers(3, total, DAY, groups) for person in party}
        for total in (200, 201)
    )
    assert len(more) >= len(fewer) > 120
    assert all(more[name] == person for name, person in fewer.items())


def test_people_come_within_the_opening_hours_most_after_work() -> None:
    begins_s = np.array([party[0].begins_s for party in shoppers(1, 3000, DAY, Groups())])
    assert begins_s.min() >= 0.0
    assert begins_s.max() <= DAY.open_s - 600
    per_hour, _ = np.histogram(begins_s / 3600 + 8, bins=np.arange(8, 21))
    assert per_hour.argmax() + 8 in (16, 17)
    assert per_hour[0] < 0.5 * per_hour.max()


def test_a_day_may_bring_its_own_arrivals() -> None:
    morning = replace(DAY, weights=(1.0, 0.0))
    begins_s = [party[0].begins_s for party in shoppers(1, 100, morning, Groups())]
    assert max(begins_s) <= DAY.open_s / 2


def test_the_day_begins_when_the_store_opens_there() -> None:
    assert DAY.begins("Asia/Tokyo").isoformat() == "2026-01-04T23:00:00+00:00"


@pytest.mark.parametrize("total", [1, 7, 100])
def test_even_arrivals_leave_no_long_gap(total: int) -> None:
    begins_s = sorted(party[0].begins_s for party in shoppers(1, total, Evenly(60.0), Groups()))
    assert begins_s[0] == 0.0
    assert np.diff([*begins_s, 60.0]).max() <= 2.7 * 60.0 / total  # three distances: 1, 1.62, 2.62 parts


def test_parties_have_two_to_four_people_beside_each_other() -> None:
    parties = list(shoppers(5, 900, DAY, Groups(share=1.0, phones=1.0)))
    sizes = [len(party) for party in parties[:-1]]
    assert set(sizes) == {2, 3, 4}
    for leader, *company in parties:
        assert leader.role == "shopper"
        assert [person.place for person in company] == [1, -1, 2][: len(company)]
        assert all(person.begins_s == leader.begins_s for person in company)


def test_staff_are_there_from_opening_to_closing_with_breaks() -> None:
    rounds = list(staff_rounds(1, Staff(count=2, hours=8.0), DAY.open_s))
    early, late = ([person for person in rounds if person.party == f"staff-0{n}"] for n in (1, 2))
    assert early[0].begins_s == 0.0
    assert late[-1].begins_s + late[-1].lasts_s <= DAY.open_s
    assert late[-1].begins_s + late[-1].lasts_s > DAY.open_s - 2 * BREAK_S
    assert sum(person.lasts_s for person in early) > 6.5 * 3600


def test_everybody_comes_in_order() -> None:
    parties = in_order([(person,) for person in staff_rounds(1, Staff(count=3), DAY.open_s)])
    assert [party[0].begins_s for party in parties] == sorted(party[0].begins_s for party in parties)
