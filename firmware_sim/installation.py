"""What hangs in a simulated store: the beacons of its map, set up otherwise, added, failing on a schedule."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely import Point

from firmware_sim.beacon.battery import Battery
from firmware_sim.beacon.config import (
    INTERVAL_RANGE_S,
    INTERVAL_STEP_S,
    BeaconConfig,
    EidSlot,
    Slot,
    Telemetry,
)
from firmware_sim.beacon.eid import KEY_OCTETS
from firmware_sim.beacon.errors import InvalidBeacon
from firmware_sim.beacon.events import Emitter
from firmware_sim.beacon.faults import Cloned, Fault, Moved
from firmware_sim.beacon.resolver import EidResolver, Registration
from firmware_sim.beacon.unit import BeaconUnit
from firmware_sim.errors import UnreadableScenario
from firmware_sim.keys import ALTBEACON, EDDYSTONE, IBEACON, NO_UUID, named_by
from firmware_sim.radio import RadioModel
from firmware_sim.streams import keyed_stream
from positioning.adverts import LOSS_TO_1M_DB, AltBeacon, EddystoneUid, IBeacon
from positioning.types import BeaconKey, BeaconMap, Transmitter
from zones.level import Level

USUAL = Transmitter(BeaconKey(""), 0.0, 0.0, sd_m=0.5, rssi_1m_dbm=-60.0, exponent=2.2, sigma_db=4.0,
                    heard_rate_hz=1.0, heard_range_m=12.0)  # fmt: skip
"""What an added beacon is like: near what ITU-R P.1238 gives for commercial floors at 2.4 GHz."""

ON_THE_WALL_M = 0.5
"""A beacon on the outer side of the outline still hangs on its wall."""

SURELY_OUTSIDE_M = 5.0
"""A survey may place a beacon somewhat outside the outline; one that is farther off is a mistake."""

NO_COMPANY = 0xFFFF
"""Bluetooth Assigned Numbers, 7.1: nobody's, for tests. The key of an AltBeacon does not say whose it is."""


@dataclass(frozen=True, slots=True)
class BeaconSetting:
    """How some beacons are set up; what is None stays as it was.

    Attributes
    ----------
    where : file and field, for errors.
    keys : which beacons; all when there are none.
    place_m : where an added beacon hangs, floor frame.
    tx_power_dbm : the levels of the map are those at 0 dBm.
    eid_exponent : they send an ephemeral identifier, another one every 2^K seconds, and nothing lasting. The
        phones have it resolved by who registered the beacons at time zero, and so hear their keys; an
        identifier that cannot be resolved is nobody's.
    """

    where: str
    keys: tuple[BeaconKey, ...] = ()
    place_m: tuple[float, float] | None = None
    interval_s: float | None = None
    tx_power_dbm: int | None = None
    telemetry_every_s: float | None = None
    clock_error_ppm: float | None = None
    battery_mah: float | None = None
    eid_exponent: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduledFault:
    """What goes wrong with one beacon; `where` is file and field, for errors."""

    where: str
    key: BeaconKey
    fault: Fault


def installed(
    beacons: BeaconMap,
    level: Level,
    settings: Sequence[BeaconSetting],
    faults: Sequence[ScheduledFault],
    seed: int,
) -> tuple[BeaconMap, dict[BeaconKey, Emitter]]:
    """The map around which the radio is simulated, and what sends otherwise than the map says.

    Raises
    ------
    UnreadableScenario
        When a beacon hangs outside the plan, is not there, is added twice, or is set up as none can be.
    """
    transmitters = dict(beacons.transmitters)
    for each in transmitters.values():
        _require_inside(level, each.x_m, each.y_m, SURELY_OUTSIDE_M + each.sd_m, "the beacon map", each.key)
    configs: dict[BeaconKey, BeaconConfig] = {}
    for setting in settings:
        if setting.place_m is not None:
            for key in setting.keys:
                _require_new(key, transmitters, setting.where)
            _require_inside(level, *setting.place_m, ON_THE_WALL_M, setting.where, *setting.keys)
            x_m, y_m = setting.place_m
            transmitters.update({key: replace(USUAL, key=key, x_m=x_m, y_m=y_m) for key in setting.keys})
        for key in _known(setting.keys or sorted(transmitters), transmitters, setting.where):
            configs[key] = _set_up(transmitters[key], configs.get(key), setting, seed)
    failing: dict[BeaconKey, list[ScheduledFault]] = {}
    for scheduled in faults:
        (key,) = _known([scheduled.key], transmitters, scheduled.where)
        if isinstance(scheduled.fault, Moved | Cloned):
            _require_inside(
                level, scheduled.fault.x_m, scheduled.fault.y_m, ON_THE_WALL_M, scheduled.where, key
            )
        failing.setdefault(key, []).append(scheduled)
    emitters: dict[BeaconKey, Emitter] = {
        key: _unit(transmitters[key], configs.get(key), failing.get(key, []), seed)
        for key in sorted(configs.keys() | failing.keys())
    }
    return replace(beacons, transmitters=transmitters), emitters


