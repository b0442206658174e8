"""What all fake vendors have in common: they do what a script says, and fail in every way that the network and a vendor can.

A vendor's fake subclasses `FakeVendor` and writes what is the vendor's: which requests it refuses, the events of its stream, and
the shape of its errors.

    with FakeAnthropic() as fake:
        fake.answer("Hello!", thinking="A greeting.")      # from now on; without it, the fake repeats what it is asked
        fake.next(status=529)                              # for one request only, before that
"""

import argparse
import asyncio
import json
import sys
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from fakes.server import FakeReply, FakeRequest, FakeServer
from rxchat.services.chat.title_generation import INSTRUCTION

Ending = Literal["stop", "cut", "close", "stall", "ping", "error", "garbage"]


@dataclass(frozen=True, kw_only=True)
class Script:
    """What one answer does.

    `ending` is what happens after the text: "stop" ends as it should, "cut" breaks the connection, "close" ends the response
    without the vendor's own end, "stall" says nothing more, "ping" says nothing but pings, "error" reports an error, "garbage" is
    an event that is not JSON. `after` is the number of pieces before that, where not all of them. `chunk` is the number of bytes
    per write, `pace` the seconds between pieces, `drip` those between writes. `raw` replaces the whole stream, `body` that of an
    error. `hold` is called, and waited for, before the first byte, `halfway` in the middle of the pieces.
    """

    status: int = 200
    headers: dict[str, str] | None = None
    error_type: str | None = None
    error_code: str | None = None
    message: Any = "Scripted."
    body: bytes | None = None
    content_type: str = ""
    text: str | None = None
    thinking: str = ""
    ending: Ending = "stop"
    after: int | None = None
    stop_reason: str = ""
    stop_details: dict[str, Any] | None = None
    pace: float = 0.0
    drip: float = 0.0
    chunk: int | None = None
    newline: str = "\n"
    raw: bytes | None = None
    usage: bool = True
    hold: Callable[[], object] | None = None
    halfway: Callable[[], object] | None = None


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A stream in the vendor's order: what comes before the pieces of thinking and text, these, and what ends it."""

    opening: bytes = b""
    pieces: list[bytes]
    closing: bytes


