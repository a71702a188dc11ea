"""A survey's scanner: into a file without a network, to the service with one, later without doubling."""

from __future__ import annotations

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from typer.testing import CliRunner

from campaigns.cli import app
from campaigns.client.survey_radio import RadioFile, boot_s
from campaigns.commands import survey_scan
from campaigns.errors import InvalidInput
from positioning.types import BeaconKey, BeaconSighting, BeaconTelemetry

if TYPE_CHECKING:
    from conftest import Served

COUNT = 30
DEVICE = "phone-of-staff-1"
NOBODY = "http://127.0.0.1:9"


class FakeScanner:
    """Hears a beacon thirty times, then nothing."""

    async def __aenter__(self) -> FakeScanner:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def __aiter__(self) -> AsyncIterator[SimpleNamespace]:
        for k in range(COUNT):
            told = BeaconTelemetry(2950, 21.5, k, 3600.0) if k == 0 else None
            yield SimpleNamespace(
                sighting=BeaconSighting(boot_s(), BeaconKey("mac:AA:00:00:00:00:01"), -70.0, told)
            )


def recorded(path: Path, url: str | None = None, code: str | None = None) -> RadioFile:
    survey_scan.record(FakeScanner(), 0.3, path, url, code)  # type: ignore[arg-type]
    return RadioFile.read(path)


def offered(served: Served) -> str:
    body = {"device": DEVICE}
    return str(served.staff("POST", "/v1/stores/corner-shop/survey/scanner", json=body).json()["code"])


def heard(served: Served) -> int:
    path = f"/v1/stores/corner-shop/survey/scanner?device={DEVICE}"
    return int(served.staff("GET", path).json()["scanner"]["sightings"])


def sent_later(path: Path, *options: str) -> Any:
    return CliRunner().invoke(app, ["survey", "send", str(path), *options])


def test_without_a_network_all_is_in_the_file(tmp_path: Path) -> None:
    file = recorded(tmp_path / "radio.jsonl")
    assert sum(len(batch["sightings"]) for batch in file.batches) == COUNT
    assert file.batches[0]["sightings"][0]["telemetry"]["battery_mv"] == 2950
    assert stat.S_IMODE((tmp_path / "radio.jsonl").stat().st_mode) == 0o600


def test_it_is_sent_later_and_counted_once(shared: Served, tmp_path: Path) -> None:
    shared.log_in()
    path = tmp_path / "radio.jsonl"
    recorded(path)
    assert "was never paired" in str(sent_later(path).exception)
    first = sent_later(path, "--url", shared.url, "--code", offered(shared))
    assert first.exit_code == 0, first.output
    assert heard(shared) == COUNT
    assert "0 of them new" in sent_later(path).output
    assert heard(shared) == COUNT


def test_paired_at_the_start_it_is_sent_as_it_is_heard(shared: Served, tmp_path: Path) -> None:
    shared.log_in()
    file = recorded(tmp_path / "radio.jsonl", shared.url, offered(shared))
    assert heard(shared) == COUNT
    assert file.readings
    assert file.readings[0]["received_ms"] >= file.readings[0]["sent_ms"]


def test_a_service_that_goes_away_costs_nothing(shared: Served, tmp_path: Path, monkeypatch: Any) -> None:
    shared.log_in()
    path = tmp_path / "radio.jsonl"
    code = offered(shared)
    whole = httpx.AsyncClient.request

    async def cut(self: httpx.AsyncClient, method: str, url: str, **more: Any) -> httpx.Response:
        if url == "/v1/survey/radio":
            raise httpx.ConnectError("the network is gone")
        return await whole(self, method, url, **more)

    with monkeypatch.context() as patched:
        patched.setattr(httpx.AsyncClient, "request", cut)
        recorded(path, shared.url, code)
    assert heard(shared) == 0
    assert sent_later(path).exit_code == 0
    assert heard(shared) == COUNT


def test_an_older_run_of_the_machine_cannot_be_joined(tmp_path: Path) -> None:
    path = tmp_path / "radio.jsonl"
    recorded(path)
    lines = path.read_text().splitlines()
    header = {**json.loads(lines[0]), "clock": "an-earlier-boot"}
    path.write_text("\n".join([json.dumps(header), *lines[1:]]))
    failed = sent_later(path, "--url", NOBODY, "--code", "ABCDEFGH")
    assert "nothing ties its times" in str(failed.exception)


@pytest.mark.parametrize("text", ["", "no JSON", '{"format": "something-else"}', "\x00"])
def test_what_is_no_file_of_ours_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "radio.jsonl"
    path.write_text(text)
    with pytest.raises(InvalidInput):
        RadioFile.read(path)


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "radio.jsonl"
    before = recorded(path)
    path.write_text(path.read_text() + '{"batch": {"sequence": 7')
    assert RadioFile.read(path).batches == before.batches


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "radio.jsonl"
    recorded(path)
    with pytest.raises(InvalidInput):
        recorded(path)


def test_a_wrong_code_is_refused_before_anything_is_heard(shared: Served, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="not known, was used, or is too old"):
        recorded(tmp_path / "radio.jsonl", shared.url, "ABCDEFGH")


@pytest.mark.parametrize("options", [["--url", NOBODY], ["--code", "ABCDEFGH"], ["--out", "x.jsonl"]])
def test_half_a_pairing_is_refused(options: list[str]) -> None:
    failed = CliRunner().invoke(app, ["beacon", "scan", *options])
    assert failed.exit_code != 0
    assert "--survey" in str(failed.exception)
