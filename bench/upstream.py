"""A paced stand-in for Anthropic: says at /log when it wrote each word.

The clock is the machine's, so that a browser on the same machine can tell how late it painted a word.
`python -m bench.upstream` prints its port and serves until it is ended.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bench.answer import Answer
from bench.failure import MeasurementFailed
from rxchat.services.chat.title_generation import INSTRUCTION

MODEL = "claude-sonnet-5-5"
"""One that rxchat also knows by itself: it can be chosen before the list has been asked for."""

CARD = {
    "type": "model",
    "id": MODEL,
    "display_name": "Claude Sonnet 5.5",
    "created_at": "2026-09-01T00:00:00Z",
    "max_input_tokens": 1_000_000,
    "max_tokens": 128_000,
    "lifecycle": "active",
}

NAME = Answer(words=3, rate=100)
"""What a conversation is called."""

SLOW = "/slow"
"""Where a vendor lists its models after SLOW_SECONDS."""

SLOW_SECONDS = 10
BROKEN = "/broken"
"""Where a vendor answers with what is no list of models."""

log: dict[str, list[list[float]]] = {}
"""By tag: for each call the milliseconds since 1970 at which its words were written."""


async def models(_: Request) -> Response:
    return JSONResponse({"data": [CARD], "has_more": False, "first_id": MODEL, "last_id": MODEL})


async def slow_models(request: Request) -> Response:
    await asyncio.sleep(SLOW_SECONDS)
    return await models(request)


async def broken_models(_: Request) -> Response:
    return Response(b"\x00<html>[{]", media_type="application/json")


async def messages(request: Request) -> Response:
    body = await request.json()
    if INSTRUCTION in json.dumps(body.get("system")) and body.get("stream"):
        return StreamingResponse(events(NAME, "name"), media_type="text/event-stream")
    asked = Answer.asked_in(json.dumps(body["messages"][-1]["content"]))
    if asked is None or not body.get("stream"):
        error = {"type": "invalid_request_error", "message": "Only the questions of the bench are answered, as a stream."}
        return JSONResponse({"type": "error", "error": error}, status_code=400)
    return StreamingResponse(events(*asked), media_type="text/event-stream")


async def events(answer: Answer, tag: str) -> AsyncGenerator[str]:
    """One message as Anthropic's events, each word a delta of its own."""
    message: dict[str, Any] = {"id": f"msg_{tag}", "type": "message", "role": "assistant", "content": [], "model": MODEL}
    message |= {"stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 10, "output_tokens": 1}}
    yield event("message_start", message=message)
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    yield event("ping")
    written: list[float] = []
    log.setdefault(tag, []).append(written)
    started = time.perf_counter()
    for number in range(answer.words):
        early = started + number / answer.rate - time.perf_counter()
        if early > 0:
            await asyncio.sleep(early)
        written.append(time.time() * 1000)
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": answer.word(number, tag)})
    yield event("content_block_stop", index=0)
    stop = {"stop_reason": "end_turn", "stop_sequence": None}
    yield event("message_delta", delta=stop, usage={"output_tokens": answer.words})
    yield event("message_stop")


def event(kind: str, **fields: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


async def written_words(_: Request) -> Response:
    return JSONResponse(log)


app = Starlette(
    routes=[
        Route("/v1/models", models),
        Route(f"{SLOW}/v1/models", slow_models),
        Route(f"{BROKEN}/v1/models", broken_models),
        Route("/v1/messages", messages, methods=["POST"]),
        Route("/log", written_words),
    ]
)


@dataclass(frozen=True, slots=True)
class Upstream:
    """The running stand-in, seen from the measuring process."""

    url: str

    def log(self) -> dict[str, list[list[float]]]:
        """By tag: for each call when its words were written."""
        return httpx.get(f"{self.url}/log", trust_env=False, timeout=60).raise_for_status().json()

    def written(self, tag: str) -> list[float]:
        """When the words of the answer with that tag were written. Raises MeasurementFailed unless it was asked for once."""
        calls = self.log().get(tag, [])
        if len(calls) != 1:
            raise MeasurementFailed(f"The answer {tag} was asked for {len(calls)} times instead of once.")
        return calls[0]


@contextmanager
def running_upstream() -> Generator[Upstream]:
    """The stand-in as a process of its own, on a free port."""
    with subprocess.Popen([sys.executable, "-m", "bench.upstream"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            if not port:
                raise MeasurementFailed("The upstream did not start.")
            yield Upstream(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


if __name__ == "__main__":
    # Named in full: asyncio switches Nagle's algorithm off only for sockets that are known to be TCP.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        print(listening.getsockname()[1], flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listening])
