"""API errors: all in one shape. `STATUSES` gives the status of each code."""

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxchat.api.program_errors import program_answer
from rxchat.api.shape import Shape
from rxchat.domain.errors import KINDS, Failure, RxchatError
from rxchat.security.program_access import is_programs
from rxchat.services.failures import redacted_failure

CLIENT_CLOSED_REQUEST = 499
"""nginx's status for a caller that hung up before the answer."""

log = logging.getLogger(__name__)

STATUSES: Final = {
    **{kind.api_code: kind.http_status for kind in KINDS},
    "method_not_allowed": 405,
    "gone": 410,
}
_ALSO_INVALID: Final = (400, 413)
"""What `invalid_request` has besides 422: a body that is no JSON, and one that is too large."""
_METHODS: Final = ("DELETE", "GET", "PATCH", "POST", "PUT")
_BY_STATUS: Final = {
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
}


class ErrorDetail(Shape):
    """What happened (`message`) and what to do next (`hint`). `error_id` finds the line in the log, where there is one."""

    code: str
    message: str
    hint: str = ""
    provider: str | None = None
    retryable: bool = False
    retry_after: float | None = None
    error_id: str | None = None


class ErrorBody(Shape):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "error": {
                    "code": "rate_limited",
                    "message": "You've hit Acme's rate limit.",
                    "hint": "Try again in 12 seconds, or switch to another model.",
                    "provider": "acme",
                    "retryable": True,
                    "retry_after": 12,
                    "error_id": "4f1c2a9b7d3e",
                }
            }
        }
    )

    error: ErrorDetail


BAD_JSON: Final = ErrorDetail(
    code="invalid_request", message="The request body must be UTF-8 JSON.", hint="Send a JSON object in UTF-8."
)
NOT_NAMED_JSON: Final = ErrorDetail(
    code="invalid_request",
    message="The request has no JSON content type.",
    hint="Send it with the header Content-Type: application/json.",
)


class RequestFailed(Exception):
    """A failure that is known as a value, such as the end of a saved answer."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error responses of a route, for the OpenAPI document."""
    return {status: {"model": ErrorBody, "description": _described(status)} for status in statuses}


def documented_beside_stream(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The same for a route that answers with a stream: FastAPI would give its errors the stream's media type."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
    return {status: {"description": _described(status), "content": content} for status in statuses}


def _described(status: int) -> str:
    codes = [code for code, its in STATUSES.items() if its == status]
    if status in _ALSO_INVALID:
        codes.insert(0, "invalid_request")
    return f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in codes)}"


def detail_of(failure: Failure) -> ErrorDetail:
    """As the caller sees it. A vendor's failure is logged under its `error_id`; what the caller did wrong is not."""
    code = failure.kind.api_code
    error_id = None
    if failure.provider or STATUSES[code] >= 500:
        error_id = uuid4().hex[:12]
        log.info("A request failed.", extra={"error_id": error_id, "provider": failure.provider or None, "code": failure.code})
    return ErrorDetail(
        code=code,
        message=failure.message,
        hint=failure.hint,
        provider=failure.provider or None,
        retryable=failure.retryable,
        retry_after=failure.retry_after,
        error_id=error_id,
    )


def answer(
    scope: Scope, detail: ErrorDetail, status: int | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """`status` where it is not the one that goes with the code. Under `/v1` the shape is that of the client's protocol."""
    sent, status = dict(headers or {}), status or STATUSES[detail.code]
    if detail.retry_after is not None:
        sent["Retry-After"] = str(max(0, math.ceil(detail.retry_after)))
    if is_programs(scope["path"]):
        says = {"code": detail.code, "message": detail.message, "hint": detail.hint}
        return program_answer(scope, status=status, **says, is_retryable=detail.retryable, headers=sent)
    return JSONResponse(ErrorBody(error=detail).model_dump(), status, sent)


def install(api: FastAPI) -> None:
    """Have `api` answer every error in the one shape."""

    @api.exception_handler(RxchatError)
    async def known(request: Request, error: RxchatError) -> JSONResponse:
        return answer(request.scope, detail_of(redacted_failure(error)))

    @api.exception_handler(RequestFailed)
    async def failed(request: Request, error: RequestFailed) -> JSONResponse:
        return answer(request.scope, detail_of(error.failure))

    @api.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        detail = _invalid(error)
        return answer(request.scope, detail, 400 if detail is BAD_JSON else 422)

    @api.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
        return answer(request.scope, _refused(request, error), error.status_code, headers)

    @api.exception_handler(ClientDisconnect)
    async def gone(_request: Request, _error: ClientDisconnect) -> Response:
        return Response(status_code=CLIENT_CLOSED_REQUEST)  # nobody reads it

    api.add_middleware(Unexpected)


def _invalid(error: RequestValidationError) -> ErrorDetail:
    """The first thing that does not fit, by its place. What was sent is not repeated: it may hold a secret."""
    first: dict[str, Any] = error.errors()[0]
    if first["type"] == "json_invalid":
        return BAD_JSON
    if first["loc"] == ("body",) and isinstance(error.body, bytes):  # FastAPI decodes only what its header calls JSON
        return NOT_NAMED_JSON
    place = ".".join(str(step) for step in first["loc"])
    return ErrorDetail(code="invalid_request", message=f"{place}: {_fault(first)}", hint="See /api/docs for what is expected.")


def _fault(error: dict[str, Any]) -> str:
    """In pydantic's words or ours, except where pydantic's repeat what was sent."""
    match error["type"]:
        case "union_tag_invalid":
            return f"{error['ctx']['discriminator']} should be one of {error['ctx']['expected_tags']}"
        case "union_tag_not_found":
            return f"{error['ctx']['discriminator']} is missing"
        case _:
            return str(error["msg"]).removeprefix("Value error, ")


def _refused(request: Request, error: HTTPException) -> ErrorDetail:
    code = _BY_STATUS.get(error.status_code, "invalid_request")
    match code:
        case "not_found":
            message, hint = f"No such endpoint: {request.url.path}.", "See /api/docs for available endpoints."
        case "method_not_allowed":
            message, hint = f"{request.method} isn't supported on {request.url.path}.", "See /api/docs for supported methods."
        case _:
            return BAD_JSON
    return ErrorDetail(code=code, message=message, hint=hint)


def _allowed(request: Request) -> str:
    """All that an address takes; the framework names the methods of the first route that has it."""
    scopes = ({**request.scope, "method": method} for method in _METHODS)
    routes = request.app.routes
    return ", ".join(scope["method"] for scope in scopes if any(route.matches(scope)[0] is Match.FULL for route in routes))


class Unexpected:
    """ASGI middleware: logs an unhandled exception under an id. The caller gets the id and nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            error_id = uuid4().hex[:12]
            log.exception("A request failed in a way it should not.", extra={"error_id": error_id})
            if has_begun:
                raise  # the server cuts the connection: the caller must not take half an answer for a whole one
            detail = ErrorDetail(
                code="internal_error",
                message="Internal error.",
                hint=f"Search rxchat's log for {error_id}.",
                error_id=error_id,
            )
            await answer(scope, detail)(scope, receive, send)
