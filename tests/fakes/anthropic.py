"""Anthropic's API as it behaves, on a loopback port: as strict about requests, and able to fail in every way it can.

    with FakeAnthropic() as fake:
        fake.answer("Hello!", thinking="A greeting.")      # from now on; without it, the fake repeats what it is asked
        fake.next(status=529)                              # for one request only, before that
        ClaudeProvider(Connection(api_key=fake.key, base_url=fake.url))

By hand: `PYTHONPATH=tests python -m fakes.anthropic --port 8899`.
"""

import argparse
import asyncio
import json
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from fakes._anthropic_rules import MODELS, Refused, check_headers, check_message_request
from fakes.server import FakeReply, FakeRequest, FakeServer

KEY = "sk-ant-fake-0123456789abcdef"

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

Ending = Literal["stop", "cut", "close", "stall", "ping", "error", "garbage"]


@dataclass(frozen=True, kw_only=True)
class Script:
    """What one answer does.

    `ending` is what happens after the text: "stop" ends as it should, "cut" breaks the connection, "close" ends the response
    without `message_stop`, "stall" says nothing more, "ping" says nothing but pings, "error" sends an error event, "garbage" an
    event that is not JSON. `after` is the number of pieces before that, where not all of them. `chunk` is the number of bytes
    per write, `pace` the seconds between pieces, `drip` those between writes. `raw` replaces the whole stream, `body` that of an
    error. `hold` is called, and waited for, before the first byte.
    """

    status: int = 200
    headers: dict[str, str] | None = None
    error_type: str | None = None
    error_code: str | None = None
    message: str = "Scripted."
    body: bytes | None = None
    content_type: str = "text/event-stream; charset=utf-8"
    text: str | None = None
    thinking: str = ""
    ending: Ending = "stop"
    after: int | None = None
    stop_reason: str = "end_turn"
    stop_details: dict[str, Any] | None = None
    pace: float = 0.0
    drip: float = 0.0
    chunk: int | None = None
    newline: str = "\n"
    raw: bytes | None = None
    usage: bool = True
    hold: Callable[[], None] | None = None


