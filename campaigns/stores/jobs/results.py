"""What jobs find, as the service stores and answers it. Floor frame, metres."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from campaigns.refusals import Code, Fact

StartKind = Literal["known", "unknown"]


class Places(BaseModel):
    """Squares of `cell_m`, by their middles: what columns of values stand for."""

    cell_m: float
    x_m: list[float]
    y_m: list[float]


class ErrorFigures(BaseModel):
    """The error that half and nine of ten people stay within."""

    median_m: float
    q90_m: float


class Predicted(ErrorFigures):
    """The predicted mean error at each place."""

    mean_m: list[float]


class WorstPlace(BaseModel):
    x_m: float
    y_m: float
    mean_m: float
    near: str


class WalkedGround(BaseModel):
    """How long the survey's walks were in each cell."""

    places: Places
    seconds: list[float]


class ThinSpotView(BaseModel):
    """A place to walk again, and why."""

    reason: str
    x_m: float
    y_m: float
    area_m2: float
    near: str
    away_m: float | None
    heard: float


class RareTransmitter(BaseModel):
    key: str
    samples: int
    x_m: float
    y_m: float
    near: str


class Thin(BaseModel):
    """Where the map is thin: the spots that gain most, and how much ground it is, by reason."""

    walkable_m2: float
    thin_m2: dict[str, float | None]
    spots: list[ThinSpotView]
    spots_in_all: dict[str, int]
    rare: list[RareTransmitter]


class Assessment(BaseModel):
    """What is predicted from a radio map. `walked` and `thin` are null where nobody surveyed."""

    map_error_m: float
    transmitters: int
    changing: int = Field(description="transmitters with a changing address: no prediction counts on them")
    usual_start: StartKind
    places: Places
    known: Predicted = Field(description="for people who came in by the one door")
    unknown: Predicted = Field(description="for people who were searched for")
    worst: list[WorstPlace] = Field(description="for the usual start")
    shared_ids: list[str]
    walked: WalkedGround | None
    thin: Thin | None


class Limits(BaseModel):
    """Between these lies the figure in 95 % of samples with whole walks drawn again."""

    low: float
    high: float


class MeasuredCellView(BaseModel):
    """The square from (`x_m`, `y_m`) up and to the right."""

    x_m: float
    y_m: float
    walks: int
    waypoints: int
    measured_m: float
    predicted_m: float
    interval_m: Limits | None


class Measured(BaseModel):
    """Errors of walks that were held back, live, from unknown starts."""

    walks: int
    waypoints: int
    mean_m: float
    interval_m: Limits | None
    median_m: float
    q90_m: float
    predicted_mean_m: float
    correlation: float | None = Field(description="Spearman's, of measured and predicted error by cell")
    correlation_interval: Limits | None
    correlation_cells: int
    cell_m: float
    cells: list[MeasuredCellView]


class Tracking(BaseModel):
    """Errors of held-back walks from known starts, live; `within_95` is the share inside the claimed 95 %."""

    waypoints: int
    mean_m: float
    median_m: float
    q75_m: float
    q90_m: float
    within_95: float


class MapFigures(BaseModel):
    """A radio map in a few figures, to compare another with."""

    transmitters: int
    map_error_m: float
    known: ErrorFigures
    unknown: ErrorFigures


class HeldBack(BaseModel):
    """How far off held-back walks were with the map that was in force when a fit was asked for."""

    walks: int
    waypoints: int
    mean_m: float
    interval_m: Limits | None


Caution = Literal["too-bold", "worse-than-before"]
"""Even the largest map error that was tried does not make the map's claims honest; its held-back walks were
followed worse than those of the map that it would replace.
"""


class LeftOut(BaseModel):
    """Walks, or pieces of them, that a fit did not use. `code` and `facts` say what `reason` does, for other
    languages.
    """

    reason: str
    code: Code | None
    facts: dict[str, Fact] | None

    @model_validator(mode="before")
    @classmethod
    def _stored_before(cls, value: object) -> object:
        """Results of jobs that ended before there were codes have the reason alone."""
        return {"reason": value, "code": None, "facts": None} if isinstance(value, str) else value


class FitResult(BaseModel):
    """A fitted radio map, judged, beside the one in force (null where that has no beacons)."""

    level_id: str
    walks: int
    left_out: list[LeftOut]
    sightings: int
    path_rule: str
    map_error_share: float | None
    is_map_error_honest: bool
    tracking: Tracking | None
    measured: Measured | None
    measured_before: HeldBack | None = Field(
        default=None, description="null where the map in force was not fitted here"
    )
    cautions: list[Caution] = Field(
        default=[], description="what speaks against putting it in force: its publisher is asked to confirm"
    )
    assessment: Assessment
    before: MapFigures | None
    appeared: int
    gone: int
    moved: int = Field(description="transmitters that are elsewhere by more than both places are sure")


class QualityResult(BaseModel):
    level_id: str
    assessment: Assessment


class PlannedPlace(BaseModel):
    """`key` is an unused id for the beacon."""

    key: str
    x_m: float
    y_m: float
    mount: str
    near: str


class NextBeacon(PlannedPlace):
    error_m: float = Field(description="what the judged share of people is within once it hangs")


class GridPlace(BaseModel):
    x_m: float
    y_m: float
    mount: str
    near: str


class GridPlan(ErrorFigures):
    """The best regular grid of as many beacons."""

    beacons: list[GridPlace]
    mean_m: list[float]


class PlanResult(BaseModel):
    """Planned beacons with the error predicted with them, before those to add next hang."""

    level: str
    kept: int = Field(description="beacons of the map that stay")
    predicted: ErrorFigures
    beacons: list[PlannedPlace]
    share: float
    next: list[NextBeacon]
    best_regular_grid: GridPlan | None
    start: StartKind
    map_error_m: float
    places: Places
    mean_m: list[float]
