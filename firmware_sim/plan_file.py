"""Reads what `aislecast beacon plan` writes, to try planned beacons before they hang (docs/simulator.md)."""

from __future__ import annotations

import json
from pathlib import Path

from firmware_sim.errors import UnreadableScenario
from firmware_sim.fields import Table
from firmware_sim.installation import BeaconSetting
from firmware_sim.installation_file import planned_setting


def planned_beacons(path: Path) -> tuple[BeaconSetting, ...]:
    """Return the beacons of a plan, those to add next last, each under the id that the plan gives it.

    Raises
    ------
    UnreadableScenario
        When the file is no plan, or names a beacon or a place that cannot be.
    """
    try:
        fields = json.loads(path.read_bytes())
    except OSError as error:
        raise UnreadableScenario(str(path), error.strerror or "cannot be read") from error
    except ValueError as error:
        raise UnreadableScenario(str(path), f"no JSON: {error}") from error
    except RecursionError as error:
        raise UnreadableScenario(str(path), "is nested too deeply") from error
    if not isinstance(fields, dict) or "beacons" not in fields or "next" not in fields:
        raise UnreadableScenario(str(path), "no plan: it has no beacons and none to add next")
    table = Table(str(path), "", {"beacons": fields["beacons"], "next": fields["next"]})
    return tuple(planned_setting(place) for name in ("beacons", "next") for place in table.tables(name))
