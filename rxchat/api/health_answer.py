"""What `GET /api/health` answers: also before the rest of the API is imported, and so without FastAPI."""

from starlette.responses import JSONResponse
from starlette.types import Scope

from rxchat import __version__

OK = 200
UNWELL = 503


def is_health(scope: Scope) -> bool:
    return scope["path"] == "/api/health" and scope["method"] == "GET"


def health_body(problem: str) -> dict[str, str]:
    """`problem` is empty when the database can be used."""
    state = "error" if problem else "ok"
    return {"status": state, "version": __version__, "database": state, **({"problem": problem} if problem else {})}


def health_answer(problem: str) -> JSONResponse:
    return JSONResponse(health_body(problem), UNWELL if problem else OK)
