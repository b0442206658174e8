"""A reader of a saved answer over HTTP, without a client library: a thousand of them cost the measuring process little."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bench.answer import Answer
from bench.program import Program
from bench.upstream import MODEL

LIMIT = 2**20
OK = 200


@dataclass(slots=True)
class Reading:
    """What came: `arrived` holds the milliseconds since 1970 at which each word was there, `end` the last event's kind.

    Where the status isn't 200, `text` is the whole response.
    """

    tag: str
    status: int = 0
    text: str = ""
    end: str = ""
    arrived: list[float] = field(default_factory=list[float])


async def read(program: Program, answer: Answer, tag: str, *, is_enough: Callable[[Reading], bool] = lambda _: False) -> Reading:
    """Ask for the answer and read it until it ends, or it is enough. Asked with the same tag elsewhere, it is the same one."""
    host, port = program.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=LIMIT)
    reading = Reading(tag)
    try:
        with suppress(ConnectionError):  # what came is what came
            writer.write(_request(program, answer, tag))
            status = await reader.readline()
            reading.status = int(status.split()[1]) if status else 0
            if reading.status != OK:
                reading.text = (await reader.read()).decode(errors="replace")
            kind = ""
            while line := await reader.readline():
                if line.startswith(b"event: "):
                    kind = line[7:].strip().decode()
                elif line.startswith(b"data: "):
                    _take(reading, kind, json.loads(line[6:]))
                if reading.end or is_enough(reading):
                    break
    finally:
        writer.close()
    return reading


def _request(program: Program, answer: Answer, tag: str) -> bytes:
    question = {"role": "user", "content": answer.question(tag)}
    body = json.dumps({"model": f"claude:{MODEL}", "messages": [question], "save": True}).encode()
    headers = {
        "host": program.url.removeprefix("http://"),
        "origin": program.url,
        "cookie": f"rxchat_session={program.cookie}",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "accept": "text/event-stream",
        "connection": "close",
        "idempotency-key": tag,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /api/chat/stream HTTP/1.1\r\n{lines}\r\n".encode() + body


def _take(reading: Reading, kind: str, data: dict[str, Any]) -> None:
    if kind == "text":
        reading.text += data["text"]
        count = reading.text.count(reading.tag)
        reading.arrived.extend([time.time() * 1000] * (count - len(reading.arrived)))
    elif kind in {"finish", "error"}:
        reading.end = kind
