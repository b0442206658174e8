"""What the network and strange servers can do. The provider under test is Claude's, the smallest way in."""

import gzip
import json
import tracemalloc

import pytest
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.errors import ConnectionFailed, InvalidResponse
from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.transport.client import MAX_BODY, MAX_ERROR_BODY, NDJSON
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.gemini import GeminiProvider

from ..conftest import STOP, STREAM, Scripted, ask, delta, fault_at, text_at


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        (delta("a\u2028b\u2029c\x85d") + STOP, "a\u2028b\u2029c\x85d"),
        ("\ufeff" + delta("after a mark") + STOP, "after a mark"),
        (": comment\n\nid: 7\n\nretry: 10\n\ndata:\n\n" + delta("a") + STOP, "a"),
        ((delta("a") + STOP).replace("\n", "\r\n"), "a"),
        ((delta("a") + STOP).replace("\n", "\r"), "a"),
        ('data: {"type": "content_block_delta",\ndata: "delta": {"type": "text_delta", "text": "two"}}\n\n' + STOP, "two"),
    ],
)
async def test_events_are_read_as_the_standard_says(scripted: Scripted, stream: str, text: str):
    scripted.say(stream)
    assert await text_at(scripted.url) == text


@pytest.mark.parametrize("body", ["data: {nonsense\n\n", "data: [1, 2]\n\n", "data: 1\n\n", "data: " + "[" * 100_000 + "\n\n"])
async def test_data_that_is_no_json_object_is_an_invalid_response(scripted: Scripted, body: str):
    scripted.say(body)
    assert type(await fault_at(scripted.url)) is InvalidResponse


async def test_a_page_instead_of_a_stream_names_the_address(scripted: Scripted):
    scripted.say("<html>", headers={"content-type": "text/html; charset=utf-8"})
    error = await fault_at(scripted.url)
    assert type(error) is InvalidResponse
    assert "text/html" in error.message
    assert scripted.url in error.message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(scripted: Scripted, status: int):
    scripted.say("", status=status, headers={"location": f"{scripted.url}/elsewhere"})
    error = await fault_at(scripted.url)
    assert type(error) is InvalidResponse
    assert scripted.url in error.message
    assert len(scripted.requests) == 1


async def test_a_compressed_answer_is_refused(scripted: Scripted):
    scripted.say(gzip.compress(STOP.encode()), headers=STREAM | {"content-encoding": "gzip"})
    assert type(await fault_at(scripted.url)) is InvalidResponse


async def test_a_listing_is_bounded(scripted: Scripted):
    scripted.say(b" " * (MAX_BODY + 1), headers={"content-type": "application/json"})
    with pytest.raises(InvalidResponse, match="response that is too large"):
        await ClaudeProvider(Connection(api_key="k", base_url=scripted.url)).get_models()


async def test_the_body_of_an_error_is_bounded(scripted: Scripted):
    scripted.say(b"x" * (MAX_ERROR_BODY * 3), status=400)
    assert len((await fault_at(scripted.url)).message) < 400


class _Endless(FakeServer):
    """Sends `piece` for ever and counts the bytes."""

    piece = b"x" * 65_536
    sent = 0

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        del request
        await reply.begin(200, STREAM)
        await reply.write(b"data: ")
        while self.sent < 200 * 2**20:
            await reply.write(self.piece)
            self.sent += len(self.piece)


@pytest.mark.parametrize("provider", [ClaudeProvider, GeminiProvider])
@pytest.mark.parametrize("piece", [b"x" * 65_536, b"\ndata: xxxxxxxx" * 4_096, (b"\r\ndata: " + b"x" * 1_000) * 64])
async def test_a_line_or_an_event_without_end_is_cut_before_it_is_gathered(piece: bytes, provider: type[BaseProvider]):
    with _Endless() as server:
        server.piece = piece
        tracemalloc.start()
        try:
            error = await fault_at(server.url, provider=provider)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert type(error) is InvalidResponse
        assert server.sent < 20 * 2**20  # most of it lies in the sockets' buffers
        assert peak < 16 * 2**20


