"""OpenAI's chat completions and responses as they behave, on a loopback port. What a test can tell it to do is in `script.py`.

By hand: `PYTHONPATH=tests python -m fakes.openai --port 8899`.
"""

from typing import Any

from fakes import _openai_responses as responses
from fakes._openai_rules import MODELS, check_key, check_request
from fakes.script import FakeVendor, Refused, Script, Stream, run, sse, words
from fakes.server import FakeReply, FakeRequest

ERROR_TYPES = {429: "rate_limit_exceeded", 500: "server_error", 503: "service_unavailable_error", 529: "server_error"}


class FakeOpenAI(FakeVendor):
    """A stand-in for OpenAI's API. Its base URL ends with `/v1`. Thinking is counted and not told."""

    usual_key = "sk-proj-fake-0123456789abcdef"
    cards = MODELS
    garbage = b'data: {"id": "chatcmpl-1", "choi\n\n'

    @property
    def url(self) -> str:
        return f"{super().url}/v1"

    @property
    def chats(self) -> list[FakeRequest]:
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
                body = check_request(request.body, {card["id"]: card for card in self.models})
                await self.play(body, reply, streams=body.get("stream", False))
            case "POST", "/v1/responses":
                body = responses.check_response(request.body, {card["id"] for card in self.models})
                last = body["input"] if isinstance(body["input"], str) else body["input"][-1].get("content", "a result")
                await self.play(body | {"messages": [{"content": last}]}, reply, streams=body.get("stream", False))
            case _:
                raise Refused(404, "invalid_request_error", f"Invalid URL ({request.method} {request.path})")

    def error_kind(self, status: int) -> str:
        return ERROR_TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")

    def error_body(self, refused: Refused) -> dict[str, Any]:
        return {"error": {"message": refused.message, "type": refused.kind, "param": None, "code": refused.code}}

    def failure(self, refused: Refused, newline: str) -> bytes:
        return sse(self.error_body(refused), newline)

    def whole(self, body: dict[str, Any], text: str, script: Script) -> dict[str, Any]:
        if "input" in body:
            return responses.whole(body, text, script)
        message = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": script.stop_reason or self.stop_reason}
        return _head(body, "chat.completion") | {"choices": [choice], "usage": _usage(text, script)}

    def stream(self, body: dict[str, Any], text: str, script: Script) -> Stream:
        if "input" in body:
            return responses.stream(body, text, script)
        has_usage = body.get("stream_options", {}).get("include_usage", False) and script.usage

        def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> bytes:
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
            usage = {"usage": None} if has_usage else {}
            return sse(
                _head(body, "chat.completion.chunk") | {"choices": [choice], **usage, "obfuscation": "Xk2"}, script.newline
            )

        closing = chunk({}, script.stop_reason or self.stop_reason)
        if has_usage:
            event = _head(body, "chat.completion.chunk") | {"choices": [], "usage": _usage(text, script)}
            closing += sse(event, script.newline)
        field = "refusal" if script.stop_details == {"refusal": True} else "content"
        return Stream(
            opening=chunk({"role": "assistant", "content": "", "refusal": None}),
            pieces=[chunk({field: word}) for word in words(text)],
            closing=closing + f"data: [DONE]{script.newline * 2}".encode(),
        )


def _head(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1_780_000_000, "model": body["model"], "service_tier": "default"}


def _usage(text: str, script: Script) -> dict[str, Any]:
    written, thought = len(words(text)), len(words(script.thinking))
    return {
        "prompt_tokens": 35,
        "completion_tokens": written + thought,
        "total_tokens": 35 + written + thought,
        "prompt_tokens_details": {"cached_tokens": 7, "cache_write_tokens": 3, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": thought, "audio_tokens": 0},
    }


if __name__ == "__main__":
    run(FakeOpenAI)
