"""Anthropic's API as it behaves, on a loopback port: as strict about requests, and able to fail in every way it can.

    with FakeAnthropic() as fake:
        fake.answer("Hello!", thinking="A greeting.")      # from now on; without it, the fake repeats what it is asked
        fake.next(status=529)                              # for one request only, before that
        ClaudeProvider(Connection(api_key=fake.key, base_url=fake.url))

By hand: `PYTHONPATH=tests python -m fakes.anthropic --port 8899`.
"""

from typing import Any

from fakes._anthropic_cache import PromptCache, prompt_tokens
from fakes._anthropic_rules import MODELS, check_headers, check_message_request
from fakes.script import FakeVendor, Refused, Script, Stream, run, sse, words
from fakes.server import FakeReply, FakeRequest

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    409: "conflict_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


def system_of(request: FakeRequest) -> str:
    """A request's system prompt, whether it came as a text or in blocks; empty without one."""
    sent = request.json.get("system", "")
    return sent if isinstance(sent, str) else "".join(block["text"] for block in sent)


class FakeAnthropic(FakeVendor):
    """A stand-in for Anthropic's API. `page_size` is the most models it lists at once.

    With a `cache` it counts what it is sent, and bills it as the vendor does; without, it always counts the same.
    """

    usual_key = "sk-ant-fake-0123456789abcdef"
    cards = MODELS
    stop_reason = "end_turn"
    request_id_header = "request-id"
    ping = sse({"type": "ping"}, name="ping")
    garbage = b'event: content_block_delta\ndata: {"type": "content_blo\n\n'

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.page_size = 1000
        self.cache: PromptCache | None = None

    @property
    def messages(self) -> list[FakeRequest]:
        """The requests for an answer."""
        return [request for request in self.requests if request.path == "/v1/messages"]

    @property
    def system(self) -> str:
        """The system prompt of the last request for an answer."""
        return system_of(self.messages[-1])

    async def serve(self, request: FakeRequest, reply: FakeReply) -> None:
        check_headers(request.headers, self.key)
        if request.method == "GET" and request.path == "/v1/models":
            await self._list(request, reply)
        elif request.method == "POST" and request.path == "/v1/messages":
            served = {model["id"] for model in self.models if model["lifecycle"] != "retired"}
            body = check_message_request(request.body, served)
            self._check_window(body)
            await self.play(body, reply, streams=body.get("stream", False))
        elif request.method == "POST" and request.path == "/v1/messages/count_tokens":
            await reply.send_json(200, {"input_tokens": 77})
        else:
            raise Refused(404, "not_found_error", "Not found.")

    def error_kind(self, status: int) -> str:
        return ERROR_TYPES.get(status, "api_error")

    def error_body(self, refused: Refused) -> dict[str, Any]:
        details = {"details": {"error_code": refused.code}} if refused.code else {}
        error = {"type": refused.kind, "message": refused.message, **details}
        return {"type": "error", "error": error, "request_id": self.request_id}

    def failure(self, refused: Refused, newline: str) -> bytes:
        return _event(newline, type="error", error={"type": refused.kind, "message": refused.message})

    async def _list(self, request: FakeRequest, reply: FakeReply) -> None:
        if self.listing is not None:
            await reply.send(200, {"content-type": "application/json"}, self.listing)
            return
        limit = min(int(request.query.get("limit", ["20"])[0]), self.page_size)
        ids = [model["id"] for model in self.models]
        start = ids.index(request.query["after_id"][0]) + 1 if "after_id" in request.query else 0
        page = self.models[start : start + limit]
        body = {
            "data": page,
            "has_more": start + limit < len(ids),
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
        }
        await reply.send_json(200, body)

    def whole(self, body: dict[str, Any], text: str, script: Script) -> dict[str, Any]:
        thinking = [{"type": "thinking", "thinking": script.thinking, "signature": "EqQB"}] if script.thinking else []
        return _message(body["model"]) | {
            "content": [*thinking, {"type": "text", "text": text, "citations": None}],
            "stop_reason": script.stop_reason or self.stop_reason,
            "stop_details": script.stop_details,
            "usage": self._input(body) | _output(text, script) if script.usage else {},
        }

    def _check_window(self, body: dict[str, Any]) -> None:
        """As the vendor counts, where there is a cache; it takes no answer into account."""
        window = next(model["max_input_tokens"] for model in self.models if model["id"] == body["model"])
        tokens = 0 if self.cache is None else prompt_tokens(body)
        if tokens > window:
            raise Refused(400, "invalid_request_error", f"prompt is too long: {tokens} tokens > {window} maximum")

    def _input(self, body: dict[str, Any]) -> dict[str, Any]:
        return _INPUT if self.cache is None else self.cache.bill(body)

    def stream(self, body: dict[str, Any], text: str, script: Script) -> Stream:
        newline = script.newline
        message = _message(body["model"]) | {"usage": self._input(body) | {"output_tokens": 1} if script.usage else {}}
        pieces: list[bytes] = []
        blocks = [("thinking", script.thinking)] if script.thinking else []
        for index, (kind, content) in enumerate([*blocks, ("text", text)]):
            pieces += _block(index, kind, content, newline)
        delta = {
            "stop_reason": script.stop_reason or self.stop_reason,
            "stop_sequence": None,
            "stop_details": script.stop_details,
        }
        usage = _output(text, script) if script.usage else {}
        return Stream(
            opening=_event(newline, type="message_start", message=message),
            pieces=pieces,
            closing=_event(newline, type="message_delta", delta=delta, usage=usage) + _event(newline, type="message_stop"),
        )


_INPUT = {"input_tokens": 25, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 7}


def _output(text: str, script: Script) -> dict[str, Any]:
    return {
        "output_tokens": len(words(text)) + 1,
        "output_tokens_details": {"thinking_tokens": len(words(script.thinking))},
    }


def _message(model: str) -> dict[str, Any]:
    """A message in which nothing has been said yet."""
    return {
        "id": "msg_01",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _event(newline: str, **data: Any) -> bytes:
    return sse(data, newline, data["type"])


def _block(index: int, kind: str, content: str, newline: str) -> list[bytes]:
    """One block of content in pieces: its start stands before its first words, its stop behind the last."""
    start = _event(newline, type="content_block_start", index=index, content_block={"type": kind, kind: ""})
    start += _event(newline, type="ping")
    deltas = [
        _event(newline, type="content_block_delta", index=index, delta={"type": f"{kind}_delta", kind: word})
        for word in words(content)
    ]
    end = _event(newline, type="content_block_stop", index=index)
    if kind == "thinking":
        signature = {"type": "signature_delta", "signature": "EqQB"}
        end = _event(newline, type="content_block_delta", index=index, delta=signature) + end
    if len(deltas) < 2:
        return [start + b"".join(deltas) + end]
    return [start + deltas[0], *deltas[1:-1], deltas[-1] + end]


if __name__ == "__main__":
    run(FakeAnthropic)
