"""Recorded walks of a real mall through the real service: once undisturbed, once with SIGKILL in the middle.

    python benchmarks/replay_recorded.py [--recordings FOLDER] [--store FITTED.json] [--walks N] [--json FILE]

Imports the plan, learns the beacons from the survey walks (unless a store file is given), replays the dev
walks, and compares: every frame acknowledged, each stored once, the same offers in both runs, none lost or
doubled; zone events against the true waypoint paths. Prints one table; the status is non-zero when frames or
offers were lost, doubled or differ.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from _fitted_mall import RECORDINGS, fitted_store
from _running_service import AISLECAST, LOGIN, RunningService, running_service
from _stored_visits import StoredVisit, stored_visits, strangers

from campaigns.client.replay import Recording, read_recording
from campaigns.client.service import Service
from campaigns.demo.shops import frontage_campaigns
from positioning.capture import read_trace
from zones import load_store
from zones.scoring import NOTHING_SCORED, EventScore, score, true_stays
from zones.store import Store
from zones.storefile import dumps

CONCURRENCY = 8
AWAY_S = 1.0
"""How long the killed service stays away."""

OFFERS = """
SELECT d.visit_id, json_extract(r.document, '$.name') AS campaign, d.occurrence, p.id, p.state,
       json_extract(r.document, '$.trigger.kind') AS kind