class FakeAnthropic(FakeServer):
    """`key` is the one it takes, `models` what it lists (and answers to), `page_size` the most it lists at once."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.key = KEY
        self.models = [dict(card) for card in MODELS]
        self.page_size = 1000
        self.listing: bytes | None = None
        """Said instead of the list of models."""
        self.pings = 0.01
        """Seconds between the pings of the ending "ping"."""
        self._always = Script()
        self._next: deque[Script] = deque()
        self._served = 0

    def answer(self, text: str | None, **script: Any) -> None:
        """What every request gets that has no script of its own."""
        self._always = Script(text=text, **script)

    def next(self, **script: Any) -> None:
        """What the next request gets, after those already lined up."""
        self._next.append(replace(self._always, **script))

    @property
    def messages(self) -> list[FakeRequest]:
        """The requests for an answer."""
        return [request for request in self.requests if request.path == "/v1/messages"]

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        self._served += 1
        request_id = f"req_{self._served:06}"
        if (self._next[0] if self._next else self._always).status != 200:
            await self._fail(reply, self._script(), request_id)
            return
        try:
            check_headers(request.headers, self.key)
            if request.method == "GET" and request.path == "/v1/models":
                await self._list(request, reply)
            elif request.method == "POST" and request.path == "/v1/messages":
                await self._message(request, reply, request_id)
            else:
                await self._refuse(reply, request_id, 404, "not_found_error", "Not found.")
        except Refused as refused:
            await self._refuse(reply, request_id, refused.status, refused.kind, str(refused))

    def _script(self) -> Script:
        return self._next.popleft() if self._next else self._always

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

    async def _message(self, request: FakeRequest, reply: FakeReply, request_id: str) -> None:
        body = check_message_request(request.body, {model["id"] for model in self.models if model["lifecycle"] != "retired"})
        script = self._script()
        if script.hold is not None:
            await asyncio.to_thread(script.hold)
        await reply.begin(200, {"content-type": script.content_type, "request-id": request_id} | (script.headers or {}))
        await self._play(body, script, reply)

    async def _fail(self, reply: FakeReply, script: Script, request_id: str) -> None:
        if script.body is not None:
            await reply.send(script.status, {"content-type": "text/html"} | (script.headers or {}), script.body)
            return
        kind = script.error_type or ERROR_TYPES.get(script.status, "api_error")
        await self._refuse(reply, request_id, script.status, kind, script.message, script)

    async def _refuse(
        self, reply: FakeReply, request_id: str, status: int, kind: str, message: str, script: Script | None = None
    ) -> None:
        error: dict[str, Any] = {"type": kind, "message": message}
        if script is not None and script.error_code:
            error["details"] = {"error_code": script.error_code}
        headers = {"request-id": request_id} | ((script and script.headers) or {})
        await reply.send_json(status, {"type": "error", "error": error, "request_id": request_id}, headers)

    async def _play(self, body: dict[str, Any], script: Script, reply: FakeReply) -> None:
        if script.raw is not None:
            await self._write(script.raw, script, reply)
            await reply.end()
            return
        text = _echo(body) if script.text is None else script.text
        opening, pieces, closing = _events(body["model"], text, script)
        await self._write(b"".join(opening), script, reply)
        for piece in pieces if script.after is None else pieces[: script.after]:
            if script.pace:
                await reply.pause(script.pace)
            await self._write(piece, script, reply)
        await self._end(closing, script, reply)

    async def _end(self, closing: list[bytes], script: Script, reply: FakeReply) -> None:
        match script.ending:
            case "stop":
                await self._write(b"".join(closing), script, reply)
                await reply.end()
            case "close":
                await reply.end()
            case "cut":
                reply.cut()
            case "stall":
                await reply.stall()
            case "ping":
                while True:
                    await reply.pause(self.pings)
                    await reply.write(_event({"type": "ping"}, script.newline))
            case "error":
                error = {"type": script.error_type or "overloaded_error", "message": script.message}
                await self._write(_event({"type": "error", "error": error}, script.newline), script, reply)
                await reply.end()
            case "garbage":
                await self._write(b'event: content_block_delta\ndata: {"type": "content_blo\n\n', script, reply)
                await reply.end()

    async def _write(self, data: bytes, script: Script, reply: FakeReply) -> None:
        size = script.chunk or len(data) or 1
        for start in range(0, len(data), size):
            if script.drip:
                await reply.pause(script.drip)
            await reply.write(data[start : start + size])


def _echo(body: dict[str, Any]) -> str:
    content = body["messages"][-1]["content"]
    text = content if isinstance(content, str) else " ".join(block.get("text", "an image") for block in content)
    return f"You said: {text}"


def _event(data: dict[str, Any], newline: str) -> bytes:
    return f"event: {data['type']}{newline}data: {json.dumps(data, ensure_ascii=False)}{newline}{newline}".encode()


def _events(model: str, text: str, script: Script) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """The stream in Anthropic's order: what comes before the pieces of thinking and text, these, and what ends it."""

    def event(**data: Any) -> bytes:
        return _event(data, script.newline)

    usage = {"input_tokens": 25, "cache_creation_input_tokens": 3, "cache_read_input_tokens": 7, "output_tokens": 1}
    message = {"id": "msg_01", "type": "message", "role": "assistant", "model": model, "content": [], "stop_reason": None}
    opening = [event(type="message_start", message=message | {"stop_sequence": None, "usage": usage if script.usage else {}})]
    pieces: list[bytes] = []
    blocks = [("thinking", script.thinking)] if script.thinking else []
    for index, (kind, words) in enumerate([*blocks, ("text", text)]):
        start = event(type="content_block_start", index=index, content_block={"type": kind, kind: ""}) + event(type="ping")
        deltas = [
            event(type="content_block_delta", index=index, delta={"type": f"{kind}_delta", kind: word}) for word in _words(words)
        ]
        end = event(type="content_block_stop", index=index)
        if kind == "thinking":
            signature = {"type": "signature_delta", "signature": "EqQB"}
            end = event(type="content_block_delta", index=index, delta=signature) + end
        if deltas:
            pieces += [start + deltas[0], *deltas[1:-1], deltas[-1] + end] if len(deltas) > 1 else [start + deltas[0] + end]
        else:
            pieces.append(start + end)
    delta = {"stop_reason": script.stop_reason, "stop_sequence": None, "stop_details": script.stop_details}
    final = {"output_tokens": len(_words(text)) + 1, "output_tokens_details": {"thinking_tokens": len(_words(script.thinking))}}
    closing = [event(type="message_delta", delta=delta, usage=final if script.usage else {}), event(type="message_stop")]
    return opening, pieces, closing


def _words(text: str) -> list[str]:
    """The text in the pieces it is sent in: words with the blank that follows them."""
    return [word for word in text.replace(" ", " \0").split("\0") if word]


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for Anthropic's API.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--text", help="what it answers; it repeats the question without this")
    parser.add_argument("--thinking", default="")
    parser.add_argument("--pace", type=float, default=0.0, help="seconds between words")
    options = parser.parse_args()
    fake = FakeAnthropic(options.port)
    fake.answer(options.text, thinking=options.thinking, pace=options.pace)
    fake.start()
    sys.stdout.write(json.dumps({"url": fake.url, "key": fake.key}) + "\n")
    sys.stdout.flush()
    fake.join()


if __name__ == "__main__":
    main()
