"""Background jobs over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import Response
from sqlalchemy.orm import Session

from campaigns.accounts.api import Staff
from campaigns.accounts.domain import ANY_ROLE, OPERATORS
from campaigns.accounts.service import Accounts
from campaigns.errors import Refused
from campaigns.storage.database import Database
from campaigns.storage.writer import Writer
from campaigns.stores.api import Published
from campaigns.stores.jobs.domain import Job, JobKind, NextMap
from campaigns.stores.jobs.results import FitResult, PlanResult, QualityResult
from campaigns.stores.jobs.runner import JobRunner
from campaigns.stores.jobs.schemas import JobList, JobView, Order, PublishFit, job_view
from campaigns.stores.jobs.service import Jobs
from campaigns.web.access import Caller, callers
from campaigns.web.heavy import HeavyWork
from campaigns.web.values import RowNumber


def routes(
    jobs: Jobs,
    runner: JobRunner,
    accounts: Accounts,
    database: Database,
    writer: Writer,
    clock: Callable[[], datetime],
    heavy: HeavyWork,
    *,
    on_published: Callable[[str, int], None],
) -> APIRouter:
    """The routes of jobs; every change is written to the audit log with its author.

    Parameters
    ----------
    heavy : reads what jobs found: a map and its figures.
    on_published : called with a store and its new map revision, once that is committed.
    """
    router = APIRouter(tags=["jobs"], prefix="/v1/stores/{store_id}/jobs")

    async def found(store_id: str, number: int) -> Job:
        return await asyncio.to_thread(database.read, lambda session: jobs.find(session, store_id, number))

    @router.post("", status_code=202)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def ask(store_id: str, staff: Staff, order: Annotated[Order, Body()]) -> JobView:
        """Ask for a job: an operator for a fit or a plan, anybody for the error that the map predicts."""
        if order.kind is not JobKind.QUALITY and staff.role not in OPERATORS:
            raise Refused(
                f"a {order.kind} needs the role admin or operator; yours is {staff.role}",
                "role-needed",
                roles="admin, operator",
                yours=staff.role,
            )
        subject = await asyncio.to_thread(
            database.read, lambda session: jobs.subject(session, store_id, order.level_id)
        )

        def work(session: Session) -> Job:
            asked = order.model_dump(mode="json")
            job, is_new = jobs.ask(session, subject, order.kind, asked, staff.login, clock())
            if is_new:  # the page of quality asks whenever it is opened
                detail = {"job": job.number, "kind": order.kind.value}
                accounts.audit(session, staff.login, "job.ask", store_id, detail, clock())
            return job

        standing = runner.standing
        job = await writer.run(work)
        runner.wake()
        return job_view(job, standing)

    @router.get("")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def list_jobs(store_id: str) -> JobList:
        """The jobs of a store, the last one first."""
        standing = runner.standing
        listed = await asyncio.to_thread(database.read, lambda session: jobs.all(session, store_id))
        return JobList(items=[job_view(job, standing) for job in listed])

    @router.get("/{number}")
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def show(store_id: str, number: RowNumber) -> JobView:
        """A job, and how far it has come."""
        standing = runner.standing
        return job_view(await found(store_id, number), standing)

    @router.delete("/{number}", status_code=204)
    @callers(Caller.STAFF, roles=OPERATORS)
    async def cancel(store_id: str, number: RowNumber, staff: Staff) -> None:
        """Cancel a job; one that is over stays as it is."""
        job = await found(store_id, number)
        if await runner.cancel(job):
            await writer.run(
                lambda session: accounts.audit(
                    session, staff.login, "job.cancel", store_id, {"job": number}, clock()
                )
            )

    @router.get("/{number}/result", response_model=FitResult | QualityResult | PlanResult)
    @callers(Caller.STAFF, roles=ANY_ROLE)
    async def result(store_id: str, number: RowNumber) -> Response:
        """What a job found, by its kind; 409 when it found nothing (yet)."""

        def read(session: Session) -> bytes:
            job, content = jobs.result(session, store_id, number)
            if job.kind is JobKind.FIT:
                return jobs.fit(session, job).model_dump_json().encode()
            return content

        return Response(await heavy.run(lambda: database.read(read)), media_type="application/json")

    @router.post("/{number}/publish")
    @callers(Caller.STAFF, roles=OPERATORS)
    async def publish(store_id: str, number: RowNumber, staff: Staff, said: PublishFit) -> Published:
        """Put the radio map that a job fitted in force, as the next revision of the map."""

        def read(session: Session) -> tuple[NextMap, FitResult]:
            found = jobs.next_map(session, store_id, number, said.note, clock())
            return found, jobs.fit(session, found.job)

        next_map, fit = await heavy.run(lambda: database.read(read))

        def work(session: Session) -> int:
            revision = jobs.publish(session, next_map, said.note, staff.login, clock())
            detail: dict[str, int | str] = {"revision": revision, "job": number}
            if fit.cautions:
                detail["despite"] = ", ".join(fit.cautions)
            accounts.audit(session, staff.login, "map.publish", store_id, detail, clock())
            return revision

        revision = await writer.run(work)
        on_published(store_id, revision)
        return Published(store_id=store_id, revision=revision)

    return router
