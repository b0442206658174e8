"""`/api/usage`: a user's usage reports and spend caps."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Usage
from rxchat.api.disconnect import unless_gone
from rxchat.api.errors import documented
from rxchat.api.usage_shapes import CapList, NewCap, UsageBody
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.usage_reports import Grouping, Period
from rxchat.providers.base import EVERYTHING
from rxchat.services.usage.usage_summaries import as_csv

router = APIRouter(prefix="/api", tags=["usage"], responses=documented(422))

Group = Annotated[Grouping, Query(description="How to group the rows.")]
Day = Annotated[
    str | None,
    Query(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="A day in UTC: `2026-11-01`.", json_schema_extra={"format": "date"}
    ),
]
Scope = Annotated[str, Path(description="A provider's name, or `overall` for all of them together.", max_length=200)]


def _period(
    start: Annotated[Day, Query(alias="from")] = None,
    to: Day = None,
) -> Period:
    """`from` is the first day, `to` the first day after the period; without them it is unbounded."""
    return Period(start=_day(start), end=_day(to))


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(f"{text} isn't a date.", hint="Write dates as 2026-11-01.") from None


AskedPeriod = Annotated[Period, Depends(_period)]


@router.get("/usage", responses=documented(503))
async def usage(
    request: Request, user_id: Person, usage: Usage, period: AskedPeriod, group_by: Group = Grouping.PROVIDER
) -> UsageBody:
    """Your own requests, tokens, cost and latencies."""
    return UsageBody.of(await unless_gone(request, usage.summaries.report(user_id, group_by, period)), period)


@router.get(
    "/usage.csv",
    response_class=Response,
    responses=documented(503)
    | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The rows and their total."}},
)
async def usage_table(
    request: Request, user_id: Person, usage: Usage, period: AskedPeriod, group_by: Group = Grouping.PROVIDER
) -> Response:
    """The same as CSV. Names that a spreadsheet would take for a formula start with an apostrophe."""
    report = await unless_gone(request, usage.summaries.report(user_id, group_by, period))
    headers = {"Content-Disposition": f'attachment; filename="usage-by-{group_by}.csv"'}
    return Response(as_csv(report), headers=headers, media_type="text/csv")


@router.get("/usage/caps")
async def list_caps(user_id: Person, usage: Usage) -> CapList:
    """Your caps and their state this month."""
    return CapList.of(await usage.spending.statuses(user_id))


@router.put("/usage/caps/{provider}", responses=documented(400, 404, 413))
async def set_cap(provider: Scope, cap: NewCap, user_id: Person, usage: Usage) -> CapList:
    """Set or replace a cap. It applies from the next answer on."""
    await usage.spending.set_cap(user_id, _provider(provider), cap.monthly_limit)
    return await list_caps(user_id, usage)


@router.delete("/usage/caps/{provider}")
async def remove_cap(provider: Scope, user_id: Person, usage: Usage) -> CapList:
    """Remove a cap."""
    await usage.spending.remove_cap(user_id, _provider(provider))
    return await list_caps(user_id, usage)


def _provider(scope: str) -> str | None:
    return None if scope == EVERYTHING else scope
