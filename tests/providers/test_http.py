"""What the network and strange servers can do. The provider under test is Claude's, the smallest way in."""

import gzip
import random
import tracemalloc
from contextlib import aclosing, suppress

import pytest
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.chunks import TextDelta
from rxchat.domain.connections import Connection
from rxchat.domain.errors import (
    InvalidResponse,
    ProviderError,
)
from rxchat.providers._http import MAX_BODY, MAX_ERROR_BODY
from rxchat.providers._openai_compatible import OpenAICompatibleProvider
from rxchat.providers.base import BaseProvider
from rxchat.providers.claude import ClaudeProvider

from .conftest import STOP, STREAM, Scripted, ask, delta, fault_at, hurried, text_at


class Compatible(OpenAICompatibleProvider):
    name = "compatible"
    label = "Compatible"
    default_model = "m"


WHOLE_STREAMS: dict[type[BaseProvider], bytes] = {
    ClaudeProvider: """\
event: message_start
data: {"type": "message_start", "message": {"id": "1", "model": "m", "usage": {"input_tokens": 5, "output_tokens": 1}}}

event: content_block_delta
data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "one "}}

event: ping
data: {"type": "ping"}

event: content_block_delta
data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "two 漢字"}}

event: message_delta
data: {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_details": null}, "usage": {"output_tokens": 9}}

event: message_stop
data: {"type": "message_stop"}

""".encode(),
    Compatible: """\
data: {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "one "}}]}

data: {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {"content": "two 漢字"}, "finish_reason": null}]}

data: {"id": "1", "model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}

data: {"id": "1", "model": "m", "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 9}}

data: [DONE]

""".encode(),
}


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


def _mangled(stream: bytes, number: int) -> bytes:
    """One of very many ways in which a stream can be wrong."""
    dice = random.Random(number)
    start, length = dice.randrange(len(stream)), dice.randrange(1, 40)
    junk = dice.choice(
        (dice.randbytes(length), b"", b"null", b"[]", b"{}", b"\n\n", b"\x00", b'"', b"data: ", b"\xff\xfe", b"-1e999")
    )
    return stream[:start] + junk + stream[start + length :]


@pytest.mark.parametrize("provider_class", [ClaudeProvider, Compatible])
async def test_five_hundred_malformed_streams_give_one_plain_error_each(
    scripted: Scripted, provider_class: type[BaseProvider], recwarn: pytest.WarningsRecorder
):
    provider = provider_class(Connection(api_key="k", base_url=scripted.url))
    hurried(provider)
    stream = WHOLE_STREAMS[provider_class]
    scripted.say(stream)
    whole = (await provider.send_message(ask())).text
    assert whole == "one two 漢字"
    for number in range(500):
        scripted.answers.clear()
        scripted.say(_mangled(stream, number))
        text: list[str] = []
        with suppress(ProviderError):
            async with aclosing(provider.stream_message(ask())) as chunks:
                async for chunk in chunks:
                    if isinstance(chunk, TextDelta):
                        text.append(chunk.text)
        assert sum(map(len, text)) < 500
    await provider.aclose()
    assert not recwarn.list


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
    with pytest.raises(InvalidResponse, match="more than fits"):
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


@pytest.mark.parametrize("piece", [b"x" * 65_536, b"\ndata: xxxxxxxx" * 4_096, (b"\r\ndata: " + b"x" * 1_000) * 64])
async def test_a_line_or_an_event_without_end_is_cut_before_it_is_gathered(piece: bytes):
    with _Endless() as server:
        server.piece = piece
        tracemalloc.start()
        try:
            error = await fault_at(server.url)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert type(error) is InvalidResponse
        assert server.sent < 20 * 2**20  # most of it lies in the sockets' buffers
        assert peak < 16 * 2**20
