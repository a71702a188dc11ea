"""The beacons that a scan has heard, as a list for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table

from campaigns.commands.adverts import KINDS
from positioning.capture.heard import Heard
from positioning.types import BeaconKey, BeaconTelemetry

LEAST_RATE_S = 1.0
"""A rate is over at least a second: two sightings 10 ms apart are not 200 a second."""

NO_TEMPERATURE_C = -128.0
"""Eddystone-TLM: the beacon has no sensor; likewise a battery of 0 mV."""


@dataclass(slots=True)
class HeardBeacon:
    """One transmitter, from its first sighting on."""

    key: BeaconKey
    first_s: float
    advertised: BeaconKey | None = None
    kinds: set[str] = field(default_factory=set)
    rssi_dbm: float = 0.0
    sum_dbm: float = 0.0
    sightings: int = 0
    last_s: float = 0.0
    telemetry: BeaconTelemetry | None = None

    @property
    def mean_dbm(self) -> float:
        return self.sum_dbm / self.sightings

    def rate_hz(self, now_s: float) -> float:
        """Sightings a second since the first."""
        return self.sightings / max(now_s - self.first_s, LEAST_RATE_S)

    def add(self, heard: Heard) -> None:
        sighting = heard.sighting
        self.advertised = sighting.advertised or self.advertised
        self.kinds.add(KINDS[type(heard.frame).__name__])
        self.rssi_dbm = sighting.rssi_dbm
        self.sum_dbm += sighting.rssi_dbm
        self.sightings += 1
        self.last_s = sighting.t_s
        self.telemetry = sighting.telemetry or self.telemetry


class HeardList:
    """All transmitters heard."""

    def __init__(self) -> None:
        self._beacons: dict[BeaconKey, HeardBeacon] = {}

    def __len__(self) -> int:
        return len(self._beacons)

    def add(self, heard: Heard) -> None:
        sighting = heard.sighting
        beacon = self._beacons.setdefault(sighting.key, HeardBeacon(sighting.key, sighting.t_s))
        beacon.add(heard)

    def loudest_first(self) -> Sequence[HeardBeacon]:
        return sorted(self._beacons.values(), key=lambda beacon: (-beacon.mean_dbm, beacon.key))

    def table(self, now_s: float) -> Table:
        """The list at a time on the clock of the sightings."""
        table = Table(box=None, pad_edge=False)
        table.add_column("beacon", overflow="fold")
        table.add_column("kind", overflow="fold")
        for heading in ("last dBm", "mean", "a second", "battery V", "deg C", "heard s ago"):
            table.add_column(heading, justify="right", no_wrap=True)
        for beacon in self.loudest_first():
            table.add_row(
                beacon.key if beacon.advertised is None else f"{beacon.key}\n{beacon.advertised}",
                " ".join(sorted(beacon.kinds)),
                f"{beacon.rssi_dbm:.0f}",
                f"{beacon.mean_dbm:.1f}",
                f"{beacon.rate_hz(now_s):.1f}",
                *_telemetry(beacon.telemetry),
                f"{max(now_s - beacon.last_s, 0.0):.0f}",
            )
        return table


def _telemetry(told: BeaconTelemetry | None) -> tuple[str, str]:
    """Battery and temperature; a dash where the beacon does not say."""
    if told is None:
        return "-", "-"
    battery = f"{told.battery_mv / 1000:.2f}" if told.battery_mv else "-"
    return battery, "-" if told.temperature_c == NO_TEMPERATURE_C else f"{told.temperature_c:.1f}"
