"""What `/api/health` and `/api/ready` answer: also before the rest of the API is imported, and so without FastAPI."""

from typing import Final

from starlette.responses import JSONResponse
from starlette.types import Scope

from rxchat import __version__

OK: Final = 200
UNWELL: Final = 503
HEALTH: Final = "/api/health"
READY: Final = "/api/ready"


def is_health(scope: Scope) -> bool:
    return scope["path"] in (HEALTH, READY) and scope["method"] == "GET"


def health_body(problem: str, bus: str = "") -> dict[str, str]:
    """`problem` is empty when the database can be used, `bus` where there is none. A deaf bus keeps nothing from working."""
    state = "error" if problem else "ok"
    body = {"status": state, "version": __version__, "database": state, "problem": problem, "bus": bus}
    return {name: value for name, value in body.items() if value}


def ready_body(problem: str, *, is_draining: bool) -> dict[str, str]:
    """The same for a load balancer, which sends nothing to a program that is stopping."""
    state = "draining" if is_draining else "error" if problem else "ready"
    return {"status": state, "version": __version__, **({"problem": problem} if problem else {})}


def health_answer(path: str, problem: str, *, bus: str, is_draining: bool) -> JSONResponse:
    if path == READY:
        return JSONResponse(ready_body(problem, is_draining=is_draining), UNWELL if problem or is_draining else OK)
    return JSONResponse(health_body(problem, bus), UNWELL if problem else OK)
