"""What a server in a vendor's place may answer: streams of every dialect, cut, doubled, nested and with odd values in them."""

import json
from random import Random
from typing import Any

EVENTS: list[Any] = [
    {"type": "message_start", "message": {"id": "m", "model": "x", "usage": {"input_tokens": 1}}},
    {"type": "message_start", "message": None},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}},
    {"type": "content_block_delta", "index": 2**70, "delta": {"type": "text_delta", "text": "\ud800"}},
    {"type": "content_block_delta", "index": "x", "delta": {"type": "thinking_delta", "thinking": "\x00"}},
    {"type": "content_block_delta", "index": 0, "delta": 5},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": -1}},
    {"type": "message_delta", "delta": {"stop_reason": {}}, "usage": {"output_tokens": 1e308}},
    {"type": "message_stop"},
    {"type": "ping"},
    {"type": "error", "error": {"type": "overloaded_error", "message": "a-" * 3000}},
    {"type": "error", "error": ["x"]},
    {"type": 5},
    {"choices": [{"delta": {"content": "a"}}]},
    {"done": True},
    [],
    None,
    "text",
]
RAW = [
    b"",
    b"\n\n",
    b"data:\n\n",
    b": ping\n\n",
    b"id: 1\n\n",
    b"event: x\n\n",
    b"retry: 999999999999\n\n",
    b"data: [DONE]\n\n",
    b"data: {\n\n",
    b"\xff\xfe\x00",
    b"data: " + b"9" * 6000 + b"\n\n",
    b"data: " + b"[" * 5000 + b"\n\n",
    b"data: " + b'{"a":' * 3000 + b"\n\n",
    b"\xef\xbb\xbf",
    b"data: NaN\n\n",
    b"data: 1e999\n\n",
    b'{"error":{"message":"x"}}',
    b"<html>",
    b"data: \xe2\x80\xa8\n\n",
    b"event: error\ndata: x\n\n",
]
TYPES = [b"text/event-stream"] * 6 + [b"application/json", b"text/html", b"a-" * 300, b""]
STATUSES = [b"200 OK"] * 12 + [b"400 Bad", b"401 No", b"404 X", b"413 Y", b"204 None", b"301 Moved", b"999 Odd"]


def vendor_reply(rng: Random) -> bytes:
    """Status line, headers and body, after which the connection is closed."""
    if rng.random() < 0.1:
        return rng.randbytes(rng.randrange(100)) + b"\r\n\r\n"
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\n\r\n" % (rng.choice(STATUSES), rng.choice(TYPES))
    return head + b"".join(_part(rng) for _ in range(rng.randrange(7)))


def _part(rng: Random) -> bytes:
    if rng.random() < 0.25:
        return rng.choice(RAW)
    event = rng.choice(EVENTS)
    name = event.get("type") if isinstance(event, dict) else "x"  # pyright: ignore[reportUnknownMemberType]
    return f"event: {name}\ndata: {json.dumps(event)}\n\n".encode()
