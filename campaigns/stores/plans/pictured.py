"""Pictures that staff send: looked at, decoded elsewhere, named, and made the floor of a store."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path

from campaigns.errors import InvalidInput
from campaigns.stores.pictures.domain import StoredPicture, file_name
from campaigns.stores.plans.decoding import decode
from campaigns.stores.plans.first_guess import first_guess
from campaigns.stores.plans.reading import SaidOfUpload
from campaigns.stores.unreadable import unreadable
from mapping_tool.errors import UnreadablePlan
from mapping_tool.geojson import text_of
from mapping_tool.picture import Picture, picture_level, read_picture
from zones.store import Revision, Store, VenueId
from zones.storefile import dumps

NARROWEST_M = 0.1
"""The least side of a level (`zones.level_document`)."""

MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


def read_upload(content: bytes, suffix: str, told_name: str) -> tuple[Picture, StoredPicture]:
    """What a picture says of itself, and the picture as it is kept.

    Raises
    ------
    InvalidInput
        It is neither PNG nor JPEG, too large to be shown, or broken.
    """
    with tempfile.TemporaryDirectory(prefix="aislecast-picture-") as folder:
        file = Path(folder) / f"picture{suffix}"
        file.write_bytes(content)
        try:
            found = read_picture(file)
        except UnreadablePlan as error:
            raise unreadable("body", "", error, "unreadable-plan") from error
        decode(file)
    name = file_name(told_name or "plan", suffix)
    kept = StoredPicture(name, MEDIA_TYPES[suffix], hashlib.sha256(content).hexdigest(), content)
    return Picture(name, found.width_px, found.height_px), kept


def pictured_store(picture: Picture, said: SaidOfUpload, now: datetime) -> bytes:
    """The document of a store of one floor that is as large as its picture, by a first guess of its scale.

    Raises
    ------
    InvalidInput
        The picture is so narrow that it is no floor.
    """
    stem = Path(picture.file).stem
    name = said.name or stem
    guess = first_guess(picture.width_px, picture.height_px)
    try:
        level = picture_level(picture, guess, text_of(stem)[:64], up_north_rad=0.0)
    except UnreadablePlan as error:
        raise unreadable("body", "", error, "unreadable-plan") from error
    if min(level.width_m, level.height_m) < NARROWEST_M:
        raise InvalidInput(
            "body",
            f"has {picture.width_px} x {picture.height_px} pixels: no floor",
            "floor-size",
            width_m=level.width_m,
            height_m=level.height_m,
        )
    return dumps(
        Store(
            venue_id=VenueId(said.store_id or file_name(name, "")),
            name=name,
            time_zone=said.time_zone or "UTC",
            revision=Revision(1, now, "drawn from a picture"),
            levels=(level,),
        )
    )