def _unit(
    transmitter: Transmitter, config: BeaconConfig | None, failing: list[ScheduledFault], seed: int
) -> BeaconUnit:
    faults = [scheduled.fault for scheduled in failing]
    try:
        config = config or _usual_config(transmitter)
        resolver = _registered(transmitter.key, config.eid)
        return BeaconUnit(transmitter.key, config, transmitter.x_m, transmitter.y_m, faults, seed, resolver)
    except InvalidBeacon as error:
        raise UnreadableScenario(failing[-1].where, str(error)) from error


def _registered(key: BeaconKey, slot: EidSlot | None) -> EidResolver | None:
    """Who knows a beacon's identifiers: each has a key of its own, so that nobody has to look among all."""
    if slot is None:
        return None
    return EidResolver([Registration(key, slot.identity_key, slot.exponent, slot.clock_s, at_s=0.0)])


def _usual_config(transmitter: Transmitter) -> BeaconConfig:
    """Of a beacon that is heard as often as its map says."""
    gap_s = RadioModel.fitted().usual_interval_s(transmitter.heard_rate_hz)
    steps = round(min(max(gap_s, INTERVAL_RANGE_S[0]), INTERVAL_RANGE_S[1]) / INTERVAL_STEP_S)
    return BeaconConfig((_slot(transmitter),), interval_s=steps * INTERVAL_STEP_S, calibrated_dbm=0)


def _slot(transmitter: Transmitter) -> Slot:
    """What identifies it on the air. One that is known by its address sends an iBeacon without a name."""
    level_dbm = max(-127, min(20, round(transmitter.rssi_1m_dbm)))
    kind, parts = named_by(transmitter.key)
    if kind == EDDYSTONE:
        namespace, instance = parts
        return EddystoneUid(namespace, instance, tx_power_dbm=_level_at_0m_dbm(transmitter))
    if kind == ALTBEACON:
        return AltBeacon(NO_COMPANY, parts[0], rssi_1m_dbm=min(0, level_dbm), reserved=0)
    uuid, major, minor = parts if kind == IBEACON else (NO_UUID, "0", "0")
    return IBeacon(uuid, int(major), int(minor), rssi_1m_dbm=level_dbm)


def _ephemeral_slot(transmitter: Transmitter, exponent: int, seed: int) -> EidSlot:
    """The identity key is the beacon's own, whatever else hangs there."""
    identity_key = np.random.default_rng(keyed_stream(seed, transmitter.key)).bytes(KEY_OCTETS)
    return EidSlot(identity_key, exponent, tx_power_dbm=_level_at_0m_dbm(transmitter))


def _level_at_0m_dbm(transmitter: Transmitter) -> int:
    """As Eddystone states it, within what it can."""
    return max(-100, min(20, round(transmitter.rssi_1m_dbm) + LOSS_TO_1M_DB))


def _set_up(
    transmitter: Transmitter, config: BeaconConfig | None, setting: BeaconSetting, seed: int
) -> BeaconConfig:
    changes: dict[str, object] = {
        name: value
        for name in ("interval_s", "tx_power_dbm", "clock_error_ppm")
        if (value := getattr(setting, name)) is not None
    }
    try:
        if setting.telemetry_every_s is not None:
            changes["telemetry"] = Telemetry(every_s=setting.telemetry_every_s)
        if setting.eid_exponent is not None:
            changes["slots"] = (_ephemeral_slot(transmitter, setting.eid_exponent, seed),)
        if setting.battery_mah is not None:
            changes["battery"] = Battery(capacity_mah=setting.battery_mah)
        return replace(config or _usual_config(transmitter), **changes)  # type: ignore[arg-type]  # names and types as in BeaconConfig
    except InvalidBeacon as error:
        raise UnreadableScenario(setting.where, str(error)) from error


def _known(
    keys: Iterable[BeaconKey], transmitters: dict[BeaconKey, Transmitter], where: str
) -> Iterator[BeaconKey]:
    for key in keys:
        if key not in transmitters:
            raise UnreadableScenario(where, f"the store has no beacon {key}")
        yield key


def _require_new(key: BeaconKey, transmitters: Container[BeaconKey], where: str) -> None:
    if key in transmitters:
        raise UnreadableScenario(
            f"{where}.x_m", f"beacon {key} hangs somewhere already; [[faults]] of kind 'moved' move one"
        )


def _require_inside(
    level: Level, x_m: float, y_m: float, loose_m: float, where: str, *keys: BeaconKey
) -> None:
    if Point(x_m, y_m).distance(level.outline) > loose_m:
        raise UnreadableScenario(
            where, f"beacon {keys[0]} at ({x_m:.1f}, {y_m:.1f}) m lies outside the plan of level {level.name}"
        )