class Refused(Exception):
    """What the vendor answers instead of an answer. `message` is text nearly always."""

    def __init__(
        self, status: int, kind: str, message: Any, code: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.code = code
        self.headers = headers or {}


class FakeVendor(FakeServer, ABC):
    """`key` is the one it takes, `models` what it lists (and answers to).

    Asked to name a conversation, it says `title` whatever the script is; those requests are in `naming`, not in `requests`.
    """

    usual_key: ClassVar[str]
    cards: ClassVar[list[dict[str, Any]]]
    """The models at the beginning, as the vendor lists them."""
    content_type: ClassVar[str] = "text/event-stream; charset=utf-8"
    stop_reason: ClassVar[str] = "stop"
    request_id_header: ClassVar[str] = "x-request-id"
    ping: ClassVar[bytes] = b": ping\n\n"
    garbage: ClassVar[bytes] = b'data: {"id": "1", "cho\n\n'

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.key = self.usual_key
        self.models = [dict(card) for card in self.cards]
        self.listing: bytes | None = None
        """Said instead of the list of models."""
        self.pings = 0.01
        """Seconds between the pings of the ending "ping"."""
        self.title = ""
        self.naming: list[FakeRequest] = []
        self._always = Script()
        self._next: deque[Script] = deque()
        self._served = 0

    def answer(self, text: str | None, **script: Any) -> None:
        """What every request gets that has no script of its own."""
        self._always = Script(text=text, **script)

    def next(self, **script: Any) -> None:
        """What the next request gets, after those already lined up."""
        self._next.append(replace(self._always, **script))

    def forget(self) -> None:
        """Every script, also those that a test lined up and didn't come to, and what was asked."""
        self.answer(None)
        self._next.clear()
        self.title = ""
        self.requests.clear()
        self.naming.clear()

    # What a vendor writes.

    @abstractmethod
    async def serve(self, request: FakeRequest, reply: FakeReply) -> None:
        """Check a request, then raise Refused, list the models or `play`."""

    @abstractmethod
    def error_kind(self, status: int) -> str:
        """The vendor's own name for what goes wrong with this status."""

    @abstractmethod
    def error_body(self, refused: Refused) -> dict[str, Any]:
        """The shape of the vendor's errors."""

    @abstractmethod
    def stream(self, body: dict[str, Any], text: str, script: Script) -> Stream: ...

    @abstractmethod
    def whole(self, body: dict[str, Any], text: str, script: Script) -> dict[str, Any]:
        """The answer to a request that does not stream."""

    @abstractmethod
    def failure(self, refused: Refused, newline: str) -> bytes:
        """An error in the middle of a stream."""

    # What it builds on.

    @property
    def request_id(self) -> str:
        return f"req_{self._served:06}"

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        self._served += 1
        is_naming = INSTRUCTION.encode() in request.body
        if is_naming:
            self.requests.remove(request)
            self.naming.append(request)
        try:
            if not is_naming and (self._next[0] if self._next else self._always).status != 200:
                await self._fail(reply)
            else:
                await self.serve(request, reply)
        except Refused as refused:
            headers = {self.request_id_header: self.request_id, **refused.headers}
            await reply.send_json(refused.status, self.error_body(refused), headers)

    async def play(self, body: dict[str, Any], reply: FakeReply, *, streams: bool = True) -> None:
        """Answer a request that is as it should be."""
        script = Script(text=self.title) if INSTRUCTION in json.dumps(body) else self._script()
        if script.hold is not None:
            await asyncio.to_thread(script.hold)
        text = f"You said: {said(body)}" if script.text is None else script.text
        headers = {self.request_id_header: self.request_id} | (script.headers or {})
        if not streams:
            await reply.send_json(200, self.whole(body, text, script), headers)
            return
        await reply.begin(200, {"content-type": script.content_type or self.content_type} | headers)
        if script.raw is not None:
            await self._write(script.raw, script, reply)
            await reply.end()
            return
        stream = self.stream(body, text, script)
        await self._write(stream.opening, script, reply)
        pieces = stream.pieces[: script.after]
        for number, piece in enumerate(pieces):
            if script.halfway is not None and number == len(pieces) // 2:
                await asyncio.to_thread(script.halfway)
            if script.pace:
                await reply.pause(script.pace)
            await self._write(piece, script, reply)
        await self._end(stream.closing, script, reply)

    def _script(self) -> Script:
        return self._next.popleft() if self._next else self._always

    async def _fail(self, reply: FakeReply) -> None:
        script = self._script()
        if script.body is None:
            raise self._refusal(script, script.status)
        await reply.send(script.status, {"content-type": "text/html"} | (script.headers or {}), script.body)

    def _refusal(self, script: Script, status: int) -> Refused:
        kind = script.error_type or self.error_kind(status)
        return Refused(script.status, kind, script.message, script.error_code, script.headers)

    async def _end(self, closing: bytes, script: Script, reply: FakeReply) -> None:
        match script.ending:
            case "stop":
                await self._write(closing, script, reply)
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
                    await reply.write(self.ping)
            case "error":
                await self._write(self.failure(self._refusal(script, 529), script.newline), script, reply)
                await reply.end()
            case "garbage":
                await self._write(self.garbage, script, reply)
                await reply.end()

    async def _write(self, data: bytes, script: Script, reply: FakeReply) -> None:
        size = script.chunk or len(data) or 1
        for start in range(0, len(data), size):
            if script.drip:
                await reply.pause(script.drip)
            await reply.write(data[start : start + size])


def said(body: dict[str, Any]) -> str:
    """The last words of a request, where they are in its `messages`."""
    content = body["messages"][-1]["content"]
    return content if isinstance(content, str) else " ".join(part.get("text", "an image") for part in content)


def words(text: str) -> list[str]:
    """The text in the pieces it is sent in: words with the blank that follows them."""
    return [word for word in text.replace(" ", " \0").split("\0") if word]


def sse(data: dict[str, Any], newline: str = "\n", name: str = "") -> bytes:
    head = f"event: {name}{newline}" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}{newline}{newline}".encode()


def run(vendor: type[FakeVendor]) -> None:
    """Serve by hand until the process ends; the first line of output says where."""
    parser = argparse.ArgumentParser(description=vendor.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--text", help="what it answers; it repeats the question without this")
    parser.add_argument("--thinking", default="")
    parser.add_argument("--pace", type=float, default=0.0, help="seconds between words")
    options = parser.parse_args()
    fake = vendor(options.port)
    fake.answer(options.text, thinking=options.thinking, pace=options.pace)
    fake.start()
    sys.stdout.write(json.dumps({"url": fake.url, "key": fake.key}) + "\n")
    sys.stdout.flush()
    fake.join()
