"""Serves the built console: its files, and its index for every address that the console itself routes."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from campaigns.errors import NotFound
from campaigns.web.access import Caller, callers
from campaigns.web.methods import CONSOLE_PATH, is_of_the_api, methods_at

INDEX = "index.html"
HASHED = "assets"
"""The folder whose files carry a hash of their content in their names: they never change."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""What a page of the console may load: itself, and nothing from anywhere else."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Aislecast</title>
<h1>The console was not built</h1>
<p>The service is running and its API answers. From a clone of the project, <code>python3 dev.py setup</code>
builds the pages; an installed package brings them along.</p>
</html>
"""


def routes(folder: Path) -> APIRouter:
    """The console's files in `folder`. Include these last: they answer for every path nobody else has."""
    router = APIRouter(include_in_schema=False)
    root = folder.resolve()

    @router.api_route(CONSOLE_PATH, methods=["GET", "HEAD"])
    @callers(Caller.PUBLIC)
    def page(path: str, request: Request) -> Response:
        """A file of the console, or its index."""
        if is_of_the_api(f"/{path}"):
            if methods_at(f"/{path}", request.app.routes):
                raise HTTPException(405)
            raise NotFound("route", f"/{path}"[:100])
        if not (root / INDEX).is_file():
            return HTMLResponse(NOT_BUILT, 503, headers={"Cache-Control": "no-store", **HEADERS})
        file = _file_of(root, path)
        if file is None and "." in path.rsplit("/", 1)[-1]:
            raise NotFound("file", f"/{path}"[:100])
        unchanging = file is not None and path.startswith(f"{HASHED}/")
        caching = "public, max-age=31536000, immutable" if unchanging else "no-cache"
        return FileResponse(file or root / INDEX, headers={"Cache-Control": caching, **HEADERS})

    return router


def _file_of(root: Path, path: str) -> Path | None:
    """The file at `path` below `root`; None for folders, missing files and ways out."""
    if "\0" in path:
        return None
    file = (root / path).resolve()
    is_file = os.path.isfile(file)  # noqa: PTH113 (`Path.is_file` raises for a name that is too long)
    return file if is_file and file.is_relative_to(root) else None
