"""What beacons say of themselves reaches phones, recordings and frames, with what is wrong about it."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from firmware_sim.recording import write_recording
from firmware_sim.scenario import simulate
from firmware_sim.scenario_file import load_scenario
from firmware_sim.visit import SimulatedVisit
from positioning.capture import read_trace
from positioning.types import BeaconSighting
from positioning.wire import decode_binary, encode_binary
from zones import Store

DEMO_SHOP = Path(__file__).parents[2] / "firmware_sim" / "stores" / "demo_shop.json"
BEACON = "ibeacon:6b1c6f1e-52a4-4f0c-9d5e-0d6b1f6c2a10/1/7"
OFTEN = "[[beacons]]\ntelemetry_every_s = 2.0\ninterval_s = 0.1\n"
BEGAN_MS = 1_767_600_000_000

Simulate = Callable[..., list[SimulatedVisit]]


@pytest.fixture
def simulated(shop: Store, tmp_path: Path) -> Simulate:
    """The visits of three shoppers who come at time zero, under this tail of a scenario file."""

    def simulated(tail: str) -> list[SimulatedVisit]:
        path = tmp_path / "scenario.toml"
        path.write_text(f"store = '{DEMO_SHOP}'\nseed = 4\nshoppers = 3\narrivals_s = 0\n{tail}")
        return [visit for _, visit in simulate(load_scenario(path), shop)]

    return simulated


def heard(visits: list[SimulatedVisit], key: str = BEACON) -> list[BeaconSighting]:
    return [s for visit in visits for s in visit.sightings if s.key == key]


def telling(visits: list[SimulatedVisit]) -> list[BeaconSighting]:
    return [s for visit in visits for s in visit.sightings if s.telemetry is not None]


def test_telemetry_is_heard_as_it_was_sent(simulated: Simulate) -> None:
    """Of beacons that began with the scenario: uptime is the time, the count that of events so far."""
    visits = simulated(OFTEN)
    for sighting in telling(visits):
        told = sighting.telemetry
        assert told is not None
        assert told.uptime_s == pytest.approx(sighting.t_s, abs=0.11)
        assert told.advert_count == pytest.approx(sighting.t_s / 0.105, rel=0.02, abs=3)
        assert told.battery_mv == pytest.approx(3200, abs=5)
        assert told.temperature_c == 21.0
    share = len(telling(visits)) / sum(len(visit.sightings) for visit in visits)
    assert share == pytest.approx(0.105 / 2.0, rel=0.35)


def test_nobody_hears_telemetry_that_is_not_sent(simulated: Simulate) -> None:
    assert telling(simulated("")) == []


def test_stuck_telemetry_reaches_the_recordings(simulated: Simulate, shop: Store, tmp_path: Path) -> None:
    stuck = sorted(shop.beacon_map().transmitters)[::2]
    faults = [f"[[faults]]\nbeacon = '{key}'\nkind = 'stuck-telemetry'\nat_s = 20\n" for key in stuck]
    visits = simulated(OFTEN + "".join(faults))
    traces = [read_trace(write_recording(visit, tmp_path, BEGAN_MS)) for visit in visits]
    assert [trace.dropped.total for trace in traces] == [0, 0, 0]
    late = [s for trace in traces for s in trace.sightings if s.telemetry and s.t_s > 20.1]
    uptimes_s = [
        [s.telemetry.uptime_s for s in late if s.telemetry and (s.key in stuck) is each]
        for each in (False, True)
    ]
    assert len(set(uptimes_s[0])) > 20
    assert len(uptimes_s[1]) > 20
    assert set(uptimes_s[1]) == {20.0}


def test_what_a_recording_says_of_beacons_is_what_was_heard(simulated: Simulate, tmp_path: Path) -> None:
    for visit in simulated(OFTEN):
        trace = read_trace(write_recording(visit, tmp_path, BEGAN_MS))
        assert [s.telemetry for s in trace.sightings] == [s.telemetry for s in visit.sightings]


def test_frames_of_a_stream_carry_telemetry(simulated: Simulate) -> None:
    visits = simulated(OFTEN)
    received = []
    for visit in visits:
        keys = sorted({s.key for s in visit.sightings})
        for k, frame in enumerate(visit.frames(1.0)):
            sent = decode_binary(encode_binary(frame, UUID(int=1), k, 0, keys), keys)
            received += [s.telemetry for s in sent.sightings if s.telemetry is not None]
    assert received == [s.telemetry for s in telling(visits)]


def test_an_iphone_is_told_who_is_there_and_no_more(simulated: Simulate) -> None:
    visits = simulated(OFTEN + "[[phones]]\nscanner = 'ios'")
    assert sum(len(visit.sightings) for visit in visits) > 50
    assert telling(visits) == []


EPHEMERAL = OFTEN + "eid_exponent = 4\n"


def test_an_ephemeral_identifier_is_heard_as_the_beacon_that_it_resolves_to(simulated: Simulate) -> None:
    """So is encrypted telemetry: the store hears as if the beacons sent their lasting names."""
    ephemeral, lasting = simulated(EPHEMERAL), simulated(OFTEN)
    assert len(telling(ephemeral)) > 20
    assert [v.sightings for v in ephemeral] == [v.sightings for v in lasting]


def test_after_a_clock_jump_nobody_knows_whose_an_identifier_is(simulated: Simulate) -> None:
    fault = f"[[faults]]\nbeacon = '{BEACON}'\nkind = 'clock-jump'\nat_s = 60\nby_s = 3600"
    jumped, healthy = simulated(EPHEMERAL + fault), simulated(EPHEMERAL)
    assert [s for s in heard(healthy) if s.t_s > 61.0]
    assert heard(jumped) == [s for s in heard(healthy) if s.t_s < 60.0]
    assert heard(jumped)
    others = [[s for v in each for s in v.sightings if s.key != BEACON] for each in (jumped, healthy)]
    assert others[0] == others[1]


def test_a_lasting_name_is_known_whatever_the_clock_says(simulated: Simulate) -> None:
    """Plain telemetry has no time of that clock either."""
    fault = f"[[faults]]\nbeacon = '{BEACON}'\nkind = 'clock-jump'\nat_s = 60\nby_s = 3600"
    assert [v.sightings for v in simulated(OFTEN + fault)] == [v.sightings for v in simulated(OFTEN)]
