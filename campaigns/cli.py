"""`aislecast`: the commands of every part, mounted in one place.

The modules mounted here import what is heavy inside their commands, so that help comes at once.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

import typer

from campaigns.commands import (
    admin,
    adverts,
    beacon,
    beacon_plan,
    client,
    demo,
    healing,
    plan,
    products,
    replay,
    report,
    scan,
    serve,
    sim,
    survey,
    survey_export,
    survey_quality,
    survey_scan,
    track,
)
from campaigns.commands.output import INTERRUPTED, warn

ERROR_MODULES = frozenset(
    f"{package}.errors" for package in ("positioning", "zones", "mapping_tool", "firmware_sim", "campaigns")
)
"""Where the base of each package's errors lives; they are not imported for that, since importing is slow."""

DATABASE_ERRORS = frozenset({"ArgumentError", "DatabaseError"})
"""A URL that is none; a file that is missing, no database, or cannot be written. Not imported, as above."""

ONE_BLAS_THREAD = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Our matrices are 6 x 6. Handing them to BLAS threads made a radio map's fit 9 times slower on two cores
(48.6 s of CPU against 5.5 s on site1-B1), and would take the cores from the service."""

ENDINGS = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
"""From supervisors and closed terminals; Windows has no SIGHUP."""

app = typer.Typer(
    name="aislecast",
    help="Indoor positioning and in-store retail media, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.add_typer(plan.plan)
survey.survey.command("quality")(survey_quality.quality)
survey.survey.command("heal")(healing.heal_recorded)
survey.survey.command("export")(survey_export.export)
survey.survey.command("send")(survey_scan.send)
app.add_typer(survey.survey)
beacon.beacon.command("plan")(beacon_plan.plan_beacons)
beacon.beacon.command("scan")(scan.scan)
app.add_typer(beacon.beacon)
app.add_typer(adverts.adverts)
app.command("track")(track.track)
app.command("evaluate")(track.evaluate)
app.command("replay")(replay.replay)
app.command("client")(client.client)
app.add_typer(sim.sim)
app.add_typer(report.report)
app.add_typer(products.products)
admin.store.command("heal")(healing.heal_store)
admin.store.command("proposals")(healing.proposals)
app.add_typer(admin.store)
app.add_typer(admin.user)
app.add_typer(serve.db)


def main() -> None:
    """Run a command; an error of our own becomes one line on stderr and the exit status 1."""
    for number in ENDINGS:
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup has a command outlast its terminal
            signal.signal(number, _interrupt)
    for name, count in ONE_BLAS_THREAD.items():
        os.environ.setdefault(name, count)  # read when numpy is first imported, which the commands do
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:
        line = told(error)
        if line is None:
            raise
        warn(f"aislecast: {line}")
        raise SystemExit(1) from None


def _interrupt(_number: int, frame: FrameType | None) -> None:
    """End as on Ctrl-C: a supervisor's stop leaves nobody in a shop and no survey unsent.

    `serve` and `demo` have their own ways.
    """
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler):  # Ctrl-C is ignored, as of a script's command with &; this is not
        handler = signal.default_int_handler
    handler(signal.SIGINT, frame)


def told(error: Exception) -> str | None:
    """An error as one line, when it states a fact about the input or the surroundings; None for a defect."""
    if is_ours(error):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if any(
        base.__module__ == "sqlalchemy.exc" and base.__name__ in DATABASE_ERRORS
        for base in type(error).__mro__
    ):
        return f"database: {getattr(error, 'orig', None) or error}"
    return None


def is_ours(error: Exception) -> bool:
    """Whether an error is of our own classes."""
    return any(base.__module__ in ERROR_MODULES for base in type(error).__mro__)


if __name__ == "__main__":
    main()
