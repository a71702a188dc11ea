"""Files of strangers, read where they can do no harm: in a process of their own that may not grow or go on.

Such a program calls `confine` first; what it refuses it tells by `refuse`.
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from campaigns.errors import InvalidInput
from campaigns.refusals import Code, Fact
from campaigns.stores.unreadable import refused

WAITING_S = 60
"""How much longer than its own time a program may take by the clock: visits of a busy machine go first."""

MOST_MEMORY_BYTES = 2 * 1024**3
"""What it may hold: five times what a mall of 700 shops needs."""

STDIN = 0
NO_FACTS: Mapping[str, Fact] = MappingProxyType({})

REFUSED = 3
"""Its exit status when it says why."""


def read_apart(module: str, order: str, source: Path, longest_s: float) -> None:
    """Let `python -m module order` read a file, which lies in a folder of its own.

    Raises
    ------
    InvalidInput
        What the program refuses, with the reason and the place; or it took too much.
    """
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    tied, held = os.pipe()  # nothing is written: it ends when this process does, however that happens
    try:
        ended = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-m", module, order],
            stdin=tied, capture_output=True, timeout=longest_s + WAITING_S, check=False, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise InvalidInput(
            "body", f"takes longer than {longest_s} s to read", "plan-too-much", longest_s=longest_s
        ) from error
    finally:
        os.close(tied)
        os.close(held)
    if ended.returncode == REFUSED:
        told = json.loads(ended.stdout)
        where = told["where"].replace(str(source), "body")
        place = where.removeprefix("body").strip("/: ")
        raise refused(where, place, told["reason"], told["fault"], told["facts"], "unreadable-plan")
    if ended.returncode != 0:
        raise InvalidInput(
            "body",
            f"needs more than {MOST_MEMORY_BYTES // 1024**3} GB or {longest_s} s to be read",
            "plan-too-much",
            longest_s=longest_s,
        )


def confine(source: Path, longest_s: float) -> None:
    """Bound this process, which reads `source`: its processor time, its memory, its turn among others; and
    let it go with the service that began it.
    """
    threading.Thread(target=_go_with_the_service, args=(source.parent,), daemon=True).start()
    os.nice(10)  # visits of the same machine go first
    seconds = max(1, math.ceil(longest_s))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def _go_with_the_service(folder: Path) -> None:
    while os.read(STDIN, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)  # nobody else will
    os._exit(1)


def refuse(where: str, reason: str, fault: Code | None, facts: Mapping[str, Fact] = NO_FACTS) -> int:
    """Say why a file is refused; gives the program's exit status."""
    print(json.dumps({"where": where, "reason": reason, "fault": fault, "facts": dict(facts)}))
    return REFUSED


def refuse_memory(longest_s: float) -> int:
    """Say that reading takes more memory than there is for it."""
    reason = f"needs more than {MOST_MEMORY_BYTES // 1024**3} GB to be read"
    return refuse("body", reason, "plan-too-much", {"longest_s": longest_s})
