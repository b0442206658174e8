"""Mistral's API as it behaves, on a loopback port: as strict about requests, and able to fail in every way it can.

By hand: `PYTHONPATH=tests python -m fakes.mistral --port 8899`.
"""

from typing import Any

from fakes._mistral_rules import MODELS, check_key, check_request
from fakes.script import FakeVendor, Refused, Script, Stream, run, sse, words
from fakes.server import FakeReply, FakeRequest

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "gateway",
    403: "forbidden",
    404: "not_found",
    422: "validation",
    429: "rate_limited",
    500: "internal_server_error",
    503: "service_tier_capacity_exceeded",
}
CODES = {"rate_limited": "1300", "invalid_model": "1500", "service_tier_capacity_exceeded": "3505"}


class FakeMistral(FakeVendor):
    """A stand-in for Mistral's API. The models under the retired names are not listed, and refused as the vendor does."""

    usual_key = "fake-mistral-0123456789abcdef"
    cards = MODELS
    request_id_header = "x-kong-request-id"
    ping = b": keep-alive\n\n"

    @property
    def messages(self) -> list[FakeRequest]:
        """The requests for an answer."""
        return [request for request in self.requests if request.path == "/v1/chat/completions"]

    async def serve(self, request: FakeRequest, reply: FakeReply) -> None:
        check_key(request.headers, self.key)
        match request.method, request.path:
            case "GET", "/v1/models" if self.listing is not None:
                await reply.send(200, {"content-type": "application/json"}, self.listing)
            case "GET", "/v1/models":
                await reply.send_json(200, {"object": "list", "data": self.models})
            case "POST", "/v1/chat/completions":
                body = check_request(request.body, self.models)
                await self.play(body, reply, streams=body.get("stream", False))
            case _:
                raise Refused(404, "gateway", "no Route matched with those values")

    def error_kind(self, status: int) -> str:
        return ERROR_TYPES.get(status, "internal_server_error")

    def error_body(self, refused: Refused) -> dict[str, Any]:
        """Five shapes there are; the fifth is text, which a script's `body` says."""
        match refused.kind:
            case "gateway":
                return {"message": refused.message, "request_id": self.request_id}
            case "validation":
                return refused.message if isinstance(refused.message, dict) else {"detail": refused.message}
            case _:
                kind = "invalid_request_error" if refused.kind == "nested" else refused.kind
                code = refused.code or CODES.get(refused.kind)
                return {"object": "error", "message": refused.message, "type": kind, "param": None, "code": code}

    def failure(self, refused: Refused, newline: str) -> bytes:
        return sse(self.error_body(refused) | {"raw_status_code": 503}, newline)

    def whole(self, body: dict[str, Any], text: str, script: Script) -> dict[str, Any]:
        content: Any = text
        if script.thinking:
            content = [_thinking(script.thinking), {"type": "text", "text": text}]
        message = {"role": "assistant", "tool_calls": None, "prefix": False, "content": content}
        choice = {"index": 0, "finish_reason": script.stop_reason or self.stop_reason, "message": message}
        return _head(body, "chat.completion") | {"choices": [choice], "usage": _usage(text, script)}

    def stream(self, body: dict[str, Any], text: str, script: Script) -> Stream:
        """Thinking as lists, then one list with the first of the text, then strings; the last of them ends it and counts."""

        def chunk(delta: dict[str, Any], *, is_last: bool = False) -> bytes:
            reason = (script.stop_reason or self.stop_reason) if is_last else None
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            usage = _usage(text, script) if is_last and script.usage else None
            return sse(_head(body, "chat.completion.chunk") | {"choices": [choice], "usage": usage}, script.newline)

        thoughts = [chunk({"content": [_thinking(word)]}) for word in words(script.thinking)]
        pieces = words(text)
        if thoughts and pieces:
            turn = [{"type": "thinking", "thinking": [], "closed": True}, {"type": "text", "text": pieces[0]}]
            thoughts.append(chunk({"content": turn}))
            pieces = pieces[1:]
        return Stream(
            opening=chunk({"role": "assistant", "content": ""}),
            pieces=thoughts + [chunk({"content": word}) for word in pieces],
            closing=chunk({"content": ""}, is_last=True) + f"data: [DONE]{script.newline}{script.newline}".encode(),
        )


def _head(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "c0ffee", "object": kind, "created": 1_790_000_000, "model": body["model"]}


def _thinking(text: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": [{"type": "text", "text": text}]}


def _usage(text: str, script: Script) -> dict[str, Any]:
    said, thought = len(words(text)), len(words(script.thinking))
    return {
        "prompt_tokens": 19,
        "completion_tokens": said + thought,
        "total_tokens": 19 + said + thought,
        "prompt_tokens_details": {"cached_tokens": 4},
    }


if __name__ == "__main__":
    run(FakeMistral)