FROM deliveries p JOIN decisions d ON d.id = p.decision_id
JOIN campaign_revisions r ON r.campaign_id = d.campaign_id AND r.number = d.campaign_revision
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of the replay led to.

    `not_received` compares the deliveries with the replay's own log. `unconfirmed` offers reached the
    phone, but the visit was ended before its answer: the service goes on calling them sent.
    """

    seconds: float
    sent: int
    acknowledged: int
    stored: int
    misplaced: int
    offers_by_trigger: Mapping[str, int]
    offers: tuple[tuple[str, str, str], ...]
    not_received: int
    unconfirmed: int
    told_twice: int
    strangers: int
    killed_at: int
    precision: float
    recall: float
    delay_s: float
    delay_p90_s: float
    true_stays: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--recordings", type=Path, default=RECORDINGS)
    parser.add_argument("--walks", type=int, default=None, help="only the first N dev walks")
    parser.add_argument("--store", type=Path, default=None, help="a fitted store file; spares the fit")
    parser.add_argument("--simulated", action="store_true", help="label the walks as simulated (`sim run`)")
    parser.add_argument("--speed", type=float, default=20.0)
    parser.add_argument("--together", action="store_true", help="both runs at once; their times mean less")
    parser.add_argument("--json", type=Path, default=None, help="write the figures to this file too")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aislecast-bench-") as folder:
        work = Path(folder)
        store_file = chosen.store or fitted_store(chosen.recordings, work)
        walks = sorted((chosen.recordings / "dev").glob("*.txt*"))[: chosen.walks]
        with ThreadPoolExecutor(2 if chosen.together else 1) as runs:
            calm, killed = runs.map(
                lambda kill: replayed(work / str(kill), store_file, walks, chosen.speed, kill=kill),
                (False, True),
            )
    faults = found_faults(calm, killed)
    source = f"{'simulated' if chosen.simulated else 'recorded'}: {chosen.recordings.name}"
    print(table(source, len(walks), chosen.speed, calm, killed))
    print("faults: " + ("; ".join(faults) or "none"))
    if chosen.json is not None:
        chosen.json.write_text(json.dumps({"calm": asdict(calm), "killed": asdict(killed), "faults": faults}))
    raise SystemExit(bool(faults))


def replayed(folder: Path, store_file: Path, walks: Sequence[Path], speed: float, *, kill: bool) -> Outcome:
    """Replay all walks through a service with an empty database."""
    store = load_store(store_file)
    recordings = {
        path.name.split(".")[0]: read_recording(path, store.venue_id, start_known=True) for path in walks
    }
    total = sum(len(recording.frames) for recording in recordings.values())
    with running_service(folder) as service:
        asyncio.run(set_up(service, store))
        log = folder / "replay.log"
        began_s = time.monotonic()
        replay = subprocess.Popen(
            [
                *AISLECAST, "replay", "--store", str(store_file), "--url", service.url, "--speed", str(speed),
                "--concurrency", str(CONCURRENCY), "--log", str(log), "--state", str(folder / "tokens.json"),
                *map(str, walks),
            ],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        killed_at = 0
        if kill:
            killed_at = wait_for_acknowledged(log, total // 2, replay)
            service.kill()
            time.sleep(AWAY_S)
            service.start()
        replay.wait()
        seconds = time.monotonic() - began_s
        service.stop()
        return outcome(service, store, walks, recordings, log, seconds, killed_at)


async def set_up(service: RunningService, store: Store) -> None:
    """Create the trial store and its campaigns: on coming before a shop, on staying there."""
    async with Service(service.url, patience_s=10.0, rng=np.random.default_rng()) as api:
        await api.log_in(LOGIN, service.password)
        await api.create_trial_store(dumps(store))
        for campaign in frontage_campaigns(store):
            await api.create_campaign(store.venue_id, campaign)


def wait_for_acknowledged(log: Path, frames: int, replay: subprocess.Popen[bytes]) -> int:
    """Wait until so many frames are acknowledged; returns how many there are."""
    while replay.poll() is None:
        stored = sum(last_stored(events(log)).values())
        if stored >= frames:
            return stored
        time.sleep(0.1)
    raise SystemExit("the replay ended before the service could be killed")


def events(log: Path) -> list[dict[str, Any]]:
    """The replay's log; a line that is being written is left for later."""
    text = log.read_text() if log.exists() else ""
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def last_stored(told: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Frames acknowledged by walk."""
    stored: Counter[str] = Counter()
    for event in told:
        if "stored" in event:
            stored[event["walk"]] = max(stored[event["walk"]], event["stored"])
    return stored


def outcome(
    service: RunningService, store: Store, walks: Sequence[Path], recordings: Mapping[str, Recording],
    log: Path, seconds: float, killed_at: int,
) -> Outcome:  # fmt: skip
    """Compare what was sent, told and stored."""
    told = events(log)
    visits = stored_visits(service, store)
    deliveries = service.rows(OFFERS)
    told_ids = [event["delivery_id"] for event in told if event["event"] == "offer"]
    zone_events = NOTHING_SCORED
    for path in walks:
        name = path.name.split(".")[0]
        zone_events = zone_events + scored(store, path, visits[recordings[name].visit_id])
    return Outcome(
        seconds=seconds,
        sent=sum(len(recording.frames) for recording in recordings.values()),
        acknowledged=sum(last_stored(told).values()),
        stored=sum(len(visit.frames) for visit in visits.values()),
        misplaced=sum(misplaced(recording, visits[recording.visit_id]) for recording in recordings.values()),
        offers_by_trigger=dict(Counter(row.kind for row in deliveries)),
        offers=tuple(sorted((row.visit_id, row.campaign, row.occurrence) for row in deliveries)),
        not_received=len({row.id for row in deliveries} ^ set(told_ids)),
        unconfirmed=sum(row.state != "received" for row in deliveries),
        told_twice=len(told_ids) - len(set(told_ids)),
        strangers=strangers(service, visits),
        killed_at=killed_at,
        precision=zone_events.precision,
        recall=zone_events.recall,
        delay_s=zone_events.median_delay_s,
        delay_p90_s=zone_events.p90_delay_s,
        true_stays=zone_events.true_stays,
    )


def misplaced(recording: Recording, visit: StoredVisit) -> int:
    """Frames that are not stored once, under their number, with their time, samples and sightings."""
    sent = [
        (k, recording.clock_ns + round(frame.t_start_s * 1e9), len(frame.imu), len(frame.sightings))
        for k, frame in enumerate(recording.frames)
    ]
    kept = [(f.sequence, f.t_start_ns, len(f.imu), len(f.sightings)) for f in visit.frames]
    return sum(a != b for a, b in zip(sent, kept, strict=False)) + abs(len(sent) - len(kept))


def scored(store: Store, path: Path, visit: StoredVisit) -> EventScore:
    """Live stays against those of the straight path through the true waypoints."""
    waypoints = read_trace(path).waypoints
    columns = np.array([(point.t_s, point.x_m, point.y_m) for point in waypoints]).T
    return score(true_stays(store, *columns), visit.stays)


def found_faults(calm: Outcome, killed: Outcome) -> list[str]:
    """What must not be."""
    faults = []
    for name, run in (("calm", calm), ("killed", killed)):
        for what in ("misplaced", "not_received", "told_twice", "strangers"):
            faults += [f"{name}: {getattr(run, what)} {what}"] if getattr(run, what) else []
        if not run.sent == run.acknowledged == run.stored:
            faults.append(f"{name}: {run.sent} sent, {run.acknowledged} acknowledged, {run.stored} stored")
        for kind in ("zone_enter", "zone_dwell"):
            faults += [] if run.offers_by_trigger.get(kind) else [f"{name}: no offer by {kind}"]
    if calm.offers != killed.offers:
        faults.append(f"{len(set(calm.offers) ^ set(killed.offers))} offers differ between the runs")
    return faults


def table(source: str, walks: int, speed: float, calm: Outcome, killed: Outcome) -> str:
    """One table of both runs."""
    rows: list[tuple[str, Callable[[Outcome], str]]] = [
        ("frames sent / acknowledged / stored", lambda o: f"{o.sent} / {o.acknowledged} / {o.stored}"),
        ("killed after so many acknowledged", lambda o: str(o.killed_at or "-")),
        ("frames not stored once as sent", lambda o: str(o.misplaced)),
        ("offers by enter / by dwell", lambda o: "{zone_enter} / {zone_dwell}".format_map(
            {"zone_enter": 0, "zone_dwell": 0} | dict(o.offers_by_trigger))),
        ("offers not received / told twice", lambda o: f"{o.not_received} / {o.told_twice}"),
        ("offers not confirmed before the end", lambda o: str(o.unconfirmed)),
        ("decisions on events not found again", lambda o: str(o.strangers)),
        ("zone events: precision / recall", lambda o: f"{o.precision:.2f} / {o.recall:.2f}"),
        ("true stays", lambda o: str(o.true_stays)),
        ("delay, median / 90 %, s", lambda o: f"{o.delay_s:.1f} / {o.delay_p90_s:.1f}"),
        ("duration, s", lambda o: f"{o.seconds:.0f}"),
    ]  # fmt: skip
    lines = [
        f"{source}, {walks} dev walks, known start, speed {speed:g}, {CONCURRENCY} at once;"
        f" {platform.machine()}, Python {platform.python_version()}",
        f"{'':38}{'undisturbed':>22}{'SIGKILL in the middle':>24}",
    ]
    lines += [f"{name:38}{of(calm):>22}{of(killed):>24}" for name, of in rows]
    same = "the same" if calm.offers == killed.offers else "NOT the same"
    return "\n".join([*lines, f"offers of both runs (visit, campaign, occurrence): {same}"])


if __name__ == "__main__":
    main()
