"""Program errors: under `/v1`, errors have the shape and the statuses of the client's protocol."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi.responses import JSONResponse
from starlette.types import Scope

from rxchat.security.asgi import headers_of
from rxchat.security.program_access import error_body, status_for

_UNCONFIGURED: Final = (409, 422)
"""Clients send a request again after the first, and have no name for the second."""


def documented_as(schema: dict[str, Any], *statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, for the OpenAPI document."""
    content = {"application/json": {"schema": schema}}
    return {status: {"description": "What went wrong, in the protocol's own shape", "content": content} for status in statuses}


def program_answer(
    scope: Scope, *, status: int, code: str, message: str, hint: str, is_retryable: bool, headers: Mapping[str, str]
) -> JSONResponse:
    status = 400 if status in _UNCONFIGURED else status_for(scope["path"], status, code)
    says = {"code": code, "message": message, "hint": hint, "request_id": scope.get("rxchat.request_id", "")}
    body = error_body(scope["path"], headers_of(scope), status=status, **says)
    return JSONResponse(body, status, {**headers, "x-should-retry": str(is_retryable).lower()})
