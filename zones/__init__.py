"""From a pose to a place: stores, their zones and faces, and what a visit does there.

Pure geometry on shapely and numpy; the only file this package touches is `store.json`.
"""

from zones.store import (
    Entrance,
    Face,
    FaceId,
    Fixture,
    Level,
    Revision,
    Store,
    Unit,
    VenueId,
    VisitRules,
    Zone,
    ZoneId,
    ZoneKind,
)
from zones.storefile import load_store, save_store

__all__ = [
    "Entrance",
    "Face",
    "FaceId",
    "Fixture",
    "Level",
    "Revision",
    "Store",
    "Unit",
    "VenueId",
    "VisitRules",
    "Zone",
    "ZoneId",
    "ZoneKind",
    "load_store",
    "save_store",
]
