"""`GET /api/health` and `GET /api/ready`: whether the program runs, can read and write its database, and takes requests."""

from typing import Literal

from fastapi import APIRouter, Response

from rxchat.api.dependencies import BusState, Chat, DatabaseProblem
from rxchat.api.health_answer import OK, UNWELL, health_body, ready_body
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


class Ready(Shape):
    """`draining` means that the program is stopping: it finishes responses, and takes no new questions."""

    status: Literal["ready", "draining", "error"]
    version: str
    problem: str | None = None


@router.get(
    "/health",
    response_model_exclude_none=True,
    responses={503: {"model": Health, "description": "The database can't be read or written."}},
)
async def health(response: Response, problem: DatabaseProblem, bus: BusState) -> Health:
    """503 when the database can't be read or written, is damaged, or its disk is full; else 200."""
    response.status_code = UNWELL if problem else OK
    return Health.model_validate(health_body(problem, bus))


@router.get(
    "/ready",
    response_model_exclude_none=True,
    responses={503: {"model": Ready, "description": "Send requests to another server."}},
)
async def ready(response: Response, problem: DatabaseProblem, chat: Chat) -> Ready:
    """For a load balancer: 503 while the program is stopping or the database can't be used; else 200."""
    response.status_code = UNWELL if problem or chat.is_draining else OK
    return Ready.model_validate(ready_body(problem, is_draining=chat.is_draining))
