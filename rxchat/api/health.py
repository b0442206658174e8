"""`GET /api/health`: whether the program runs and can read and write its database."""

from typing import Literal

from fastapi import APIRouter, Response

from rxchat.api.dependencies import BusState, DatabaseProblem
from rxchat.api.health_answer import OK, UNWELL, health_body
from rxchat.api.shape import Shape

router = APIRouter(prefix="/api")


class Health(Shape):
    """`problem` describes what is wrong with the database and what to do; absent if nothing is.

    `bus` is absent without Redis, and `deaf` while this worker doesn't hear the others through it. Everything works then, too.
    """

    status: Literal["ok", "error"]
    version: str
    database: Literal["ok", "error"]
    problem: str | None = None
    bus: Literal["ok", "deaf"] | None = None


@router.get(
    "/health",
    response_model_exclude_none=True,
    responses={503: {"model": Health, "description": "The database can't be read or written."}},
)
async def health(response: Response, problem: DatabaseProblem, bus: BusState) -> Health:
    """503 when the database can't be read or written, is damaged, or its disk is full; else 200."""
    response.status_code = UNWELL if problem else OK
    return Health.model_validate(health_body(problem, bus))
