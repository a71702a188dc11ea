"""What the desk changes reaches people on the floor: zones, faces, times at once, walls and beacons later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import sqlalchemy as sa

from campaigns.visits.paths import decode
from campaigns.visits.tables import path_chunks, visits, zone_stays
from positioning import wire
from positioning.types import LevelId, SensorFrame

if TYPE_CHECKING:
    from conftest import Served

CLOCK_NS = 5_000_000_000
NOON = "2026-01-31T12:00:00Z"
LEVEL = LevelId("ground")
Json = dict[str, Any]


class Walker:
    """A shopper's app: one visit, frame by frame."""

    def __init__(self, served: Served, store_id: str) -> None:
        self._served = served
        self._token = served.register(store_id=store_id)
        self._sent = 0
        self.visit: UUID = uuid4()
        hello = {"visit_id": str(self.visit), "clock_ns": CLOCK_NS, "utc": NOON}
        answer = served.shopper(self._token, "POST", f"/v1/stores/{store_id}/visits", json=hello)
        assert answer.status_code == 201, answer.text

    def send(self, frames: Sequence[SensorFrame]) -> None:
        for start in range(0, len(frames), 10):
            body = [
                wire.encode_json(frame, self.visit, self._sent + i, CLOCK_NS, [])
                for i, frame in enumerate(frames[start : start + 10])
            ]
            answer = self._served.shopper(self._token, "POST", f"/v1/visits/{self.visit}/frames", json=body)
            assert answer.status_code == 200, answer.text
            self._sent += len(body)

    def path(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """x and y of every pose (n, 2)."""
        query = sa.select(path_chunks.c.poses).where(path_chunks.c.visit_id == str(self.visit))
        chunks = self._served.database.read(
            lambda s: s.execute(query.order_by(path_chunks.c.first_sequence)).scalars().all()
        )
        return np.array([(pose.x_m, pose.y_m) for pose in decode(chunks, LEVEL).poses()])

    def stays(self) -> list[Any]:
        query = sa.select(zone_stays).where(zone_stays.c.visit_id == str(self.visit))
        return list(self._served.database.read(lambda s: s.execute(query).all()))

    def began_on(self) -> int:
        query = sa.select(visits.c.map_revision).where(visits.c.id == str(self.visit))
        return int(self._served.database.read(lambda s: s.execute(query).scalar_one()))


@pytest.fixture
def shops(served: Served, demo_document: bytes) -> Served:
    """The demo shop, and its twin that nobody changes."""
    served.log_in()
    for document in (demo_document, demo_document.replace(b'"demo-shop"', b'"twin-shop"')):
        assert served.staff("POST", "/v1/stores?kind=trial", content=document).status_code == 201
    return served


def publish(served: Served, *changes: Json) -> int:
    """Change and publish the demo shop's map as a member of staff."""
    served.log_in(role="staff")
    path = "/v1/stores/demo-shop/draft"
    version = served.staff("GET", path).json()["version"]
    saved = served.staff("POST", f"{path}/changes", json={"version": version, "changes": list(changes)})
    assert saved.status_code == 200, saved.text
    answer = served.staff("POST", f"{path}/publish", json={"version": saved.json()["version"]})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["revision"])


def level_of(served: Served) -> Json:
    found: Json = served.staff("GET", "/v1/stores/demo-shop/draft").json()
    return found


def feature(kind: str, id_: str, value: Json | None) -> Json:
    return {"level_id": LEVEL, "kind": kind, "id": id_, "value": value}


def test_zones_faces_and_times_from_the_desk_hold_from_the_next_frame_on(
    shops: Served, walks: list[list[SensorFrame]]
) -> None:
    walker, before, after = Walker(shops, "demo-shop"), walks[0][:20], walks[0][20:22]
    walker.send(before)
    assert {stay.map_revision for stay in walker.stays()} <= {1}
    draft = level_of(shops)
    width_m, height_m = draft["levels"][0]["width_m"], draft["levels"][0]["height_m"]
    ring = [[0, 0], [width_m, 0], [width_m, height_m], [0, height_m], [0, 0]]
    everywhere = {"name": "All", "kind": "area", "area": {"type": "Polygon", "coordinates": [ring]}}
    at_once = {"enter_hold_s": 0.0, "stop_s": 0.0, "engage_s": 0.0, "facing_probability": 0.001}
    rules = draft["store"]["rules"] | at_once
    faces = [f for f in draft["levels"][0]["features"] if f["kind"] == "face"]
    wider = [feature("face", f["id"], f["value"] | {"reach_m": 60.0}) for f in faces]
    shop = {"kind": "store", "id": "demo-shop", "value": draft["store"] | {"rules": rules}}
    assert publish(shops, feature("zone", "everywhere", everywhere), shop, *wider) == 2
    assert [stay for stay in walker.stays() if stay.kind == "face"] == []
    walker.send(after)
    new = [stay for stay in walker.stays() if stay.map_revision == 2]
    (entered,) = [stay.entered_at for stay in new if stay.place_id == "everywhere"]
    began = datetime.fromisoformat(NOON)
    seconds = timedelta(seconds=(after[0].t_end_s - before[0].t_start_s) + 1.0)
    assert timedelta(seconds=19) <= entered - began <= seconds, "by the very next frame"
    assert {stay.kind for stay in new} == {"zone", "face"}, "faces reach farther now, too"
    assert walker.began_on() == 1


def test_walls_and_beacons_from_the_desk_reach_only_visits_that_begin_later(
    shops: Served, walks: list[list[SensorFrame]]
) -> None:
    walk = walks[1]
    walker, twin = Walker(shops, "demo-shop"), Walker(shops, "twin-shop")
    walker.send(walk[:10])
    twin.send(walk)
    level = level_of(shops)["levels"][0]
    moved = [
        feature("beacon", f["id"], f["value"] | {"x_m": level["width_m"] - f["value"]["x_m"]})
        for f in level["features"]
        if f["kind"] == "beacon"
    ]
    wall = feature("wall", "new", {"line": [[0, 1.0], [0.5, 1.0]]})
    assert publish(shops, *moved, wall) == 2
    later = Walker(shops, "demo-shop")
    walker.send(walk[10:])
    later.send(walk)
    np.testing.assert_array_equal(walker.path(), twin.path())
    assert (walker.began_on(), later.began_on()) == (1, 2)
    assert np.abs(later.path() - walker.path()).max() > 1.0, "mirrored beacons lead elsewhere"
    shops.log_in(role="staff")
    newest = shops.staff("GET", "/v1/stores/demo-shop/revisions").json()["items"][0]
    assert (newest["number"], newest["radio"]) == (2, True)
