"""What `GET /api/health` answers: also before the rest of the API is imported, and so without FastAPI."""

from starlette.responses import JSONResponse
from starlette.types import Scope

from rxchat import __version__

OK = 200
UNWELL = 503


def is_health(scope: Scope) -> bool:
    return scope["path"] == "/api/health" and scope["method"] == "GET"


def health_body(problem: str, bus: str = "") -> dict[str, str]:
    """`problem` is empty when the database can be used, `bus` where there is none. A deaf bus keeps nothing from working."""
    state = "error" if problem else "ok"
    body = {"status": state, "version": __version__, "database": state, "problem": problem, "bus": bus}
    return {name: value for name, value in body.items() if value}


def health_answer(problem: str, bus: str = "") -> JSONResponse:
    return JSONResponse(health_body(problem, bus), UNWELL if problem else OK)
