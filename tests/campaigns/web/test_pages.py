"""The console as it was built: files that never change, an index that does, nothing from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Served


@pytest.fixture
def built(shared: Served) -> Served:
    console = shared.folder / "console"
    (console / "assets").mkdir(parents=True, exist_ok=True)
    (console / "index.html").write_text("<!doctype html><title>Console</title>")
    (console / "assets" / "index-4f3a.js").write_text("export {}")
    (shared.folder / "secret.txt").write_text("do not tell")
    return shared


def test_before_it_is_built_a_page_says_how(served: Served) -> None:
    answer = served.browser.get("/")
    assert answer.status_code == 503
    assert "python3 dev.py setup" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/", "/stores", "/stores/corner-shop/live", "/log-in"])
def test_addresses_of_the_console_give_its_index(built: Served, path: str) -> None:
    answer = built.browser.get(path)
    assert answer.status_code == 200
    assert "Console" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


def test_hashed_files_are_kept_for_ever(built: Served) -> None:
    answer = built.browser.get("/assets/index-4f3a.js")
    assert answer.text == "export {}"
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_file_that_is_missing_is_not_the_index(built: Served) -> None:
    answer = built.browser.get("/assets/index-old.js")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("path", "status"), [("/" + "a" * 300, 200), ("/" + "a" * 300 + ".js", 404)])
def test_a_name_longer_than_any_file_is_no_defect(built: Served, path: str, status: int) -> None:
    assert built.browser.get(path).status_code == status


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/a%00b"]
)
def test_nothing_outside_the_folder_is_served(built: Served, path: str) -> None:
    assert "do not tell" not in built.browser.get(path).text


def test_a_page_loads_only_what_the_service_serves(built: Served) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in built.browser.get("/").headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not any("unsafe" in sources or "*" in sources for sources in policy.values())


def test_figures_count_routes_without_identifiers(built: Served) -> None:
    built.browser.get("/v1/stores/corner-shop/summary")
    figures = built.browser.get("/metrics").text
    assert (
        'aislecast_requests_total{method="GET",route="/v1/stores/{store_id}/summary",status="200"}' in figures
    )
    assert "corner-shop" not in figures
