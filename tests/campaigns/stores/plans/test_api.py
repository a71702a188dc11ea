"""Plans of strangers over HTTP: what can be meant becomes a store, all else is refused and leaves nothing."""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from campaigns.stores.plans import reading
from zones.store import VenueId
from zones.storefile import dumps, loads

if TYPE_CHECKING:
    import httpx
    from conftest import Served

Json = dict[str, Any]


def png(width_px: int = 400, height_px: int = 200) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width_px, height_px), 255).save(file, "PNG")
    return file.getvalue()


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((400, 200), 60.0).save(file, "JPEG")
    return file.getvalue()


def png_that_says(width_px: int, height_px: int, pixels: bytes = b"") -> bytes:
    """A whole PNG whose header and pixels have nothing to do with each other."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(pixels, 9)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def geojson(*corners: tuple[float, float]) -> Json:
    ring = [[x, y] for x, y in (*corners, corners[0])]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "id": "u", "properties": {"name": "Floor"}, "geometry": geometry}


def collection(*features: Json) -> Json:
    return {"type": "FeatureCollection", "features": list(features)}


def degrees(*corners: tuple[float, float]) -> Json:
    """Corners in hundred-thousandths of a degree from 10 E on the equator: about 1.1 m each."""
    return geojson(*((10.0 + x / 1e5, y / 1e5) for x, y in corners))


FLOOR = degrees((0, 0), (100, 0), (100, 50), (0, 50))
SHOP = degrees((0, 30), (100, 30), (100, 50), (0, 50)) | {
    "id": "shop",
    "properties": {"level_id": "eg", "category": "retail"},
}
IMDF: Json = {
    "manifest": {"version": "1.0.0"},
    "venue": collection(FLOOR | {"id": "v", "properties": {"name": {"en": "Centre"}}}),
    "level": collection(FLOOR | {"id": "eg", "properties": {"ordinal": 0, "name": {"en": "EG"}}}),
    "unit": collection(SHOP),
}
CROSSED = degrees((0, 30), (100, 50), (100, 30), (0, 50)) | {"id": "shop", "properties": SHOP["properties"]}


def zipped(files: Json) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, document in files.items():
            suffix = "json" if kind == "manifest" else "geojson"
            archive.writestr(f"{kind}.{suffix}", json.dumps(document))
    return file.getvalue()


def bomb() -> bytes:
    """A zip of 300 kB that unpacks to 300 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(IMDF["manifest"]))
        archive.writestr("unit.geojson", b" " * 300_000_000)
    return file.getvalue()


def send(served: Served, content: bytes, **query: str) -> httpx.Response:
    return served.staff("POST", "/v1/plans", content=content, params={"kind": "trial", **query})


