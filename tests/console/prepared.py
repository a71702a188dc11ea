"""Stores in the states that pages show, put into a service's own tables: nothing waits for a job.

What jobs found is worked out by the parts that do the jobs, once for a test run.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from shapely import box
from sqlalchemy.orm import Session

from campaigns.demo.shops import demo_shop
from campaigns.storage.database import Database
from campaigns.stores.domain import StoreKind
from campaigns.stores.health import repository as health
from campaigns.stores.health.domain import BeaconRecord, Heard
from campaigns.stores.health.service import BeaconWatch
from campaigns.stores.jobs import repository as jobs
from campaigns.stores.jobs.digests import map_digest
from campaigns.stores.jobs.domain import JobKind, JobState
from campaigns.stores.jobs.findings import assessment
from campaigns.stores.jobs.repository import Outcome
from campaigns.stores.jobs.results import (
    Assessment,
    FitResult,
    LeftOut,
    Limits,
    MapFigures,
    Measured,
    MeasuredCellView,
    QualityResult,
    Tracking,
)
from campaigns.stores.jobs.service import Jobs
from campaigns.stores.pictures.domain import StoredPicture
from campaigns.stores.pictures.service import Pictures
from campaigns.stores.products.service import Products
from campaigns.stores.products.sheet import read_sheet
from campaigns.stores.service import Stores
from mapping_tool.silence import Hearing
from positioning.types import BeaconTelemetry
from zones.level import PlanImage
from zones.store import Store, VenueId
from zones.storefile import dumps

if TYPE_CHECKING:
    from tests.console.conftest import RunningService

SHOP, BARE, FAILED, BUSY = "demo-shop", "bare-shop", "failed-shop", "busy-shop"
"""All there is; a plan alone; jobs that failed; jobs that run."""

KEYS = sorted(demo_shop().beacon_map().transmitters, key=lambda key: int(key.rsplit("/", 1)[1]))
SILENT, EMPTY, WELL = KEYS[1], KEYS[8], KEYS[20]
PRODUCTS = Path(__file__).parents[2] / "examples" / "products_ja.csv"
PICTURE, PX_PER_M = "floor.png", 20


def prepare(service: RunningService) -> None:
    """Put every store into the tables of a service that runs."""
    database = Database(service.settings.database)
    database.write(lambda session: put_all(session, datetime.now(UTC)))
    database.close()


def put_all(session: Session, now: datetime) -> None:
    """Put every store into the tables."""
    for put in (_whole, _bare, _failed, _busy):
        put(session, now)


@cache
def floor_picture() -> bytes:
    """A drawing of the demo shop's floor: what somebody would upload."""
    level = demo_shop().level()
    picture = Image.new("RGB", (int(level.width_m * PX_PER_M), int(level.height_m * PX_PER_M)), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((2, 2, picture.width - 3, picture.height - 3), outline="#a02020", width=4)
    for fixture in level.fixtures:
        left, low, right, high = (PX_PER_M * bound_m for bound_m in fixture.area.bounds)
        top = picture.height - high
        pen.rectangle((left, top, right, picture.height - low), outline="#2040a0", width=3)
        pen.text((left + 8, top + 6), fixture.name, fill="black")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@cache
def whole_shop() -> Store:
    """The demo shop over a picture of its floor."""
    store = demo_shop()
    level = store.level()
    image = PlanImage(
        PICTURE,
        int(level.width_m * PX_PER_M),
        int(level.height_m * PX_PER_M),
        (1 / PX_PER_M, 0.0, 0.0, 0.0, -1 / PX_PER_M, level.height_m),
    )
    return replace(store, levels=(replace(level, image=image),))


@cache
def predicted() -> Assessment:
    """What the demo shop's map predicts."""
    store = demo_shop()
    return assessment(store.level(), store.walkable(), store.beacon_map())


@cache
def fitted() -> FitResult:
    """A fit that claims too much, and whose walks were followed worse than those of the map in force."""
    found = predicted()
    level = demo_shop().level()
    cells = [
        MeasuredCellView(
            x_m=10.0 * column,
            y_m=10.0 * row,
            walks=3,
            waypoints=9,
            measured_m=2.0 + 0.5 * column,
            predicted_m=2.2 + 0.3 * row,
            interval_m=Limits(low=1.5, high=3.5),
        )
        for column in range(int(level.width_m // 10))
        for row in range(int(level.height_m // 10))
    ]
    return FitResult(
        level_id=level.id,
        walks=6,
        left_out=[
            LeftOut(reason="3 walks without two waypoints", code="walks-unplaced", facts={"count": 3}),
            LeftOut(
                reason="from (57.4, 14.4) to (58.4, 15.9) m it is 1.8 m, the steps come to 16.3 m",
                code="taps-doubtful",
                facts={"from_m": "57.4, 14.4", "to_m": "58.4, 15.9", "straight_m": 1.8, "walked_m": 16.3},
            ),
        ],
        sightings=4321,
        path_rule="straight",
        map_error_share=0.61,
        is_map_error_honest=False,
        tracking=Tracking(waypoints=60, mean_m=1.9, median_m=1.6, q75_m=2.4, q90_m=3.6, within_95=0.9),
        measured=Measured(
            walks=6,
            waypoints=60,
            mean_m=3.1,
            interval_m=Limits(low=2.4, high=3.9),
            median_m=2.6,
            q90_m=5.8,
            predicted_mean_m=2.4,
            correlation=0.55,
            correlation_interval=Limits(low=0.1, high=0.8),
            correlation_cells=len(cells),
            cell_m=10.0,
            cells=cells,
        ),
        assessment=found,
        before=MapFigures(
            transmitters=found.transmitters, map_error_m=0.8, known=found.known, unknown=found.unknown
        ),
        appeared=2,
        gone=1,
        moved=3,
    )


def _stores(session: Session, store: Store, now: datetime) -> str:
    store_id = Stores().create(session, dumps(store), StoreKind.TRIAL, now, "manager")
    content = floor_picture()
    picture = StoredPicture(PICTURE, "image/png", hashlib.sha256(content).hexdigest(), content)
    Pictures(Stores()).add(session, store_id, picture, now)
    return store_id


def _job(session: Session, store_id: str, kind: JobKind, now: datetime, outcome: Outcome | None) -> int:
    """A job that ended as `outcome` says, or that runs."""
    subject = Jobs(Stores()).subject(session, store_id, None)
    order = {"kind": kind.value, "level_id": subject.level_id} | (
        {"count": 3} if kind is JobKind.PLAN else {}
    )
    number = jobs.insert(session, subject, kind, order, "manager", now)
    jobs.begin(session, number, now)
    if outcome is not None:
        jobs.end(session, number, outcome, now)
    return number


def _whole(session: Session, now: datetime) -> None:
    store_id = _stores(session, whole_shop(), now)
    level = demo_shop().level()
    quality = QualityResult(level_id=level.id, assessment=predicted()).model_dump_json().encode()
    _job(session, store_id, JobKind.QUALITY, now, Outcome(JobState.DONE, "", quality))
    measured = fitted().measured
    assert measured is not None
    better = measured.model_copy(update={"mean_m": 2.3, "interval_m": Limits(low=1.8, high=2.9)})
    honest = {"is_map_error_honest": True, "left_out": [], "measured": better}
    in_force = fitted().model_copy(update=honest)
    document, digest = dumps(whole_shop()), map_digest(level, demo_shop().beacon_map())
    for result, made in ((in_force, digest), (fitted(), "of-another-map")):
        outcome = Outcome(JobState.DONE, "", result.model_dump_json().encode(), document, made)
        _job(session, store_id, JobKind.FIT, now, outcome)
    _tell_health(session, store_id, now)
    products = Products(Stores())
    sheet = read_sheet(PRODUCTS.read_bytes())
    products.apply(session, store_id, products.plan(session, store_id, sheet))


def _tell_health(session: Session, store_id: str, now: datetime) -> None:
    silent = BeaconRecord(now - timedelta(days=3), Hearing(60, 55, 12))
    others = {key: BeaconRecord(now, Hearing(72, 60)) for key in KEYS if key not in (SILENT, EMPTY, WELL)}
    health.replace_records(session, store_id, {SILENT: silent} | others)
    for key, battery_mv in ((EMPTY, 2380), (WELL, 3000)):
        told = BeaconTelemetry(battery_mv, 21.5, 90_000, 86_400.0)
        health.note_heard(session, store_id, [Heard(key, now - timedelta(minutes=1), told)])
    level = demo_shop().level().id
    report = {"held_back": {"known": {"mean_m": [2.53, 2.36]}}}
    healed = dumps(replace(whole_shop(), name="Demo shop, healed"))
    BeaconWatch(Stores()).propose(session, store_id, level, 1, now, "better", report, healed)


def _bare(session: Session, now: datetime) -> None:
    level = replace(
        demo_shop().level(),
        image=whole_shop().level().image,
        outline=box(0, 0, 30, 20),
        units=(), fixtures=(), walls=(), entrances=(), zones=(), faces=(), codes=(), beacons=None,
    )  # fmt: skip
    _stores(session, replace(demo_shop(), venue_id=VenueId(BARE), name="Bare shop", levels=(level,)), now)


def _other(session: Session, store_id: str, name: str, now: datetime) -> str:
    return _stores(session, replace(whole_shop(), venue_id=VenueId(store_id), name=name), now)


def _failed(session: Session, now: datetime) -> None:
    store_id = _other(session, FAILED, "Shop of failed jobs", now)
    for kind in JobKind:
        _job(session, store_id, kind, now, Outcome(JobState.FAILED, "no survey walk of this level is stored"))


def _busy(session: Session, now: datetime) -> None:
    store_id = _other(session, BUSY, "Shop of running jobs", now)
    for kind in JobKind:
        _job(session, store_id, kind, now, None)
