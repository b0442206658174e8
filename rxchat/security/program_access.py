"""Program access: requests of other programs to `/v1`, each with a token of its own, and their errors in the shape of the
protocol that they speak.

A cookie opens nothing here, and no other site may ask, whatever the method.
"""

from collections.abc import Mapping
from typing import Any, Final

from rxchat.domain.program_tokens import ProgramToken
from rxchat.security.asgi import Scope, Send, answer_error, answer_json
from rxchat.security.identity import token_in

_ROOT: Final = "/v1"
_MESSAGES: Final = "/v1/messages"
_MODELS: Final = "/v1/models"
_VERSION_HEADER: Final = "anthropic-version"
_KEY_HEADER: Final = "x-api-key"
SECRET_HEADERS: Final = (b"cookie", b"authorization", b"x-api-key", b"proxy-authorization")
TOKEN: Final = "rxchat.token"
"""Where a request's scope has its `ProgramToken`."""

_HINT: Final = "Create a token in rxchat, under Settings > Account, and send it as the API key."
_TYPES: Final = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
_OVERLOADED: Final = "overloaded"


def is_programs(path: str) -> bool:
    return path == _ROOT or path.startswith(f"{_ROOT}/")


def speaks_messages(path: str, headers: Mapping[str, str]) -> bool:
    """Whether a request to `/v1` is of the Messages protocol. Lists of models are asked for in both, by a header."""
    if path == _MESSAGES or path.startswith(f"{_MESSAGES}/"):
        return True
    return (path == _MODELS or path.startswith(f"{_MODELS}/")) and _VERSION_HEADER in headers


def secret_in(headers: Mapping[str, str]) -> str | None:
    return token_in(dict(headers)) or headers.get(_KEY_HEADER, "").strip() or None


def status_for(path: str, status: int, code: str) -> int:
    """What the protocol calls an error: its clients tell "overloaded" by a status of its own."""
    return 529 if code == _OVERLOADED and speaks_messages(path, {}) else status


def error_body(
    path: str, headers: Mapping[str, str], *, status: int, code: str, message: str, hint: str = "", request_id: str = ""
) -> dict[str, Any]:
    says = f"{message} {hint}".strip()
    if speaks_messages(path, headers):
        kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "api_error")
        return {"type": "error", "error": {"type": kind, "message": says}, "request_id": request_id or None}
    kind = "server_error" if status >= 500 else _TYPES.get(status, "invalid_request_error")
    return {"error": {"message": says, "type": kind, "param": None, "code": code}}


async def refuse(
    send: Send, scope: Scope, headers: Mapping[str, str], *, status: int, code: str, message: str, hint: str = _HINT
) -> None:
    """Send an error as the path's clients expect it."""
    if is_programs(scope["path"]):
        await answer_json(send, status, error_body(scope["path"], headers, status=status, code=code, message=message, hint=hint))
    else:
        await answer_error(send, status, code, message, hint)


def token_of(scope: Scope) -> ProgramToken | None:
    return scope.get(TOKEN)