def test_a_picture_becomes_a_floor_whose_scale_is_not_set(shared: Served) -> None:
    shared.log_in(role="operator")
    content = png()
    query = {"store_id": "tea", "name": "Tea shop", "time_zone": "Asia/Tokyo", "file": "../Plan 1.PNG"}
    created = send(shared, content, **query)
    assert (created.status_code, created.json()["revision"]) == (201, 1), created.text
    assert (created.json()["name"], created.json()["time_zone"]) == ("Tea shop", "Asia/Tokyo")
    draft = shared.staff("GET", "/v1/stores/tea/draft").json()
    (level,) = draft["levels"]
    assert (level["image"]["file"], level["image"]["width_px"]) == ("Plan-1.png", 400)
    assert (round(level["width_m"], 2), round(level["height_m"], 2)) == (49.99, 25.0)
    (problem,) = [each for each in draft["problems"] if each["severity"] == "error"]
    assert (problem["code"], problem["kind"], problem["id"]) == ("scale not set", "level", level["id"])
    shown = shared.staff("GET", f"/v1/stores/tea/pictures/{level['image']['file']}")
    assert (shown.content, shown.headers["content-type"]) == (content, "image/png")
    assert shown.headers["x-content-type-options"] == "nosniff"
    known = {"If-None-Match": shown.headers["etag"], "X-Aislecast": "1"}
    again = shared.browser.get(f"/v1/stores/tea/pictures/{level['image']['file']}", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    measured = {key: level[key] for key in ("name", "ordinal", "north_rad", "width_m", "height_m", "image")}
    alignment = {"width_px": 400, "height_px": 200, "distances": [
        {"from_px": [0, 0], "to_px": [400, 0], "length_m": 20}]}  # fmt: skip
    found = shared.staff("POST", "/v1/alignments", json=alignment).json()
    measured |= {"width_m": found["width_m"], "height_m": found["height_m"]}
    measured["image"] = {**level["image"], "floor_from_image": found["floor_from_image"]}
    ring = [[0, 0], [20, 0], [20, 10], [0, 10], [0, 0]]
    outline = {"area": {"type": "Polygon", "coordinates": [ring]}}
    changes = [
        {"level_id": level["id"], "kind": "level", "id": level["id"], "value": measured},
        {"level_id": level["id"], "kind": "outline", "id": level["id"], "value": outline},
    ]
    saved = shared.staff(
        "POST", "/v1/stores/tea/draft/changes", json={"version": draft["version"], "changes": changes}
    )
    assert saved.json()["problems"] == [], "the scale is set"


def test_the_same_picture_is_kept_once_and_another_never_takes_its_place(shared: Served) -> None:
    shared.log_in(role="staff")
    names = [
        shared.staff("POST", "/v1/stores/corner-shop/pictures?file=plan.png", content=content).json()["file"]
        for content in (png(), png(), png(300, 300))
    ]
    assert names == ["plan.png", "plan.png", "plan-2.png"]
    assert shared.staff("GET", "/v1/stores/corner-shop/pictures/plan-2.png").content == png(300, 300)
    assert shared.staff("GET", "/v1/stores/corner-shop/pictures/other.png").status_code == 404
    assert shared.staff("GET", "/v1/stores/nowhere/pictures/plan.png").status_code == 404


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (png_that_says(30_000, 30_000), "30000 x 30000 pixels"),
        (png_that_says(16_000, 16_000, bytes(100_000_000)), "16000 x 16000 pixels"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "may carry scripts"),
        (b'<?xml version="1.0"?>\n<svg><script/></svg>', "may carry scripts"),
        (b"\x89PNG\r\n\x1a\n and then nothing of the kind", "no whole picture"),
        (png()[:200], "no whole picture"),
        (png_that_says(400, 200), "no whole picture"),
        (png_that_says(400, 200, bytes(401 * 100)), "no whole picture"),
        (png_that_says(400, 200, bytes(300_000_000)), "unpacks to far more pixels"),
        (jpeg()[: len(jpeg()) * 2 // 3], "no whole picture"),
        (b"\xff\xd8\xff\xe0 no picture", "no whole picture"),
        (b"%PDF-1.7", "is a PDF"),
        (b"Dear Sir or Madam", "is no floor plan"),
        (b"", "is no floor plan"),
        (png(9_000, 1), "no floor"),
        (b"[" * 100_000, "is no floor plan"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_refused_and_leaves_nothing(
    shared: Served, content: bytes, reason: str
) -> None:
    shared.log_in(role="operator")
    before = shared.staff("GET", "/v1/stores").json()
    answer = send(shared, content, store_id="never")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert reason in answer.json()["detail"]
    assert answer.json()["errors"][0]["where"] == "body"
    assert shared.staff("GET", "/v1/stores").json() == before


CUT: Json = {key: value for key, value in IMDF.items() if key != "unit"}
NULL_ISLAND = collection(geojson((0.0, 0.0), (0.001, 0.0), (0.001, 0.0005), (0.0, 0.0005)))


CROSSES = "outline-crosses"
NESTED = b'{"type": "FeatureCollection", "features": [' + b"[" * 50_000


@pytest.mark.parametrize(
    ("content", "where", "reason", "code"),
    [
        (zipped(CUT), "body", "holds no unit file", "archive-lacks"),
        (zipped(IMDF | {"unit": collection(CROSSED)}), "body/unit: features[0] (id shop)", "", CROSSES),
        (bomb(), "body", "unpacks to 300 MB", "archive-too-large"),
        (json.dumps(NULL_ISLAND).encode(), "body", "", "place-never-set"),
        (NESTED, "body", "nested too deeply", "nested-too-deeply"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_meant_is_refused_with_reason_and_place(
    shared: Served, content: bytes, where: str, reason: str, code: str
) -> None:
    shared.log_in(role="operator")
    before = shared.staff("GET", "/v1/stores").json()
    answer = send(shared, content, store_id="never")
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["where"].startswith(where), error
    assert reason in error["reason"]
    place = error.get("facts", {}).get("place", "")
    assert error["code"] == code
    assert error["where"] in (f"body: {place}", f"body/{place}") if place else error["where"] == "body", error
    assert place == "" or place not in error["reason"], error
    assert "/tmp" not in answer.text
    assert shared.staff("GET", "/v1/stores").json() == before


def test_an_imdf_archive_becomes_a_store(shared: Served) -> None:
    shared.log_in(role="operator")
    created = send(shared, zipped(IMDF), store_id="centre", time_zone="Europe/Berlin", file="棚" * 200)
    assert created.status_code == 201, created.text
    assert (created.json()["name"], created.json()["time_zone"]) == ("Centre", "Europe/Berlin")
    shown = shared.staff("GET", "/v1/stores/centre/map").json()["levels"][0]
    assert [unit["id"] for unit in shown["units"]] == ["shop"]
    assert send(shared, png(), store_id="centre").status_code == 409


def test_a_store_file_comes_with_everything(shared: Served, store_document: bytes) -> None:
    shared.log_in(role="operator")
    plan = dumps(replace(loads(store_document), venue_id=VenueId("copied")))
    assert send(shared, plan, name="Copied").json()["name"] == "Copied"
    assert send(shared, plan.replace(b'"version": 1', b'"version": 99')).status_code == 422
    assert send(shared, plan, store_id="a/b").status_code == 422
    assert send(shared, plan, store_id="c", time_zone="Mars/North").status_code == 422


def test_a_reader_that_takes_too_long_is_ended(shared: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_S", -59.99)
    shared.log_in(role="operator")
    answer = send(shared, zipped(IMDF), store_id="slow")
    assert (answer.status_code, "s to read" in answer.json()["detail"]) == (422, True)


def at(from_px: list[float], to_px: list[float], length_m: float) -> Json:
    return {"from_px": from_px, "to_px": to_px, "length_m": length_m}


def measured(**more: Any) -> Json:
    return {"width_px": 400, "height_px": 200, "distances": [at([0, 100], [200, 100], 10)]} | more


def test_an_alignment_says_how_well_its_measures_fit(shared: Served) -> None:
    shared.log_in(role="staff")
    first, second = measured()["distances"][0], {"from_px": [0, 0], "to_px": [0, 200], "length_m": 10.1}
    alone = shared.staff("POST", "/v1/alignments", json=measured()).json()
    assert alone["floor_from_image"] == pytest.approx([0.05, 0, 0, 0, -0.05, 10])
    assert (alone["width_m"], alone["height_m"], alone["residual_m"]) == (20.0, 10.0, None)
    assert alone["north_rad"] == pytest.approx(math.pi / 2)
    both = shared.staff("POST", "/v1/alignments", json=measured(distances=[first, second])).json()
    assert [row["stated_m"] for row in both["rows"]] == [10.0, 10.1]
    assert both["rows"][0]["difference_m"] == pytest.approx(0.05)
    assert both["rows"][1]["difference_m"] == pytest.approx(-0.05)
    assert both["residual_m"] == pytest.approx(0.05)
    arrow = {"from_px": [100, 100], "to_px": [150, 100]}  # north is to the right
    turned = shared.staff("POST", "/v1/alignments", json=measured(north=arrow)).json()
    assert turned["north_rad"] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("body", "where", "reason"),
    [
        (measured(distances=[at([0, 100], [200, 100], 10), at([0, 0], [0, 200], 20)]),
         "distances", "two scales contradict each other"),
        (measured(distances=[]), "distances", "needs a distance"),
        (measured(distances=[at([0, 0], [0, 0], 1)]), "distances", "say nothing"),
        (measured(distances=[at([0, 0], [900, 0], 1)]), "distances", "outside"),
        (measured(distances=[at([0, 0], [1, 0], 900)]), "distances", "no floor"),
        (measured(distances=[at([0, 0], [1, 0], -1)]), "distances", "say nothing"),
        (measured(north={"from_px": [1, 1], "to_px": [1, 1]}), "north", "points nowhere"),
        (measured(width_px=0), "body.width_px", ""),
        (measured(width_px=30_000), "body.width_px", ""),
    ],
)  # fmt: skip
def test_measures_that_contradict_or_say_nothing_are_refused(
    shared: Served, body: Json, where: str, reason: str
) -> None:
    shared.log_in(role="staff")
    answer = shared.staff("POST", "/v1/alignments", json=body)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["where"] in (where, "points")) == (422, True), answer.text
    assert reason in error["reason"]


def test_the_plan_of_a_mall_becomes_a_floor(shared: Served, recordings: Path) -> None:
    shared.log_in(role="operator")
    content = (recordings / "malls" / "site1-B1" / "floor_image.png").read_bytes()
    created = send(shared, content, store_id="b1", name="B1", file="floor_image.png")
    assert created.status_code == 201
    assert shared.staff("GET", "/v1/stores/b1/pictures/floor_image.png").content == content
