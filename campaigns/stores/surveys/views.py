"""What pages are told of surveys."""

from __future__ import annotations

import base64
from datetime import datetime

import numpy as np
from pydantic import BaseModel

from campaigns.stores.surveys.clocks import MOST_ERROR_S
from campaigns.stores.surveys.domain import Flaw, PairedScanner, WalkFlaw
from campaigns.stores.surveys.progress import Progress
from campaigns.stores.surveys.walk_states import WalkReport, WalkState
from mapping_tool.landmarks import LandmarkKind
from mapping_tool.survey_route import LEAST_SPOT_M2
from positioning.metrics import COVERED_WITHIN_M


class TapView(BaseModel):
    """A tap that counts; `joins` says that a leg leads to it from the one before."""

    sequence: int
    x_m: float
    y_m: float
    joins: bool


class FlawView(BaseModel):
    """An entry that counts for nothing, or whose leg does, and why."""

    sequence: int
    flaw: WalkFlaw

    @classmethod
    def of(cls, flaw: Flaw) -> FlawView:
        return cls(sequence=flaw.sequence, flaw=flaw.flaw)


class WalkView(BaseModel):
    """A walk as far as it came. `sightings` are those of the phone's scanners while it was walked."""

    id: str
    level_id: str
    revision: int
    device: str
    phone: str
    opened_by: str
    opened_at: datetime
    has_ended: bool
    received: int
    missing: list[int]
    taps: list[TapView]
    flaws: list[FlawView]
    legs: int
    length_m: float
    duration_s: float
    sightings: int
    motion_s: float
    logs: int

    @classmethod
    def of(cls, state: WalkState) -> WalkView:
        walk, walked = state.walk, state.walked
        return cls(
            id=walk.walk_id,
            level_id=walk.level_id,
            revision=walk.revision,
            device=walk.device,
            phone=walk.phone,
            opened_by=walk.opened_by,
            opened_at=walk.opened_at,
            has_ended=walked.has_ended,
            received=state.received,
            missing=list(state.missing),
            taps=[TapView(sequence=t.sequence, x_m=t.x_m, y_m=t.y_m, joins=t.joins) for t in walked.taps],
            flaws=[FlawView.of(flaw) for flaw in walked.flaws],
            legs=len(walked.legs),
            length_m=round(walked.length_m, 2),
            duration_s=round(walked.duration_s, 1),
            sightings=state.sightings,
            motion_s=round(state.motion_s, 1),
            logs=state.logs,
        )


class WalkList(BaseModel):
    items: list[WalkView]


class PartView(BaseModel):
    """One recording of a walk. `track` and `evaluate` can follow it when it `moves`: when it holds inertial
    data; `survey fit` reads every one."""

    name: str
    moves: bool
    taps: int
    sightings: int
    nameless: int


class ReportView(BaseModel):
    """A walk joined on the service's clock. `sightings` are between its taps, `outside` before, after and in
    breaks, `unjoined` at times that are not known within `most_error_s`; `phone_error_s` and
    `scanner_error_s` say how well each clock is known, null while it is not."""

    walk: WalkView
    parts: list[PartView]
    sightings: int
    transmitters: int
    outside: int
    unjoined: int
    phone_error_s: float | None
    scanner_error_s: float | None
    most_error_s: float = MOST_ERROR_S

    @classmethod
    def of(cls, report: WalkReport) -> ReportView:
        joined = report.joined
        return cls(
            walk=WalkView.of(report.state),
            parts=[
                PartView(
                    name=recording.name,
                    moves=recording.moves,
                    taps=len(part),
                    sightings=recording.sightings,
                    nameless=recording.nameless,
                )
                for recording, part in zip(report.recordings, joined.parts, strict=True)
            ],
            sightings=len(joined.heard),
            transmitters=len({each.key for each in joined.heard}),
            outside=joined.outside,
            unjoined=joined.unjoined,
            phone_error_s=joined.phone_error_s,
            scanner_error_s=joined.scanner_error_s,
        )


class CheckpointView(BaseModel):
    """Where to tap; `near` is the door, shelf or shop there, or nothing."""

    x_m: float
    y_m: float
    kind: LandmarkKind
    near: str


class GroundView(BaseModel):
    """The ground as a grid: `cells` and `covered` are bytes a place (base64), row by row from the lowest.

    A byte of `cells`: bit 0 walkable; bits 1 to 4 the ways to the right, up, up right, up left are open.
    Centres are at `x0_m + column * cell_m`, `y0_m + row * cell_m`.
    """

    x0_m: float
    y0_m: float
    cell_m: float
    rows: int
    columns: int
    cells: str
    covered: str


class ProgressView(BaseModel):
    """How far the survey of a level is, and the way past what is left: nothing where pieces smaller than
    `least_spot_m2` are. A place counts as covered when a leg passed within `within_m` of it on foot."""

    level_id: str
    revision: int
    share: float
    area_m2: float
    left_out_m2: float
    within_m: float = COVERED_WITHIN_M
    least_spot_m2: float = LEAST_SPOT_M2
    ground: GroundView
    checkpoints: list[CheckpointView]
    length_m: float

    @classmethod
    def of(cls, progress: Progress) -> ProgressView:
        ground, cells = progress.ground, progress.cells
        covered = np.zeros(cells.shape, dtype=np.uint8)
        covered[ground.rows, ground.columns] = progress.covered
        return cls(
            level_id=str(progress.level.id),
            revision=progress.revision,
            share=round(progress.share, 4),
            area_m2=round(ground.area_m2, 1),
            left_out_m2=round(ground.left_out_m2, 1),
            ground=GroundView(
                x0_m=ground.origin_m[0],
                y0_m=ground.origin_m[1],
                cell_m=ground.cell_m,
                rows=cells.shape[0],
                columns=cells.shape[1],
                cells=base64.b64encode(cells.tobytes()).decode(),
                covered=base64.b64encode(covered.tobytes()).decode(),
            ),
            checkpoints=[
                CheckpointView(x_m=each.x_m, y_m=each.y_m, kind=each.kind, near=each.near)
                for each in progress.plan.checkpoints
            ],
            length_m=round(progress.plan.length_m, 1),
        )


class ScannerView(BaseModel):
    """The scanner that hears for a phone; `age_s` is how long ago it last sent, null before it did."""

    name: str
    sightings: int
    age_s: float | None

    @classmethod
    def of(cls, scanner: PairedScanner, now: datetime) -> ScannerView:
        age_s = None if scanner.heard_at is None else round((now - scanner.heard_at).total_seconds(), 1)
        return cls(name=scanner.name, sightings=scanner.sightings, age_s=age_s)


class ScannerState(BaseModel):
    """Null where no scanner is paired."""

    scanner: ScannerView | None


class ClockView(BaseModel):
    """The service's UTC, in milliseconds since 1970."""

    unix_ms: float
