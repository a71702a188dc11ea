"""What a surveyor's scanner heard: kept in a file line by line, and sent to the service when it can be.

The file is JSON, an object a line: first what listens (`clock`: which run of this machine's clock the times
are of), then pairings, readings of the service's clock and batches of sightings, as they came.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import httpx

from campaigns.client.errors import NoAddress, ServiceAway, ServiceRefused
from campaigns.errors import InvalidInput
from positioning.types import BeaconSighting

FORMAT: Final = "aislecast-survey-radio"
BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
MOST_SIGHTINGS: Final = 1000
TIMEOUT_S: Final = 10.0
ROUND_TRIPS: Final = 5
"""The shortest of five: on a shop's Wi-Fi one in three waits for the air."""

_PROCESS = f"process-{secrets.token_hex(8)}"


def boot_s() -> float:
    """The machine's time since it was started, asleep or not; where the system has no such clock, while
    awake.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def this_clock() -> str:
    """Which run of `boot_s` this is: on Linux of this boot, elsewhere of this process."""
    try:
        return BOOT_ID.read_text("ascii").strip()
    except OSError:
        return _PROCESS


def this_machine() -> str:
    """The machine's name, for the page that shows who is paired."""
    return (socket.gethostname() or "scanner")[:120]


def sighting_of(heard: BeaconSighting) -> dict[str, Any]:
    """A sighting as it is kept and sent; its `t_s` is of `boot_s`."""
    told: dict[str, Any] = {"t_ms": round(heard.t_s * 1e3, 1), "key": heard.key, "rssi_dbm": heard.rssi_dbm}
    if heard.advertised is not None:
        told["advertised"] = heard.advertised
    if heard.telemetry is not None:
        told["telemetry"] = {
            "battery_mv": heard.telemetry.battery_mv,
            "temperature_c": heard.telemetry.temperature_c,
            "advert_count": heard.telemetry.advert_count,
            "uptime_s": heard.telemetry.uptime_s,
        }
    return told


@dataclass
class RadioFile:
    """A file of what was heard. `batches` are what it holds, `token` of the last pairing, if any."""

    path: Path
    clock: str
    name: str
    url: str = ""
    token: str = ""
    batches: list[dict[str, Any]] = field(default_factory=list)
    readings: list[dict[str, float]] = field(default_factory=list)

    @classmethod
    def begin(cls, path: Path) -> RadioFile:
        """Begin a file. Raises `InvalidInput` when there is one, or none can be made."""
        begun = cls(path, this_clock(), this_machine())
        try:
            # Its pairing's token is nobody else's business.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise InvalidInput("--out", f"{path}: {error.strerror}") from error
        begun._add({"format": FORMAT, "version": 1, "clock": begun.clock, "name": begun.name})
        return begun

    @classmethod
    def read(cls, path: Path) -> RadioFile:
        """Read a file; a last line that was cut off is left out. Raises `InvalidInput` when it is none."""
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput("FILE", f"{path}: cannot be read") from error
        told = list(_objects(lines))
        if not told or told[0].get("format") != FORMAT or told[0].get("version") != 1:
            raise InvalidInput("FILE", f"{path}: is no file of `aislecast beacon scan --survey`")
        found = cls(path, str(told[0].get("clock")), str(told[0].get("name")))
        for each in told[1:]:
            if "paired" in each:
                found.url, found.token = each["paired"]["url"], each["paired"]["token"]
            elif "batch" in each:
                found.batches.append(each["batch"])
            elif "reading" in each:
                found.readings.append(each["reading"])
        return found

    def pair(self, url: str, token: str) -> None:
        """Note who is sent to."""
        self.url, self.token = url, token
        self._add({"paired": {"url": url, "token": token}})

    def note_reading(self, reading: dict[str, float]) -> None:
        """Note a round trip to the service."""
        self.readings.append(reading)
        self._add({"reading": reading})

    def add(self, sightings: list[dict[str, Any]]) -> None:
        """Add what was heard since the last batch. Numbers go on over all files of a run of the clock."""
        for first in range(0, len(sightings), MOST_SIGHTINGS):
            last = self.batches[-1]["sequence"] if self.batches else 0
            batch = {
                "sequence": max(last + 1, int(boot_s())),
                "clock": self.clock,
                "readings": [],
                "sightings": sightings[first : first + MOST_SIGHTINGS],
            }
            self.batches.append(batch)
            self._add({"batch": batch})

    def _add(self, told: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, separators=(",", ":")) + "\n")


def _objects(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            return
        if isinstance(told, dict):
            yield told


class SurveyUplink:
    """The service as a paired scanner needs it; an async context manager.

    Raises
    ------
    NoAddress
        From the constructor.
    ServiceAway, ServiceRefused
        From every method.
    """

    def __init__(self, url: str, token: str = "") -> None:
        self.url, self.token = url.rstrip("/"), token
        try:
            self._http = httpx.AsyncClient(base_url=self.url, timeout=TIMEOUT_S)
        except (httpx.InvalidURL, ValueError) as error:
            raise NoAddress(url, str(error)) from error
        if self._http.base_url.scheme not in ("http", "https") or not self._http.base_url.host:
            raise NoAddress(url, "it begins with http:// or https:// and a host")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def pair(self, code: str, name: str) -> str:
        """Use a code up; give the token."""
        answer = await self._ask("POST", "/v1/survey/scanners", {"code": code, "name": name})
        self.token = str(answer["token"])
        return self.token

    async def read_clock(self) -> dict[str, float]:
        """The shortest of some round trips, as the service takes it."""
        best: dict[str, float] | None = None
        for _ in range(ROUND_TRIPS):
            sent_ms = boot_s() * 1e3
            told = await self._ask("GET", "/v1/clock", None)
            received_ms = boot_s() * 1e3
            if best is None or received_ms - sent_ms < best["received_ms"] - best["sent_ms"]:
                best = {
                    "sent_ms": round(sent_ms, 3),
                    "service_ms": float(told["unix_ms"]),
                    "received_ms": round(received_ms, 3),
                }
        assert best is not None
        return best

    async def send(self, batch: dict[str, Any]) -> bool:
        """Send a batch; whether it was new."""
        return bool((await self._ask("POST", "/v1/survey/radio", batch))["is_new"])

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            answer = await self._http.request(method, path, json=body, headers=headers)
            told = answer.json()
        except httpx.TransportError as error:
            raise ServiceAway(self.url, TIMEOUT_S, str(error) or type(error).__name__) from error
        except ValueError as error:
            raise ServiceRefused(answer.status_code, answer.reason_phrase, "no JSON came") from error
        if answer.is_error:
            title, detail = str(told.get("title", "")), str(told.get("detail", ""))
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
                raise ServiceAway(self.url, TIMEOUT_S, detail or title)
            raise ServiceRefused(answer.status_code, title, detail)
        return dict(told)
