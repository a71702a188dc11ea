"""What IMDF asks for about a venue beside its levels: the venue, its address, one building, its footprint.

References
----------
Apple Inc., Indoor Mapping Data Format 1.0.0: Venue, Address, Building, Footprint (also OGC 20-094).
"""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from mapping_tool.exchange import MEMBER, Document
from mapping_tool.feature_writing import FeatureIds, labels
from mapping_tool.geojson import name_of
from zones.store import Store

FILLED_IN = (
    "the venue's category: a store does not say it, retailstore stands in",
    "the address: a store does not know it, its locality and country are empty",
)
"""What IMDF asks for and a store cannot answer."""


def venue_features(
    store: Store, root: Document, outlines: Sequence[BaseGeometry], ids: FeatureIds
) -> dict[str, list[Document]]:
    """The features by type.

    Parameters
    ----------
    root : what the store says of itself; it goes with the venue.
    outlines : of the levels, in degrees.
    """
    name = labels(store.name or store.venue_id)
    if root["venue"]["name"] == name_of(name):
        root = {**root, "venue": {k: v for k, v in root["venue"].items() if k != "name"}}
    whole = shapely.union_all(outlines)
    ground = min(range(len(outlines)), key=lambda i: abs(store.levels[i].ordinal))
    address_id, building_id = ids.of("address", ""), ids.of("building", "")
    venue = _feature("venue", ids.of("venue", ""), whole, {
        "category": "retailstore", "restriction": None, "name": name, "alt_name": None, "hours": None,
        "website": None, "phone": None, "display_point": _mapping(whole.representative_point()),
        "address_id": address_id,
    })  # fmt: skip
    address = _feature("address", address_id, None, {
        "address": store.name or store.venue_id, "unit": None, "locality": "", "country": "",
        "province": None, "postal_code": None, "postal_code_ext": None, "postal_code_vanity": None,
    })  # fmt: skip
    building = _feature("building", building_id, None, {
        "category": "unspecified", "restriction": None, "name": name, "alt_name": None, "display_point": None,
        "address_id": address_id,
    })  # fmt: skip
    footprint = _feature("footprint", ids.of("footprint", ""), outlines[ground], {
        "category": "ground", "name": None, "building_ids": [building_id],
    })  # fmt: skip
    return {
        "venue": [{**venue, MEMBER: root}],
        "address": [address],
        "building": [building],
        "footprint": [footprint],
    }


def _feature(feature_type: str, id_: str, shape: BaseGeometry | None, properties: Document) -> Document:
    geometry = None if shape is None else _mapping(shape)
    return {
        "type": "Feature",
        "id": id_,
        "feature_type": feature_type,
        "geometry": geometry,
        "properties": properties,
    }


def _mapping(shape: BaseGeometry) -> Document:
    found: Document = shapely.geometry.mapping(shape)
    return found
