"""The process of the demo: a service on a thread, shoppers beside it, a clean end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from campaigns.accounts.domain import Role
from campaigns.accounts.service import Accounts
from campaigns.app import create_app
from campaigns.client.service import Service
from campaigns.client.together import together
from campaigns.demo.shops import PATIENCE_S, Demo, run_mall, run_shop
from campaigns.settings import Settings
from campaigns.storage import schema
from campaigns.storage.database import Database
from campaigns.web.server import Server

LOGIN = "demo"
STARTS_WITHIN_S = 60.0
STOPS_WITHIN_S = 4.0
GRACE_S = 3


class DemoProcess:
    """The service on a thread of its own, the demo's shoppers on the main one."""

    def __init__(self, folder: Path, bound: socket.socket, demo: Demo, mall: Path | None) -> None:
        self._folder = folder
        self._socket = bound
        self._demo = demo
        self._mall = mall
        host, port = bound.getsockname()
        self._url = f"http://{host}:{port}"
        self._settings = Settings(data_dir=folder / "service", shutdown_grace_s=GRACE_S)

    async def run(self, tell: Callable[[str], None]) -> None:
        """Run until SIGINT, SIGTERM or, where it is not ignored, SIGHUP."""
        # The service's own log goes into the folder: the terminal is for the address and the offers.
        logging.basicConfig(filename=self._folder / "service.log", level=logging.INFO)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                loop.add_signal_handler(number, stop.set)
        password = secrets.token_urlsafe(12)
        await asyncio.to_thread(self._add_admin, password)
        with self._serving() as server:
            show = asyncio.create_task(self._show(server, password, tell))
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({show, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            show.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await show

    def _add_admin(self, password: str) -> None:
        self._settings.data_dir.mkdir(mode=0o700, parents=True)
        database = Database(self._settings.database)
        try:
            schema.upgrade(database)
            now = datetime.now(UTC)
            database.write(lambda session: Accounts().add_user(session, LOGIN, password, Role.ADMIN, now))
        finally:
            database.close()

    @contextmanager
    def _serving(self) -> Iterator[Server]:
        server = Server(create_app(self._settings), self._settings)
        thread = threading.Thread(target=server.run, args=([self._socket],), name="service", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.should_exit = True
            thread.join(STOPS_WITHIN_S)

    async def _show(self, server: Server, password: str, tell: Callable[[str], None]) -> None:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while not server.started:
                await asyncio.sleep(0.05)
        async with Service(self._url, patience_s=PATIENCE_S, rng=np.random.default_rng()) as service:
            await service.log_in(LOGIN, password)
            tell(f"console:  {self._url}/\nlog-in:   {LOGIN}\npassword: {password}\nCtrl-C ends the demo.\n")

            def timed(line: str) -> None:
                tell(f"{datetime.now().astimezone():%H:%M:%S}  {line}")

            shows = [run_shop(service, self._demo, timed)]
            if self._mall is not None:
                shows.append(run_mall(service, self._mall, self._folder, self._demo, timed))
            await together(shows)
