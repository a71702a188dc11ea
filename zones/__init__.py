"""From a pose to a place: stores, their zones and faces, and what a visit does there.

Pure geometry on shapely and numpy; the only file this package touches is `store.json`.
"""

from zones.level import Code, Entrance, Face, FaceId, Fixture, GeoOrigin, Level, Unit, Zone, ZoneId, ZoneKind
from zones.store import Revision, Store, VenueId, VisitRules
from zones.storefile import load_store, save_store
from zones.visit_tracker import VisitTracker
from zones.visits import (
    FaceDisengaged,
    FaceEngaged,
    VisitEvent,
    ZoneDwelled,
    ZoneEntered,
    ZoneExited,
)

__all__ = [
    "Code",
    "Entrance",
    "Face",
    "FaceDisengaged",
    "FaceEngaged",
    "FaceId",
    "Fixture",
    "GeoOrigin",
    "Level",
    "Revision",
    "Store",
    "Unit",
    "VenueId",
    "VisitEvent",
    "VisitRules",
    "VisitTracker",
    "Zone",
    "ZoneDwelled",
    "ZoneEntered",
    "ZoneExited",
    "ZoneId",
    "ZoneKind",
    "load_store",
    "save_store",
]
