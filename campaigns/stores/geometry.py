"""A map as the API shows it: GeoJSON geometries in floor metres."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, Field
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from campaigns.stores.domain import StoreKind, StoreRevision
from zones.level import Face, Level, PlanImage


class Geometry(BaseModel):
    """A GeoJSON geometry (RFC 7946) whose coordinates are floor metres, not degrees."""

    type: Literal["Polygon", "MultiPolygon", "LineString"]
    coordinates: list[Any]

    @classmethod
    def of(cls, shape: BaseGeometry) -> Geometry:
        """The geometry of a shape."""
        return cls.model_validate(mapping(shape), strict=False)


class UnitView(BaseModel):
    id: str
    name: str
    category: str
    area: Geometry


class FixtureView(BaseModel):
    id: str
    name: str
    area: Geometry


class ZoneView(BaseModel):
    id: str
    name: str
    kind: str
    area: Geometry


class FaceView(BaseModel):
    id: str
    name: str
    x1_m: float
    y1_m: float
    x2_m: float
    y2_m: float
    normal_x: float
    normal_y: float
    reach_m: float
    zone_id: str | None


class EntranceView(BaseModel):
    id: str
    name: str
    x_m: float
    y_m: float


class BeaconView(BaseModel):
    key: str
    x_m: float
    y_m: float
    sd_m: float


class PictureView(BaseModel):
    """The picture that a level was drawn from; a store document may name one that nobody uploaded."""

    address: str = Field(description="path of the picture on this service")
    floor_from_image: list[float] = Field(
        min_length=6,
        max_length=6,
        description="(a, b, c, d, e, f): x = a u + b v + c, y = d u + e v + f of pixel (u, v), v down",
    )


class LevelView(BaseModel):
    id: str
    name: str
    width_m: float
    height_m: float
    north_rad: float = Field(description="angle of true north in the floor frame, counter-clockwise from +x")
    outline: Geometry
    image: PictureView | None
    units: list[UnitView]
    fixtures: list[FixtureView]
    walls: list[Geometry]
    zones: list[ZoneView]
    faces: list[FaceView]
    entrances: list[EntranceView]
    beacons: list[BeaconView]


class MapView(BaseModel):
    store_id: str
    name: str
    kind: StoreKind
    revision: int
    levels: list[LevelView]


def map_view(revision: StoreRevision) -> MapView:
    """The whole map of a revision."""
    return MapView(
        store_id=revision.store_id,
        name=revision.store.name,
        kind=revision.kind,
        revision=revision.number,
        levels=[_level(revision.store_id, level) for level in revision.store.levels],
    )


def _level(store_id: str, level: Level) -> LevelView:
    transmitters = level.beacons.transmitters.values() if level.beacons else ()
    return LevelView(
        id=level.id,
        name=level.name,
        width_m=level.width_m,
        height_m=level.height_m,
        north_rad=level.north_rad,
        outline=Geometry.of(level.outline),
        image=_picture(store_id, level.image) if level.image else None,
        units=[
            UnitView(id=u.id, name=u.name, category=u.category, area=Geometry.of(u.area)) for u in level.units
        ],
        fixtures=[FixtureView(id=f.id, name=f.name, area=Geometry.of(f.area)) for f in level.fixtures],
        walls=[Geometry.of(wall) for wall in level.walls],
        zones=[ZoneView(id=z.id, name=z.name, kind=z.kind, area=Geometry.of(z.area)) for z in level.zones],
        faces=[_face(face) for face in level.faces],
        entrances=[EntranceView(id=e.id, name=e.name, x_m=e.x_m, y_m=e.y_m) for e in level.entrances],
        beacons=[BeaconView(key=t.key, x_m=t.x_m, y_m=t.y_m, sd_m=t.sd_m) for t in transmitters],
    )


def _picture(store_id: str, image: PlanImage) -> PictureView:
    address = f"/v1/stores/{quote(store_id, safe='')}/pictures/{quote(image.file, safe='')}"
    return PictureView(address=address, floor_from_image=list(image.floor_from_image))


def _face(face: Face) -> FaceView:
    return FaceView(
        id=face.id,
        name=face.name,
        x1_m=face.x1_m,
        y1_m=face.y1_m,
        x2_m=face.x2_m,
        y2_m=face.y2_m,
        normal_x=face.normal_x,
        normal_y=face.normal_y,
        reach_m=face.reach_m,
        zone_id=face.zone_id,
    )
