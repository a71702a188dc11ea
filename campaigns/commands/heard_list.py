"""The beacons that a scan has heard, as a list for a person."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.table import Table
from rich.text import Text

from campaigns.commands.adverts import KINDS
from positioning.capture.heard import Heard
from positioning.types import BeaconKey, BeaconTelemetry

LEAST_RATE_S: Final = 1.0
"""A rate is over at least a second: two sightings 10 ms apart are not 200 a second."""

MOST_LISTED: Final = 1000
"""Transmitters remembered: several times what a hall full of beacons has. Somebody who sends under ever new
addresses takes no more memory, and writing the list takes no more than about two seconds."""

NO_TEMPERATURE_C: Final = -128.0
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
    """The transmitters heard, of more than `MOST_LISTED` those heard last; `forgotten` counts the others."""

    def __init__(self) -> None:
        self.forgotten = 0
        self._beacons: OrderedDict[BeaconKey, HeardBeacon] = OrderedDict()

    def __len__(self) -> int:
        return len(self._beacons)

    def add(self, heard: Heard) -> None:
        sighting = heard.sighting
        beacon = self._beacons.setdefault(sighting.key, HeardBeacon(sighting.key, sighting.t_s))
        beacon.add(heard)
        self._beacons.move_to_end(sighting.key)
        if len(self._beacons) > MOST_LISTED:
            self._beacons.popitem(last=False)
            self.forgotten += 1

    def loudest_first(self) -> Sequence[HeardBeacon]:
        return sorted(self._beacons.values(), key=lambda beacon: (-beacon.mean_dbm, beacon.key))

    def table(self, now_s: float, most_rows: int = MOST_LISTED) -> Table:
        """The list at a time on the clock of the sightings; what does not fit is counted below it."""
        table = Table(box=None, pad_edge=False, caption_justify="left")
        table.add_column("beacon", overflow="fold")
        table.add_column("kind", overflow="fold")
        for heading in ("last dBm", "mean", "a second", "battery V", "deg C", "heard s ago"):
            table.add_column(heading, justify="right", no_wrap=True)
        for beacon in self.loudest_first()[:most_rows]:
            table.add_row(
                # Not as a string, in which rich takes the ":CD:" of an address for an emoji.
                Text(beacon.key if beacon.advertised is None else f"{beacon.key}\n{beacon.advertised}"),
                " ".join(sorted(beacon.kinds)),
                f"{beacon.rssi_dbm:.0f}",
                f"{beacon.mean_dbm:.1f}",
                f"{beacon.rate_hz(now_s):.1f}",
                *_telemetry(beacon.telemetry),
                f"{max(now_s - beacon.last_s, 0.0):.0f}",
            )
        if more := max(len(self) - most_rows, 0) + self.forgotten:
            table.caption = f"and {more} more, quieter or heard longer ago"
        return table


def _telemetry(told: BeaconTelemetry | None) -> tuple[str, str]:
    """Battery and temperature; a dash where the beacon does not say."""
    if told is None:
        return "-", "-"
    battery = f"{told.battery_mv / 1000:.2f}" if told.battery_mv else "-"
    return battery, "-" if told.temperature_c == NO_TEMPERATURE_C else f"{told.temperature_c:.1f}"
