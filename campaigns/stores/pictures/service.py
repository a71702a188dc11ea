"""Pictures of plans: added once, never replaced, since revisions name them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from campaigns.errors import Conflict, NotFound
from campaigns.stores.pictures import repository
from campaigns.stores.pictures.domain import PICTURES_KEPT, StoredPicture
from campaigns.stores.service import Stores


class Pictures:
    """The pictures of all stores. The caller commits."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def add(self, session: Session, store_id: str, picture: StoredPicture, now: datetime) -> str:
        """Keep a picture and give the name it has here: another one may have its own already.

        Raises
        ------
        NotFound
            There is no such store.
        Conflict
            The store has as many pictures as are kept.
        """
        self._stores.settings(session, store_id)
        known = repository.sha256_by_file(session, store_id)
        file, stem = picture.file, PurePosixPath(picture.file)
        number = 1
        while known.get(file, picture.sha256) != picture.sha256:
            number += 1
            file = f"{stem.stem}-{number}{stem.suffix}"
        if file not in known:
            if len(known) >= PICTURES_KEPT:
                raise Conflict(
                    f"the store has {PICTURES_KEPT} pictures already", "pictures-full", most=PICTURES_KEPT
                )
            repository.insert(session, store_id, replace(picture, file=file), now)
        return file

    def get(self, session: Session, store_id: str, file: str) -> StoredPicture:
        """A picture. Raises `NotFound`."""
        self._stores.settings(session, store_id)
        picture = repository.picture_of(session, store_id, file)
        if picture is None:
            raise NotFound("picture", file)
        return picture
