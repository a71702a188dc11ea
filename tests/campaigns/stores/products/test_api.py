"""Products over HTTP: by file, by hand, on faces that go, and found by shoppers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from campaigns.accounts.service import Accounts
from campaigns.stores.products.api import FINDS_A_MINUTE
from campaigns.web.access import SESSION_COOKIE
from campaigns.web.spreadsheet import as_typed

Served = Any
ROOT = Path(__file__).parents[4]
DEMO = json.loads((ROOT / "firmware_sim" / "stores" / "demo_shop.json").read_text("utf-8"))
EXAMPLE = (ROOT / "examples" / "products_ja.csv").read_text("utf-8")
PATH = "/v1/stores/demo-shop/products"
TEA, COFFEE = "4901234567894", "4903456789016"


@pytest.fixture(scope="module")
def cookie(running: Served) -> str:
    assert running.log_in().status_code == 200
    made = running.staff("POST", "/v1/stores?kind=trial", content=json.dumps(DEMO))
    assert made.status_code == 201, made.text
    return str(running.browser.cookies[SESSION_COOKIE])


@pytest.fixture
def console(shared: Served, cookie: str) -> Served:
    shared.browser.cookies.set(SESSION_COOKIE, cookie)
    return shared


@pytest.fixture
def listed(console: Served) -> Served:
    """The Japanese example is stored, and nothing else."""
    answer = send(console, EXAMPLE.encode("cp932"), replace=True)
    assert answer.status_code == 200, answer.text
    return console


def send(console: Served, content: bytes | str, **query: Any) -> Any:
    params = {name: str(value).lower() if value is True else value for name, value in query.items()}
    return console.staff(
        "POST",
        f"{PATH}/import",
        content=content if isinstance(content, bytes) else content.encode(),
        params=params,
    )


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[name] for name in ("new", "changed", "moved", "removed", "unchanged"))


def test_a_file_is_compared_then_stored_and_again_changes_nothing(console: Served) -> None:
    header = "gtin,name\n"
    assert counts(send(console, header, replace=True).json())[0] == 0
    dry = send(console, EXAMPLE, dry_run=True, replace=True).json()
    assert (counts(dry), dry["is_stored"], dry["fault_count"]) == ((6, 0, 0, 0, 0), False, 0)
    assert console.staff("GET", PATH).json()["total"] == 0
    coffee = next(each for each in dry["differences"] if each["gtin"] == COFFEE)
    assert (coffee["before"], coffee["after"]["faces"]) == (None, ["coffee", "espresso"])
    stored = send(console, EXAMPLE, expect=dry["digest"], replace=True).json()
    assert (counts(stored), stored["is_stored"]) == (counts(dry), True)
    again = send(console, EXAMPLE.encode("utf-8-sig")).json()
    assert (counts(again), again["differences"]) == ((0, 0, 0, 0, 6), [])
    entries = console.database.read(lambda session: Accounts().audit_entries(session, 5))
    assert ("products.import", "demo-shop") in [(entry.action, entry.subject) for entry in entries]

    changed = f"gtin,name,category,face\n{TEA},緑茶 600ml,飲料,juice\n"
    dry = send(console, changed, dry_run=True).json()
    assert counts(dry) == (0, 1, 1, 0, 0)
    assert console.staff("PUT", f"{PATH}/{TEA}", json={"name": "麦茶"}).status_code == 200
    stale = send(console, changed, expect=dry["digest"])
    assert stale.status_code == 200, "the difference asked for is still the one to the same list"
    assert console.staff("GET", PATH, params={"q": TEA}).json()["items"][0]["name"] == "緑茶 600ml"
    assert console.staff("DELETE", f"{PATH}/{TEA}").status_code == 204
    without = send(console, changed, expect="0" * 16)
    assert without.status_code == 409


def test_one_wrong_line_stops_all_unless_the_others_are_asked_for(listed: Served) -> None:
    wrong = f"gtin,name,face\n96385074,Gum,till\n{COFFEE},ドリップコーヒー 10袋,rice\n123,x,\n"
    refused = send(listed, wrong)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["where"], error["code"], error["facts"]) == (
        "body.line 4.gtin",
        "lines-wrong",
        {"count": 2},
    )
    dry = send(listed, wrong, dry_run=True).json()
    told = [(fault["line"], fault["column"], fault["code"], fault["facts"]) for fault in dry["faults"]]
    assert told == [(4, "gtin", "gtin-length", {"digits": 3}), (2, "face", "no-face", {"faces": "till"})]
    assert listed.staff("GET", PATH, params={"q": "gum"}).json()["total"] == 0
    stored = send(listed, wrong, skip_wrong=True).json()
    assert stored["is_stored"]
    page = listed.staff("GET", PATH, params={"face": "rice"}).json()
    assert [item["gtin"] for item in page["items"]] == [COFFEE]


def test_what_is_exported_is_what_was_stored_and_no_formula(listed: Served) -> None:
    names = ["=cmd|'/C calc'!A0", "'quoted", "+1", "@home", "-5 %", 'a "b", c']
    for number, name in zip(("96385074", "036000291452", "4006381333931", "5901234123457", "10614141000415",
                             "00012345678905"), names, strict=True):  # fmt: skip
        put = listed.staff("PUT", f"{PATH}/{number}", json={"name": name, "category": "=1+1"})
        assert put.status_code == 200, put.text
    exported = listed.staff("GET", f"{PATH}/export").content
    rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
    assert len(rows) == 13
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    assert set(names) <= {as_typed(row["name"]) for row in rows}
    again = send(listed, exported, replace=True).json()
    assert counts(again) == (0, 0, 0, 0, 12)


def test_by_hand_on_faces_and_off_again(listed: Served) -> None:
    def change(**body: Any) -> Any:
        return listed.staff("POST", "/v1/stores/demo-shop/placements", json=body)

    assert change(add=[{"gtin": TEA, "face_id": "juice"}]).json() == {"changed": 1}
    assert change(add=[{"gtin": TEA, "face_id": "juice"}]).json() == {"changed": 0}
    faces = listed.staff("GET", "/v1/stores/demo-shop/placements").json()["items"]
    assert {face["face_id"]: face["products"] for face in faces}["juice"] == 1
    assert len(faces) == len(DEMO["levels"][0]["faces"])
    assert change(remove=[{"gtin": TEA, "face_id": "juice"}]).json() == {"changed": 1}
    unknown = change(add=[{"gtin": COFFEE, "face_id": "tea"}, {"gtin": TEA, "face_id": "moon"}])
    assert (unknown.status_code, unknown.json()["errors"][0]["where"]) == (422, "add")
    assert change(add=[{"gtin": "96385074", "face_id": "tea"}]).status_code == 404
    assert change(add=[{"gtin": "96385075", "face_id": "tea"}]).status_code == 422
    assert listed.staff("GET", PATH, params={"face": "tea"}).json()["total"] == 2
    categories = listed.staff("GET", f"{PATH}/categories").json()["items"]
    assert categories == [
        {"category": "菓子", "products": 2},
        {"category": "食品", "products": 1},
        {"category": "飲料", "products": 3},
    ]


def test_a_face_that_goes_keeps_its_products_and_says_so(listed: Served) -> None:
    level = DEMO["levels"][0]
    without = DEMO | {"levels": [level | {"faces": [f for f in level["faces"] if f["id"] != "tea"]}]}
    assert listed.staff("PUT", "/v1/stores/demo-shop/map", content=json.dumps(without)).status_code == 200
    try:
        item = listed.staff("GET", PATH, params={"q": TEA}).json()["items"][0]
        assert item["places"] == [{"face_id": "tea", "face_name": None, "level_id": None, "is_gone": True}]
        gone = [
            f for f in listed.staff("GET", "/v1/stores/demo-shop/placements").json()["items"] if f["is_gone"]
        ]
        assert [(face["face_id"], face["products"]) for face in gone] == [("tea", 2)]
        exported = listed.staff("GET", f"{PATH}/export").content
        assert counts(send(listed, exported).json())[:4] == (0, 0, 0, 0)
        found = listed.staff("GET", "/v1/stores/demo-shop/finder", params={"q": TEA}).json()["items"]
        assert (found[0]["gtin"], found[0]["places"]) == (TEA, [])
    finally:
        assert listed.staff("PUT", "/v1/stores/demo-shop/map", content=json.dumps(DEMO)).status_code == 200


def test_a_shopper_finds_where_to_stand_and_cannot_ask_without_end(listed: Served) -> None:
    token = listed.register(store_id="demo-shop")

    def find(words: str) -> Any:
        params = {"q": words}
        return listed.shopper(token, "GET", "/v1/stores/demo-shop/finder", params=params)

    (coffee,) = find("ｺｰﾋｰ").json()["items"]
    assert (coffee["gtin"], [place["face_id"] for place in coffee["places"]]) == (
        COFFEE,
        ["coffee", "espresso"],
    )
    face = next(f for f in DEMO["levels"][0]["faces"] if f["id"] == "coffee")
    place = coffee["places"][0]
    off_x_m = place["x_m"] - (face["x1_m"] + face["x2_m"]) / 2
    off_y_m = place["y_m"] - (face["y1_m"] + face["y2_m"]) / 2
    assert off_x_m * face["normal_x"] + off_y_m * face["normal_y"] == pytest.approx(0.8, abs=0.01)
    assert find("せんべい 塩").json()["items"][0]["places"][0]["face_name"] == "Crisps"
    assert find("%").json()["items"] == []
    assert find("   ").json()["items"] == []
    statuses = [find("茶").status_code for _ in range(FINDS_A_MINUTE)]
    assert statuses[-1] == 429
    elsewhere = listed.shopper(token, "GET", "/v1/stores/corner-shop/finder", params={"q": "tea"})
    assert elsewhere.status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/export"),
        ("GET", "/categories"),
        ("POST", "/import"),
        ("PUT", f"/{TEA}"),
        ("DELETE", f"/{TEA}"),
    ],
)
def test_only_people_of_the_console_may(shared: Served, method: str, path: str) -> None:
    assert shared.staff(method, PATH + path, json={"name": "x"}).status_code == 401
    token = shared.register()
    assert shared.shopper(token, method, PATH + path, json={"name": "x"}).status_code == 403


def test_a_file_beyond_the_limit_is_not_read(console: Served) -> None:
    assert send(console, b"gtin,name\n" + b"x" * (9 * 1024 * 1024), dry_run=True).status_code == 413
