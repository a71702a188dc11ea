"""The console's log-in over HTTP: the cookie, the limits, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from campaigns.accounts.domain import SESSION_IDLES
from campaigns.web.access import SESSION_COOKIE

if TYPE_CHECKING:
    from conftest import Served


def test_log_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get(served: Served) -> None:
    answer = served.log_in()
    assert answer.status_code == 200
    assert answer.json() == {"login": "boss", "role": "admin"}
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie, "the loopback speaks plain HTTP"
    assert served.browser.get("/v1/session").json() == {"login": "boss", "role": "admin"}


def test_log_out_ends_the_log_in_on_the_server(served: Served) -> None:
    served.log_in()
    token = served.browser.cookies[SESSION_COOKIE]
    assert served.staff("DELETE", "/v1/session").status_code == 204
    answer = served.phone.get("/v1/session", headers={"Cookie": f"{SESSION_COOKIE}={token}"})
    assert answer.status_code == 401


def test_use_keeps_a_log_in_alive_and_idling_ends_it(served: Served) -> None:
    served.log_in()
    for _ in range(3):
        served.clock.now += SESSION_IDLES - timedelta(minutes=2)
        assert served.browser.get("/v1/session").status_code == 200
    served.clock.now += SESSION_IDLES
    assert served.browser.get("/v1/session").status_code == 401


def test_wrong_passwords_are_limited_and_right_ones_are_not(served: Served) -> None:
    for _ in range(5):
        assert served.log_in().status_code == 200
    answers = [served.log_in("wrong password") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 100
    assert served.log_in().status_code == 429, "guessing does not go on with the right one"


def test_an_unknown_login_answers_as_a_wrong_password(served: Served) -> None:
    wrong = served.log_in("wrong password")
    unknown = served.browser.post("/v1/session", json={"login": "nobody", "password": "wrong password"})
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
