"""Runs the jobs, one after the other, each in a process of its own.

A fit takes a minute of two cores, and compiled code that holds its lock while it compiles: in the service's
own process it would keep shoppers' frames waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy.orm import Session

from campaigns.errors import DatabaseFailed
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.jobs.domain import Job, JobKind, JobState, Standing
from campaigns.stores.jobs.repository import Outcome
from campaigns.stores.jobs.service import Jobs
from campaigns.stores.jobs.work import DIGEST, FITTED, ORDER, RESULT, STORE, WALKS

log = structlog.get_logger("aislecast.jobs")

WriteWalks = Callable[[Session, str, str, Path], int]
"""Write the recordings of a store's level into a folder, and tell how many there were."""

DATABASE_RETRY_S = 5.0
LONGEST_REASON = 400


@dataclass(slots=True)
class _Running:
    job: Job
    process: Process | None = None
    is_cancelled: bool = False
    stage: str = ""
    share: float = 0.0
    began_s: float = 0.0


class JobRunner:
    """The queue's worker. `start` and `stop` belong to the event loop's life."""

    def __init__(
        self,
        jobs: Jobs,
        database: Database,
        writer: Writer,
        clock: Callable[[], datetime],
        walks: Sequence[WriteWalks],
    ) -> None:
        self._jobs = jobs
        self._database = database
        self._writer = writer
        self._clock = clock
        self._walks = walks
        self._asked = asyncio.Event()
        self._running: _Running | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up the queue; what ran when the service ended is told as interrupted."""
        await self._writer.run(lambda session: self._jobs.interrupt_running(session, self._clock()))
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """End the job that runs, with its process; it is told as interrupted at the next start."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    def wake(self) -> None:
        """A job was asked for."""
        self._asked.set()

    @property
    def standing(self) -> Standing | None:
        """How far the job that runs has come. Ask before the job is read: it may end in between."""
        running = self._running
        if running is None:
            return None
        elapsed_s = time.monotonic() - running.began_s
        return Standing(running.job.number, running.stage, running.share, elapsed_s)

    async def cancel(self, job: Job) -> bool:
        """End a job, waiting or running; one that is over stays as it is, and False says so."""
        running = self._running
        if running is not None and running.job.number == job.number:
            running.is_cancelled = True
            _kill(running.process)
            return True
        return await self._writer.run(lambda session: self._jobs.cancel_queued(session, job, self._clock()))

    async def _work(self) -> None:
        while True:
            self._asked.clear()
            try:
                job = await asyncio.to_thread(self._database.read, self._jobs.next_queued)
                if job is not None:
                    await self._do(job)
                    continue
            except DatabaseFailed:  # that the storage logged
                await asyncio.sleep(DATABASE_RETRY_S)
                continue
            await self._asked.wait()

    async def _do(self, job: Job) -> None:
        # Known before it is begun: who cancels it while the writer begins it would find it nowhere.
        running = self._running = _Running(job, began_s=time.monotonic())
        try:
            if not await self._writer.run(lambda session: self._jobs.begin(session, job, self._clock())):
                return
            await self._end(job, await self._outcome_or_why(running))
        finally:
            self._running = None

    async def _end(self, job: Job, outcome: Outcome) -> None:
        """Store what came of a job, once the database takes it: else it would run for ever, and whoever asks
        for the same would be given it.
        """
        while True:
            try:
                await self._writer.run(lambda session: self._jobs.end(session, job, outcome, self._clock()))
                return
            except DatabaseFailed:  # that the storage logged
                await asyncio.sleep(DATABASE_RETRY_S)

    async def _outcome_or_why(self, running: _Running) -> Outcome:
        """What came of a job, whatever happens to it."""
        try:
            return await self._outcome(running)
        except DatabaseFailed:
            return Outcome(JobState.FAILED, "the database could not be read")
        except Exception:  # the worker's loop: one job's defect must not end the queue
            log.exception("job_failed", kind=running.job.kind)
            return Outcome(JobState.FAILED, "the service failed; it was logged")

    async def _outcome(self, running: _Running) -> Outcome:
        """What came of the job's process."""
        with TemporaryDirectory(prefix="aislecast-job-") as name:
            folder = Path(name)
            walks = await asyncio.to_thread(self._lay_out, running.job, folder)
            if running.job.kind is JobKind.FIT and not walks:
                return Outcome(JobState.FAILED, "no survey walk of this level is stored")
            failure = await self._watched(running, folder)
            if running.is_cancelled:
                return Outcome(JobState.CANCELLED)
            if failure is not None:
                return Outcome(JobState.FAILED, failure[:LONGEST_REASON])
            return await asyncio.to_thread(_found, folder)

    def _lay_out(self, job: Job, folder: Path) -> int:
        """Write down all that the process needs; tells how many walks there are."""
        (folder / ORDER).write_text(json.dumps(job.order), "utf-8")
        (folder / STORE).write_bytes(self._database.read(lambda session: self._jobs.document(session, job)))
        to = folder / WALKS
        to.mkdir()
        if job.kind is not JobKind.FIT:
            return 0
        return self._database.read(
            lambda session: sum(write(session, job.store_id, job.level_id, to) for write in self._walks)
        )

    async def _watched(self, running: _Running, folder: Path) -> str | None:
        """Run the process and note how far it comes; tells why it failed."""
        told = folder / "stderr.txt"
        with told.open("wb") as stderr:
            process = running.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "campaigns.stores.jobs.work", str(folder),
                stdin=PIPE, stdout=PIPE, stderr=stderr, start_new_session=True,
            )  # fmt: skip
        try:
            if running.is_cancelled:  # meanwhile
                _kill(process)
            failure = await _followed(process, running)
            status = await process.wait()
        finally:
            _kill(process)
            await process.wait()
        if status == 0 or running.is_cancelled or failure is not None:
            return failure
        last_line = told.read_text("utf-8", "replace").rstrip().rpartition("\n")[2]
        log.error("job_process_failed", kind=running.job.kind, status=status, last_line=last_line)
        return f"its process ended with status {status}; it was logged"


async def _followed(process: Process, running: _Running) -> str | None:
    """Note what a process tells until it ends; gives why it failed, when it says so."""
    assert process.stdout is not None
    failure: str | None = None
    async for line in process.stdout:
        told = json.loads(line)
        if "failed" in told:
            failure = str(told["failed"])
        else:
            running.stage, running.share = told["stage"], told["share"]
    return failure


def _found(folder: Path) -> Outcome:
    result = (folder / RESULT).read_bytes()
    fitted = folder / FITTED
    if not fitted.is_file():
        return Outcome(JobState.DONE, result=result)
    digest = (folder / DIGEST).read_text("utf-8")
    return Outcome(JobState.DONE, result=result, document=fitted.read_bytes(), map_digest=digest)


def _kill(process: Process | None) -> None:
    """End a process with its own workers, which are in its group."""
    if process is not None and process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
