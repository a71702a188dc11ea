"""The web server around the application: uvicorn, set up as measured in the design."""

from __future__ import annotations

import gc
import signal
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from campaigns.errors import AddressTaken, CampaignError
from campaigns.settings import Settings
from campaigns.web.connections import BoundedHttp, BoundedSocket

LARGEST_MESSAGE_BYTES = 256 * 1024
"""The largest JSON frame (`docs/wire.md`); the server closes a socket that sends more with 1009."""


class StartFailed(CampaignError):
    """The application did not start; the log says why."""

    def __init__(self) -> None:
        super().__init__("the service did not start")


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn runs the application.

    Binary frames hardly shrink, and per-message deflate cost 1.7 times the CPU time when it was tried.
    Access is logged and counted by `campaigns.web.requests`, without paths and addresses.
    """
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=BoundedHttp,
        ws=BoundedSocket,
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_MESSAGE_BYTES,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=settings.shutdown_grace_s,
    )


class Server(uvicorn.Server):
    """Says when it listens, and ends the pages' endless streams before it waits for open requests."""

    def __init__(
        self, app: FastAPI, settings: Settings, on_listening: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(server_config(app, settings))
        self._end_streams: Callable[[], None] = app.state.end_streams
        self._on_listening = on_listening

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_listening()


def _end(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _keep_for_good() -> None:
    """Take what is there at the start, most of it code, out of later garbage collections.

    A full one halts every thread while it looks at all that is kept: 180 to 350 ms beside a draft of 5,000
    features, and 15 to 40 ms of what came since (`benchmarks/frame_latency.py` shows it as late frames).
    """
    gc.collect()
    gc.freeze()


def run(app: FastAPI, settings: Settings, on_listening: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests under way and queued jobs are finished.

    Parameters
    ----------
    on_listening : called with the service's address once it answers.

    Raises
    ------
    AddressTaken, StartFailed
        And what opening the database raises: `DatabaseFailed`, `DatabaseInUse`, `SchemaOutdated`,
        `SchemaUnknown`.
    """
    signal.signal(signal.SIGTERM, _end)  # uvicorn raises the signal again when it has shut down
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise AddressTaken(settings.host, settings.port, error.strerror or str(error)) from error
        host = f"[{settings.host}]" if family is socket.AF_INET6 else settings.host
        url = f"http://{host}:{listener.getsockname()[1]}"
        app.state.open()  # here what fails is told in one line, in the server's own start by a traceback

        def listening() -> None:
            _keep_for_good()
            on_listening(url)

        server = Server(app, settings, listening)
        try:
            server.run(sockets=[listener])
        except SystemExit as exit_:
            if exit_.code != 0:  # the end after SIGTERM is as good as any
                raise StartFailed from exit_