@pytest.mark.parametrize("kind", ["application/x-ndjson; charset=utf-8", "text/event-stream", "text/html", "application/json"])
@pytest.mark.parametrize(
    "body", ['{"a": 1}\r\n\n{"b": "\u2028"}', 'data: {"a": 1}\n\ndata: {"b": "\u2028"}', '[{"a": 1},\n {"b": "\u2028"}]']
)
async def test_a_stream_is_known_by_what_it_is_and_not_by_its_content_type(scripted: Scripted, kind: str, body: str):
    vendor = ClaudeProvider(Connection(api_key="k", base_url=scripted.url))
    scripted.say(body, headers={"content-type": kind})
    async with vendor.http.post_stream("/lines", {"q": "漢字"}, NDJSON) as objects:
        assert [one async for one in objects] == [{"a": 1}, {"b": "\u2028"}]
    assert scripted.last.headers["accept"] == "application/x-ndjson"
    assert scripted.last.json == {"q": "漢字"}
    async with vendor.http.post_events("/lines", {}) as texts:
        assert [vendor.http.decode(text) async for text in texts] == [{"a": 1}, {"b": "\u2028"}]
    await vendor.aclose()


async def test_an_object_is_answered_by_one_in_time_and_bounds(scripted: Scripted):
    vendor = ClaudeProvider(Connection(api_key="k", base_url=scripted.url))
    scripted.say('{"a": 1}', headers={"content-type": "application/json"})
    assert await vendor.http.post_json("/question", {"q": 1}, seconds=5) == {"a": 1}
    assert (scripted.last.method, scripted.last.json) == ("POST", {"q": 1})
    await vendor.aclose()


class _Announcing(FakeServer):
    """Never comes to its response: says `piece` for ever before it."""

    piece = b""
    sent = 0

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        del request
        if b"HTTP" not in self.piece:
            await reply.raw(b"HTTP/1.1 200 OK\r\n")
        while self.sent < 64 * 2**20:
            await reply.raw(self.piece)
            self.sent += len(self.piece)


@pytest.mark.parametrize(
    "piece", [b"HTTP/1.1 102 Processing\r\n\r\n" * 1_000, b"HTTP/1.1 100 Continue\r\n\r\n", b"x-a: b\r\n" * 1_000]
)
async def test_a_head_without_end_is_left(piece: bytes):
    with _Announcing() as server:
        server.piece = piece
        error = await fault_at(server.url)
        assert isinstance(error, InvalidResponse | ConnectionFailed)
        assert server.sent < 24 * 2**20  # much of it lies in the sockets' buffers


async def test_a_connection_is_used_again_after_a_long_answer(scripted: Scripted):
    vendor = ClaudeProvider(Connection(api_key="k", base_url=scripted.url))
    scripted.say("".join(delta("x" * 1_000) for _ in range(1_000)) + STOP)
    scripted.say(delta("again") + STOP)
    assert len((await vendor.send_message(ask())).text) == 1_000_000
    assert (await vendor.send_message(ask())).text == "again"
    assert {request.connection for request in scripted.requests} == {1}
    await vendor.aclose()


async def test_what_a_vendor_sends_is_cut_before_it_is_words(scripted: Scripted):
    scripted.say("words", headers={"content-type": "a-" * 20_000})
    assert len((await fault_at(scripted.url)).message) < 250
    body = {"type": "error", "error": {"type": "c" * 40_000, "message": "m" * 40_000}}
    scripted.say(json.dumps(body), status=400, headers={"request-id": "r" * 40_000})
    scripted.answers.popleft()
    error = await fault_at(scripted.url)
    assert len(error.message) < 400
    assert [len(told or "") for told in (error.vendor_code, error.request_id)] == [100, 100]
