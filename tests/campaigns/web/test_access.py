"""The gate: every route is marked, and lets in whom its mark says and nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import WebSocket
from fastapi.routing import RouteContext, iter_route_contexts
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from campaigns.accounts.domain import Role
from campaigns.web.access import SESSION_COOKIE, WITHOUT_STATEMENT, Caller, admitted_by, callers, roles_of
from campaigns.web.openapi import SCHEMES

if TYPE_CHECKING:
    from conftest import Served

UUID = "0190a7c2-5b1e-7c30-9f53-4f6f2a1d9e10"
REFUSED = {401, 403}


def http_routes(shared: Served, last: str = "") -> list[tuple[str, RouteContext]]:
    """(method, route) of the whole application; deleting `last`, the caller itself, comes at the end."""
    found = [
        (method, route) for route in iter_route_contexts(shared.app.routes) for method in route.methods or ()
    ]
    return sorted(found, key=lambda pair: pair[0] == "DELETE" and pair[1].path == last)


def path_of(route: RouteContext, store_id: str) -> str:
    """An address of the route; what is not a store is a UUID or a number that nothing has."""
    assert route.path_format is not None
    known = {"store_id": store_id, "path": "v1/nothing", "number": "9", "gtin": "4006381333931"}
    return re.sub(r"{(\w+)}", lambda name: known.get(name[1], UUID), route.path_format)


def test_every_route_is_marked(shared: Served) -> None:
    routes = list(iter_route_contexts(shared.app.routes))
    assert len(routes) > 25
    assert [route.path for route in routes if not admitted_by(route.endpoint)] == []


def test_nobody_passes_without_credentials_but_where_the_public_may(shared: Served) -> None:
    wrong = []
    for method, route in http_routes(shared):
        status = shared.browser.request(method, path_of(route, "corner-shop")).status_code
        expected_refusal = Caller.PUBLIC not in admitted_by(route.endpoint)
        if (status == 401) != expected_refusal or status == 403:
            wrong.append((method, route.path, status))
    assert wrong == []


def test_a_shopper_passes_where_shoppers_may(shared: Served) -> None:
    wrong = []
    token = shared.register()
    for method, route in http_routes(shared, last="/v1/shoppers/me"):
        status = shared.shopper(token, method, path_of(route, "corner-shop")).status_code
        admitted = admitted_by(route.endpoint)
        if Caller.SHOPPER in admitted or admitted == {Caller.PUBLIC}:
            passed = status not in REFUSED
        else:
            passed = status == 403
        if not passed:
            wrong.append((method, route.path, status))
    assert wrong == []
    assert shared.shopper(token, "GET", "/v1/shoppers/me").status_code == 401, "the last one erased me"


def test_staff_pass_where_staff_may(shared: Served) -> None:
    """A store that does not exist is asked for, so that nothing changes and no stream stays open."""
    assert shared.log_in().status_code == 200
    wrong = []
    for method, route in http_routes(shared, last="/v1/session"):
        status = shared.staff(method, path_of(route, "nowhere")).status_code
        admitted = admitted_by(route.endpoint)
        if Caller.STAFF in admitted or admitted == {Caller.PUBLIC}:
            passed = status not in REFUSED
        else:
            passed = status == 403
        if not passed:
            wrong.append((method, route.path, status))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_every_role_passes_where_its_role_may_and_nowhere_else(shared: Served, role: Role) -> None:
    assert shared.log_in(role=role).json()["role"] == role
    wrong = []
    for method, route in http_routes(shared, last="/v1/session"):
        if Caller.STAFF not in admitted_by(route.endpoint):
            continue
        answer = shared.staff(method, path_of(route, "nowhere"))
        roles = roles_of(route.endpoint)
        if role in roles:
            passed = answer.status_code not in REFUSED
        else:
            needed = f"this needs the role {' or '.join(sorted(roles))}; yours is {role}"
            passed = (answer.status_code, answer.json()["detail"]) == (403, needed)
        if not passed:
            wrong.append((method, route.path, answer.status_code))
    assert wrong == []


def test_an_admin_may_everything_and_an_operator_all_that_staff_may(shared: Served) -> None:
    assert frozenset({Role.ADMIN}) == WITHOUT_STATEMENT
    stated = [
        roles_of(route.endpoint)
        for _, route in http_routes(shared)
        if Caller.STAFF in admitted_by(route.endpoint)
    ]
    assert all(Role.ADMIN in roles for roles in stated)
    assert all(Role.OPERATOR in roles for roles in stated if Role.STAFF in roles)
    assert all(roles <= frozenset(Role) for roles in stated)


def test_what_staff_change_needs_the_header_that_no_foreign_form_can_send(shared: Served) -> None:
    shared.log_in()
    wrong = []
    for method, route in http_routes(shared):
        if admitted_by(route.endpoint) != {Caller.STAFF} or method in ("GET", "HEAD"):
            continue
        answer = shared.browser.request(method, path_of(route, "nowhere"))
        if answer.status_code != 403 or "X-Aislecast" not in answer.json()["detail"]:
            wrong.append((method, route.path, answer.status_code))
    assert wrong == []
    assert shared.browser.get("/v1/session").status_code == 200


@pytest.mark.parametrize("who", ["anonymous", "shopper", "staff"])
def test_a_route_without_a_mark_admits_nobody(served: Served, who: str) -> None:
    def forgotten() -> dict[str, str]:
        return {"secret": "yes"}

    # Before the console's pages, which answer for every path that nobody else has.
    served.app.add_api_route("/v1/forgotten", forgotten)
    served.app.router.routes.insert(0, served.app.router.routes.pop())
    if who == "shopper":
        answer = served.shopper(served.register(), "GET", "/v1/forgotten")
    else:
        if who == "staff":
            served.log_in()
        answer = served.staff("GET", "/v1/forgotten")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_a_socket_without_a_mark_is_refused_before_it_is_accepted(served: Served) -> None:
    async def forgotten(websocket: WebSocket) -> None:
        await websocket.accept()

    served.app.add_api_websocket_route("/v1/forgotten", forgotten)
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{served.url.replace('http', 'ws')}/v1/forgotten")
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("cookie", "header", "status"), [(True, False, 403), (True, True, 200), (False, True, 401)]
)
def test_a_staff_socket_needs_log_in_and_header(
    served: Served, cookie: bool, header: bool, status: int
) -> None:
    @callers(Caller.STAFF)
    async def watched(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    served.app.add_api_websocket_route("/v1/watched", watched)
    headers = {"X-Aislecast": "1"} if header else {}
    if cookie:
        served.log_in()
        headers["Cookie"] = f"{SESSION_COOKIE}={served.browser.cookies[SESSION_COOKIE]}"
    reached = 200
    try:
        with connect(f"{served.url.replace('http', 'ws')}/v1/watched", additional_headers=headers):
            pass
    except InvalidStatus as refused:
        reached = refused.response.status_code
    assert reached == status


def test_a_token_of_another_store_is_refused(shared: Served) -> None:
    token = shared.register()
    answer = shared.shopper(token, "POST", "/v1/stores/elsewhere/visits", json={})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "this token is of another store"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer a b", "Basic Ym9zczpib3Nz", "Bearer \xff"])
def test_wrong_tokens_are_unknown_callers(shared: Served, header: str) -> None:
    answer = shared.phone.get("/v1/shoppers/me", headers={"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1", "/v1/stores/", "/v1/../v1/x"])
def test_unknown_paths_all_look_the_same(shared: Served, path: str) -> None:
    shared.log_in()
    for client in (shared.phone, shared.browser):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_document_names_the_callers_of_every_route(shared: Served) -> None:
    document = shared.browser.get("/v1/openapi.json").json()
    marks: dict[tuple[str, str], Any] = {
        (str(route.path_format), method.lower()): admitted_by(route.endpoint)
        for method, route in http_routes(shared)
    }
    roles = {
        (str(route.path_format), method.lower()): roles_of(route.endpoint)
        for method, route in http_routes(shared)
    }
    described = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            admitted = marks[path, method]
            assert operation["x-callers"] == sorted(admitted)
            assert operation.get("x-roles") == (sorted(roles[path, method]) if "staff" in admitted else None)
            named = {next(iter(scheme), "") for scheme in operation["security"]}
            assert named == {SCHEMES[caller][0] for caller in SCHEMES if caller in admitted}
            reference = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
            assert reference == {"$ref": "#/components/schemas/Problem"}
            described += 1
    assert described > 25
