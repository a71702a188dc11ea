"""Slows the guessing of passwords down without shutting out the person whose password is guessed."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from campaigns.errors import TooManyRequests
from campaigns.web.rates import RateLimit

PER_S = 300.0
"""Wrong passwords are counted over five minutes: about 3,000 guesses a day for each address, where a random
password of 12 characters needs more than 10^20."""

ADDRESSES_OF_A_LOGIN = 5
"""How many addresses together may use up what one login is allowed: a single one never can."""

PLACES_KEPT = 10_000
"""Places that people logged in from, the latest of them; a chain has some hundred."""


class GuessLimit:
    """Wrong passwords of each address, and of each login from all the places its owner never came from.

    Whoever guesses without end takes up every turn of a login as it falls due. So an address from which the
    right password came before does not wait for the login's turn: it has its own address's alone. Places are
    held in memory, as the counts are.

    Parameters
    ----------
    failures : wrong passwords of one address in five minutes; a login has `ADDRESSES_OF_A_LOGIN` times that.
    """

    def __init__(self, failures: int, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._by_address = RateLimit(failures, PER_S, clock_s)
        self._by_login = RateLimit(ADDRESSES_OF_A_LOGIN * failures, PER_S, clock_s)
        self._places: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, login: str, address: str) -> None:
        """Count a try, before it is known to be wrong. Raises `TooManyRequests`."""
        self._by_address.take(address)
        if self._is_familiar(login, address):
            return
        try:
            self._by_login.take(login)
        except TooManyRequests:
            self._by_address.give_back(address)  # it was no try: others share the address
            raise

    def succeeded(self, login: str, address: str) -> None:
        """The password was right: uncount the try and keep the place."""
        self._by_address.give_back(address)
        if not self._is_familiar(login, address):
            self._by_login.give_back(login)
        with self._lock:
            self._places[login, address] = None
            self._places.move_to_end((login, address))
            if len(self._places) > PLACES_KEPT:
                self._places.popitem(last=False)

    def _is_familiar(self, login: str, address: str) -> bool:
        with self._lock:
            return (login, address) in self._places
