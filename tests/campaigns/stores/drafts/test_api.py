"""Drafts and revisions over HTTP: drawn by several, published, compared, rolled back, attacked."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from campaigns.accounts.service import Accounts
from campaigns.stores.drafts.api import SAVES
from campaigns.stores.service import Stores
from zones.storefile import dumps, loads

if TYPE_CHECKING:
    from conftest import Served

DRAFT = "/v1/stores/corner-shop/draft"
REVISIONS = "/v1/stores/corner-shop/revisions"
Json = dict[str, Any]


def area(x1: float, y1: float, x2: float, y2: float) -> Json:
    ring = [[x1, y1], [x2, y1], [x2, y2], [x1, y2], [x1, y1]]
    return {"type": "Polygon", "coordinates": [ring]}


def shelf(id_: str = "shelf", x_m: float = 5.0, name: str = "Shelf") -> Json:
    value = {"name": name, "area": area(x_m, 1, x_m + 2, 2)}
    return {"level_id": "ground", "kind": "fixture", "id": id_, "value": value}


def zone(id_: str = "tea", **value: Any) -> Json:
    told = {"name": "Tea", "kind": "shelf", "area": area(12, 2, 18, 8)} | value
    return {"level_id": "ground", "kind": "zone", "id": id_, "value": told}


class Desk:
    """A person at the draft, who remembers the version that they saw last."""

    def __init__(self, served: Served, role: str = "staff") -> None:
        served.browser.cookies.clear()
        served.log_in(role=role)
        self.cookies = dict(served.browser.cookies)
        self._url = served.url
        self.look()

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"X-Aislecast": "1"}
        return httpx.request(
            method, self._url + path, headers=headers, cookies=self.cookies, timeout=20, **request
        )

    def look(self) -> Json:
        found: Json = self.ask("GET", DRAFT).json()
        self.version = found["version"]
        return found

    def save(self, *changes: Json, **more: Any) -> httpx.Response:
        body = {"version": self.version, "changes": list(changes)} | more
        answer = self.ask("POST", f"{DRAFT}/changes", json=body)
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def publish(self, note: str = "") -> httpx.Response:
        return self.ask("POST", f"{DRAFT}/publish", json={"version": self.version, "note": note})

    def revision(self) -> int:
        return int(self.ask("GET", "/v1/stores/corner-shop").json()["revision"])


def ids(draft: Json, kind: str) -> set[str]:
    return {feature["id"] for feature in draft["levels"][0]["features"] if feature["kind"] == kind}


@pytest.fixture
def sam(shared: Served) -> Desk:
    """A member of staff before an empty draft."""
    desk = Desk(shared)
    desk.ask("DELETE", DRAFT, params={"version": desk.version})
    desk.look()
    return desk


def test_a_draft_is_drawn_published_and_empty_again(shared: Served, sam: Desk) -> None:
    before = sam.look()
    assert (before["changed"], before["base_revision"]) == (0, before["current_revision"])
    saved = sam.save(shelf("first"), reason="autosave")
    assert (saved.status_code, saved.json()["changed"]) == (200, 1)
    assert "first" in ids(sam.look(), "fixture")
    assert sam.revision() == before["current_revision"], "nobody else sees a draft"
    published = sam.publish("A shelf by the door")
    assert published.json() == {"revision": before["current_revision"] + 1}
    after = sam.look()
    assert (after["changed"], after["base_revision"]) == (0, before["current_revision"] + 1)
    assert after["version"] > saved.json()["version"]
    shown = sam.ask("GET", "/v1/stores/corner-shop/map").json()["levels"][0]["fixtures"]
    assert "first" in {fixture["id"] for fixture in shown}
    newest = sam.ask("GET", REVISIONS).json()["items"][0]
    assert (newest["by"], newest["note"], newest["radio"]) == ("sam", "A shelf by the door", False)
    actions = [(entry.actor, entry.action) for entry in shared.database.read(Accounts().audit_entries)[:2]]
    assert actions == [("sam", "map.publish"), ("sam", "draft.change")]
    assert sam.publish().status_code == 422, "there is nothing to publish"


def test_two_writers_at_the_same_feature(shared: Served, sam: Desk) -> None:
    olga = Desk(shared, "operator")
    assert sam.save(shelf("both", name="Sam's")).status_code == 200
    beside = olga.save(shelf("hers"))
    assert [other["id"] for other in beside.json()["others"]] == ["both"]
    olga.version -= 1  # as a page that was asleep
    refused = sam.save(shelf("hers", name="Mine"))
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (409, "urn:aislecast:problem:draft-conflict")
    assert refused.headers["content-type"] == "application/problem+json"
    (conflict,) = problem["conflicts"]
    assert (conflict["id"], conflict["by"], conflict["base"]) == ("hers", "olga", None)
    assert (conflict["yours"]["name"], conflict["theirs"]["name"]) == ("Mine", "Shelf")
    names = [f["value"]["name"] for f in sam.look()["levels"][0]["features"] if f["id"] == "hers"]
    assert names == ["Shelf"], "nothing of a refused save is stored"
    assert sam.save(shelf("hers", name="Mine")).status_code == 200, "now it was seen"


def test_many_writers_at_once_lose_nothing(shared: Served, sam: Desk) -> None:
    path, headers = f"{shared.url}{DRAFT}/changes", {"X-Aislecast": "1"}
    cookies = sam.cookies

    def save(number: int) -> int:
        fought = [] if number % 2 else [shelf("fought over", name=str(number))]
        body = {"version": sam.version, "changes": [shelf(f"s{number}"), *fought]}
        return httpx.post(path, json=body, headers=headers, cookies=cookies, timeout=20).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(save, range(16)))
    assert statuses[1::2] == [200] * 8
    assert sorted(statuses[::2]) == [200] + [409] * 7, "one of those that fought won"
    kept = ids(sam.look(), "fixture")
    assert {f"s{n}" for n, status in enumerate(statuses) if status == 200} <= kept
    assert not {f"s{n}" for n, status in enumerate(statuses) if status == 409} & kept


def test_a_map_that_came_by_another_way_is_met_by_rebasing(
    shared: Served, sam: Desk, store_document: bytes
) -> None:
    olga = Desk(shared, "operator")
    assert sam.save(zone(name="Sam's tea"), shelf("kept")).status_code == 200
    store = loads(store_document)
    level = store.level()
    tea = level.zones[0]

    other = replace(store, levels=(replace(level, zones=(replace(tea, name="Olga's tea"),)),))
    number = olga.ask("PUT", "/v1/stores/corner-shop/map", content=dumps(other)).json()["revision"]
    draft = sam.look()
    assert (draft["base_revision"], draft["current_revision"]) == (number - 1, number)
    refused = sam.publish()
    assert refused.status_code == 409
    assert [clash["id"] for clash in refused.json()["conflicts"]] == ["tea"]
    rebase = {"version": sam.version, "take": []}
    assert sam.ask("POST", f"{DRAFT}/rebase", json=rebase).status_code == 409
    rebase["take"] = [{"level_id": "ground", "kind": "zone", "id": "tea", "side": "draft"}]
    rebased = sam.ask("POST", f"{DRAFT}/rebase", json=rebase)
    assert (rebased.status_code, rebased.json()["base_revision"]) == (200, number)
    sam.version = rebased.json()["version"]
    assert sam.publish().json() == {"revision": number + 1}
    names = sam.ask("GET", "/v1/stores/corner-shop/map").json()["levels"][0]["zones"]
    assert [each["name"] for each in names] == ["Sam's tea"]


def test_a_stale_page_cannot_publish_rebase_or_discard(sam: Desk) -> None:
    sam.save(shelf("stale"))
    sam.version -= 1
    rebase = sam.ask("POST", f"{DRAFT}/rebase", json={"version": sam.version, "take": []})
    discard = sam.ask("DELETE", DRAFT, params={"version": sam.version})
    for answer in (sam.publish(), rebase, discard):
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:aislecast:problem:draft-conflict")


def test_restoring_gives_the_equal_document_and_the_draft_follows(shared: Served, sam: Desk) -> None:
    before = sam.revision()
    sam.save(shelf("soon gone"))
    sam.publish()
    assert sam.ask("POST", f"{REVISIONS}/{before}/restore", json={}).status_code == 403
    olga = Desk(shared, "operator")
    restored = olga.ask("POST", f"{REVISIONS}/{before}/restore", json={"note": "Too narrow"})
    assert restored.json() == {"revision": before + 2}
    found = olga.ask("GET", f"{REVISIONS}/{before}/difference", params={"to": before + 2}).json()
    assert (found["changes"], found["radio_changed"]) == ([], False)
    documents = [
        shared.database.read(partial(Stores().document, store_id="corner-shop", number=number))
        for number in (before, before + 2)
    ]
    assert documents[0] == documents[1]
    draft = sam.look()
    assert (draft["changed"], draft["base_revision"]) == (0, before + 2)
    assert "soon gone" not in ids(draft, "fixture")
    assert olga.ask("POST", f"{REVISIONS}/{before}/restore", json={}).status_code == 409
    assert olga.ask("POST", f"{REVISIONS}/999/restore", json={}).status_code == 404


def test_a_page_from_before_a_restore_does_not_bring_back_what_it_never_saw(
    shared: Served, sam: Desk
) -> None:
    before = sam.revision()
    sam.save(zone(name="Renamed"))
    sam.publish()
    sleepy = Desk(shared)
    olga = Desk(shared, "operator")
    assert olga.ask("POST", f"{REVISIONS}/{before}/restore", json={}).status_code == 200
    refused = sleepy.save(zone(name="Renamed again"))
    assert refused.status_code == 409
    (conflict,) = refused.json()["conflicts"]
    assert (conflict["theirs"]["name"], conflict["by"]) != ("Renamed", "sam")


def test_a_difference_names_what_was_added_changed_and_removed(sam: Desk) -> None:
    wall = {"level_id": "ground", "kind": "wall", "id": "mine", "value": {"line": [[3, 0], [3, 2]]}}
    door = {"level_id": "ground", "kind": "entrance", "id": "door", "value": None}
    base = sam.look()["base_revision"]
    assert sam.save(wall, door, zone(name="Coffee")).status_code == 200
    found = sam.ask("GET", f"{REVISIONS}/{base}/difference", params={"to": "draft"}).json()
    assert found["counts"] == {"added": 1, "changed": 1, "removed": 1}
    assert {(each["kind"], each["name"]) for each in found["changes"]} == {
        ("wall", ""),
        ("entrance", "Door"),
        ("zone", "Coffee"),
    }


def test_errors_on_the_map_are_told_with_their_place_and_refuse_publishing(sam: Desk) -> None:
    saved = sam.save(zone("outside", name="Outside", area=area(25, 2, 28, 8)))
    assert saved.status_code == 200, "a draft may be wrong"
    errors = [each for each in saved.json()["problems"] if each["severity"] == "error"]
    assert {(each["level"], each["code"], each["kind"], each["id"]) for each in errors} == {
        ("ground", "outside", "zone", "outside"),
        ("ground", "unwalkable", "zone", "outside"),
    }
    assert errors == [
        each for each in sam.ask("GET", f"{DRAFT}/problems").json()["items"] if each["severity"] == "error"
    ]
    refused = sam.publish()
    assert (refused.status_code, refused.json()["title"]) == (422, "Unpublishable draft")
    assert "zone Outside lies outside the floor" in refused.json()["detail"]


CROSSED = {"type": "Polygon", "coordinates": [[[12, 2], [18, 8], [18, 2], [12, 8], [12, 2]]]}
BEACON = {"level_id": "ground", "kind": "beacon", "id": "mac:aa"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (zone(area=CROSSED), "changes[0].value.area"),
        (zone(area=area(float("nan"), 2, 18, 8)), "changes[0].value.area.coordinates[0][0]"),
        (zone(area=area(12, 2, float("inf"), 8)), "changes[0].value.area.coordinates[0][1]"),
        (zone(area=area(1200, 2, 1800, 8)), "changes[0].value"),
        (zone(colour="red"), "changes[0].value.colour"),
        (zone(id="milk"), "changes[0].value.id"),
        (zone(kind="garden"), "changes[0].value.kind"),
        (zone(name="\ud800"), "body"),
        (zone(name="n" * 2_000), "changes[0].value.name"),
        (zone("a\x00b"), "changes[0].id"),
        (zone(""), "changes[0].id"),
        (zone("z" * 65), "changes[0].id"),
        (zone() | {"level_id": None}, "changes[0].level_id"),
        (zone() | {"level_id": "cellar"}, "changes[0].level_id"),
        (zone() | {"value": [1]}, "body.changes.0.value"),
        (zone() | {"kind": "dragon"}, "body.changes.0.kind"),
        ({"kind": "store", "id": "bakery", "value": {}}, "changes[0].id"),
        ({"kind": "store", "id": "corner-shop", "value": None}, "changes[0].value"),
        ({"kind": "store", "id": "corner-shop", "value": {"name": "x", "time_zone": "Mars/A"}},
         "changes[0].value.time_zone"),
        ({"level_id": "ground", "kind": "outline", "id": "ground", "value": None}, "changes[0].value"),
        ({"level_id": "ground", "kind": "level", "id": "ground", "value": None}, "changes[1].level_id"),
        ({"level_id": "ground", "kind": "wall", "id": "w", "value": {"line": [[1, 1]]}},
         "changes[0].value.line"),
        (BEACON | {"value": {"x_m": 1, "y_m": 1, "sd_m": 0}}, "changes[0].value.sd_m"),
        (BEACON | {"value": {"x_m": True, "y_m": 1, "sd_m": 1}}, "changes[0].value.x_m"),
        (BEACON | {"value": {"x_m": 1, "y_m": 1, "sd_m": 1, "rssi_1m_dbm": -60}},
         "changes[0].value.rssi_1m_dbm"),
        ({"level_id": "ground", "kind": "face", "id": "f", "value": {
            "name": "F", "x1_m": 1, "y1_m": 1, "x2_m": 2, "y2_m": 1, "normal_x": 0, "normal_y": 1,
            "zone_id": "nowhere"}}, "draft.levels[0].faces[0].zone_id"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_read_is_refused_with_its_place(sam: Desk, change: Json, where: str) -> None:
    before = sam.look()
    body = json.dumps({"version": sam.version, "changes": [change, shelf("beside")]})
    answer = sam.ask("POST", f"{DRAFT}/changes", content=body)
    assert answer.status_code == 422, answer.text
    told = answer.json()["errors"][0]["where"]
    assert told == where or where == "body"
    assert sam.look() == before


def test_a_zone_goes_only_together_with_the_faces_before_it(sam: Desk) -> None:
    face = {"name": "F", "x1_m": 12, "y1_m": 8, "x2_m": 18, "y2_m": 8, "normal_x": 0, "normal_y": -1}
    key = {"level_id": "ground", "kind": "face", "id": "f"}
    assert sam.save(key | {"value": face | {"zone_id": "tea"}}).status_code == 200
    gone = zone() | {"value": None}
    refused = sam.save(gone)
    assert refused.status_code == 422
    assert "no zone tea on this level, which face f looks out on" in refused.json()["detail"]
    assert sam.save(gone, key | {"value": face}).status_code == 200


def test_a_level_comes_with_its_outline_and_goes_with_what_lies_on_it(sam: Desk) -> None:
    frame = {"name": "Cellar", "ordinal": -1, "north_rad": 0.0, "width_m": 20, "height_m": 10}
    cellar = {"level_id": "cellar", "kind": "level", "id": "cellar", "value": frame}
    outline = {"level_id": "cellar", "kind": "outline", "id": "cellar", "value": {"area": area(0, 0, 20, 10)}}
    assert sam.save(cellar).json()["errors"][0]["where"] == "changes[0].id"
    assert sam.save(cellar, outline, shelf("rack") | {"level_id": "cellar"}).status_code == 200
    assert [level["id"] for level in sam.look()["levels"]] == ["ground", "cellar"]
    assert sam.save(cellar | {"value": None}).json()["changed"] == 0


ODD_IDS = ["é", "a/b", "a b", "%2e%2e", "'; drop table stores; --", "棚", "x" * 64, "w0", "__proto__"]


def test_odd_ids_are_ids_like_others(sam: Desk) -> None:
    assert sam.save(*(shelf(id_) for id_ in ODD_IDS)).status_code == 200
    assert set(ODD_IDS) <= ids(sam.look(), "fixture")
    assert sam.publish().status_code == 200
    assert set(ODD_IDS) <= ids(sam.look(), "fixture")


def test_two_thousand_changes_at_once_and_not_one_more(sam: Desk) -> None:
    many = [shelf(f"m{i}", x_m=1 + i % 15) for i in range(2_000)]
    assert sam.save(*many).json()["changed"] == 2_000
    assert sam.save(*({**each, "value": None} for each in many)).json()["changed"] == 0
    refused = sam.save(*many, shelf("one more"))
    assert (refused.status_code, refused.json()["errors"][0]["where"]) == (422, "body.changes")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"version": 1', 422),
        (b'{"version": "1", "changes": []}', 422),
        (b'{"version": 1e999, "changes": []}', 422),
        (b'{"version": 1, "changes": [], "more": 1}', 422),
        (b'{"version": 1, "changes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 422),
        (b'{"version": 1, "changes": [{"kind": "zone", "id": "a", "level_id": "ground", "value": {"area": '
         + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}}]}", 422),
        (b" " * (4 * 1024 * 1024 + 1), 413),
        (b"\xff\xfe", 422),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_bodies_that_are_none_are_problems(sam: Desk, body: bytes, status: int) -> None:
    answer = sam.ask("POST", f"{DRAFT}/changes", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_versions_of_another_life_and_empty_saves(sam: Desk) -> None:
    version = sam.version
    for strange in (0, -5, version + 10, 10**9):
        sam.version = strange
        assert sam.save(shelf(f"v{strange}")).status_code == 409
    sam.version = version
    assert sam.save().json()["version"] == version
    assert sam.save(shelf("twice", name="A"), shelf("twice", name="B")).status_code == 422


def test_a_store_that_does_not_exist_has_no_draft(shared: Served) -> None:
    shared.log_in()
    nowhere = "/v1/stores/nowhere"
    asked = [
        ("GET", "/draft", None),
        ("GET", "/draft/problems", None),
        ("POST", "/draft/changes", {"version": 1, "changes": []}),
        ("POST", "/draft/publish", {"version": 1}),
        ("POST", "/draft/rebase", {"version": 1, "take": []}),
        ("DELETE", "/draft?version=1", None),
        ("GET", "/revisions", None),
        ("GET", "/revisions/1/difference?to=draft", None),
        ("POST", "/revisions/1/restore", {}),
    ]
    for method, path, body in asked:
        answer = shared.staff(method, nowhere + path, **({} if body is None else {"json": body}))
        assert (answer.status_code, answer.json()["detail"]) == (404, "no store nowhere"), path
    assert shared.staff("GET", f"{REVISIONS}/1/difference?to=99").status_code == 404
    assert shared.staff("GET", f"{REVISIONS}/1/difference?to=nothing").status_code == 422
    assert shared.staff("GET", f"{REVISIONS}/{2**70}/difference?to=1").status_code in (404, 422)


def test_saves_are_limited_for_each_person(shared: Served, sam: Desk) -> None:
    """The last of this file: the administrator has no saves left after it."""
    shared.browser.cookies.clear()
    shared.log_in()
    statuses = (shared.staff("POST", f"{DRAFT}/changes", content=b"").status_code for _ in range(4 * SAVES))
    assert 429 in statuses, "the bucket fills by two a second; nobody asks as slowly as that"
    assert sam.save().status_code == 200, "others save on"
