"""Guessing is slow, and the right person gets in while it goes on."""

from __future__ import annotations

from contextlib import suppress

import pytest

from campaigns.accounts import guessing
from campaigns.accounts.guessing import ADDRESSES_OF_A_LOGIN, PER_S, GuessLimit
from campaigns.errors import TooManyRequests

FAILURES = 3


class Watch:
    """Monotonic seconds, set by the test."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limit(watch: Watch) -> GuessLimit:
    return GuessLimit(FAILURES, watch)


def guess(limit: GuessLimit, login: str, *addresses: str) -> int:
    """As many wrong passwords from each address as are let through."""
    passed = 0
    for address in addresses:
        for _ in range(FAILURES + 1):
            try:
                limit.take(login, address)
            except TooManyRequests:
                break
            passed += 1
    return passed


def test_an_address_has_its_number_over_all_logins(limit: GuessLimit) -> None:
    for k in range(FAILURES):
        limit.take(f"login {k}", "1")
    with pytest.raises(TooManyRequests):
        limit.take("another", "1")


def test_a_login_has_its_number_over_all_addresses(limit: GuessLimit, watch: Watch) -> None:
    assert guess(limit, "boss", *map(str, range(20))) == FAILURES * ADDRESSES_OF_A_LOGIN
    watch.now_s += PER_S
    assert guess(limit, "boss", *map(str, range(20))) == FAILURES * ADDRESSES_OF_A_LOGIN


def test_one_address_that_guesses_without_end_shuts_nobody_out(limit: GuessLimit, watch: Watch) -> None:
    let_through = 0
    for _ in range(1000):
        watch.now_s += 10.0
        guess(limit, "boss", "guesser")
        with suppress(TooManyRequests):
            limit.take("boss", "owner, new here")
            let_through += 1
        watch.now_s += PER_S / FAILURES
    assert let_through == 1000


def test_many_addresses_shut_the_owner_out_of_new_places_only(limit: GuessLimit) -> None:
    limit.take("boss", "office")
    limit.succeeded("boss", "office")
    guess(limit, "boss", *map(str, range(20)))
    limit.take("boss", "office")
    with pytest.raises(TooManyRequests):
        limit.take("boss", "hotel")


def test_a_familiar_place_guesses_no_faster(limit: GuessLimit) -> None:
    limit.take("boss", "office")
    limit.succeeded("boss", "office")
    assert guess(limit, "boss", "office") == FAILURES


def test_a_try_that_the_login_refused_is_not_counted_for_its_address(limit: GuessLimit) -> None:
    guess(limit, "boss", *map(str, range(20)))
    for _ in range(2 * FAILURES):
        with pytest.raises(TooManyRequests):
            limit.take("boss", "office")
    assert guess(limit, "clerk", "office") == FAILURES


def test_the_places_of_old_are_forgotten(limit: GuessLimit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "PLACES_KEPT", 2)
    for place in ("old", "office", "home"):
        limit.take("boss", place)
        limit.succeeded("boss", place)
    guess(limit, "boss", *map(str, range(20)))
    limit.take("boss", "home")
    with pytest.raises(TooManyRequests):
        limit.take("boss", "old")
