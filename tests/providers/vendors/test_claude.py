import base64
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from fakes.anthropic import FakeAnthropic

from rxchat.domain.chunks import Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.errors import (
    ContextTooLong,
    InvalidResponse,
)
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.models import Lifecycle
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.usage import Usage
from rxchat.providers.local_engine.process import LocalServers
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.local import SMALL, LocalProvider

from ..conftest import ask, chunks_of


async def test_an_answer_comes_with_thinking_text_and_usage(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.answer("Hello there.", thinking="A greeting.")
    before = Usage(input_tokens=35, output_tokens=1, cache_read_tokens=7, cache_write_tokens=3)
    after = replace(before, output_tokens=3, reasoning_tokens=2)
    assert await chunks_of(claude) == [
        Started(id="msg_01", model="claude-sonnet-5-5"),
        UsageUpdate(usage=before),
        ThinkingDelta(text="A "),
        ThinkingDelta(text="greeting."),
        TextDelta(text="Hello "),
        TextDelta(text="there."),
        UsageUpdate(usage=after),
        Finished(reason=FinishReason.STOP, raw_reason="end_turn", usage=after),
    ]


# The transcript of the vendor's documentation: thinking with its signature, a ping, and usage that names only what has changed.
TRANSCRIPT = """\
event: message_start
data: {"type":"message_start","message":{"id":"msg_7","type":"message","role":"assistant","model":"claude-opus-5-5","content":\
[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":31,"output_tokens":2}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"They greet me."}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2lnbmVk"}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: content_block_start
data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

event: ping
data: {"type":"ping"}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello."}}

event: content_block_stop
data: {"type":"content_block_stop","index":1}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":17}}

event: message_stop
data: {"type":"message_stop"}

"""


async def test_the_transcript_of_the_documentation_is_read(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.next(raw=TRANSCRIPT.encode())
    before, after = Usage(input_tokens=31, output_tokens=2), Usage(input_tokens=31, output_tokens=17)
    assert await chunks_of(claude) == [
        Started(id="msg_7", model="claude-opus-5-5"),
        UsageUpdate(usage=before),
        ThinkingDelta(text="They greet me."),
        TextDelta(text="Hello."),
        UsageUpdate(usage=after),
        Finished(reason=FinishReason.STOP, raw_reason="end_turn", usage=after),
    ]


async def test_an_answer_of_hidden_thinking_alone_is_an_end(fake: FakeAnthropic, claude: ClaudeProvider):
    text = TRANSCRIPT.replace('"thinking":"They greet me."', '"thinking":""').replace('"text":"Hello."', '"text":""')
    fake.next(raw=text.encode())
    reply = await claude.send_message(ask())
    assert (reply.text, reply.thinking, reply.reason) == ("", "", FinishReason.STOP)


async def test_usage_that_is_not_told_is_none_and_not_zero(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.answer("Hi", usage=False)
    assert (await claude.send_message(ask())).usage == Usage()


async def test_usage_that_is_no_number_is_none(fake: FakeAnthropic, claude: ClaudeProvider):
    usage = '{"input_tokens": "many", "output_tokens": -1, "cache_read_input_tokens": 2, "output_tokens_details": 7}'
    delta = f'data: {{"type": "message_delta", "delta": {{"stop_reason": "end_turn"}}, "usage": {usage}}}\n\n'
    fake.next(raw=f'{delta}data: {{"type": "message_stop"}}\n\n'.encode())
    assert (await claude.send_message(ask())).usage == Usage(input_tokens=2, cache_read_tokens=2)


async def test_the_smallest_request_is_the_vendors_own_format(fake: FakeAnthropic, claude: ClaudeProvider):
    await claude.send_message(replace(ask("Hi"), system="Be brief."))
    assert fake.last.json == {
        "model": "claude-sonnet-5-5",
        "max_tokens": 32_000,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}],
        "stream": True,
        "system": "Be brief.",
        "thinking": {"type": "adaptive", "display": "summarized"},
    }
    assert fake.last.headers["x-api-key"] == fake.key
    assert fake.last.headers["anthropic-version"] == "2023-06-01"
    assert "authorization" not in fake.last.headers


async def test_an_untidy_history_is_taken(fake: FakeAnthropic, claude: ClaudeProvider):
    image = ImagePart(media_type="image/png", data=b"\x89PNG")
    messages = (
        assistant_message("Welcome!"),
        Message(role=Role.SYSTEM, parts=(TextPart(text="Rhyme."),)),
        Message(role=Role.USER, parts=(image, TextPart(text="What is it?"))),
        assistant_message(""),
        user_message("Please."),
        assistant_message("It is"),
    )
    await claude.send_message(ChatRequest(model="claude-opus-4-8", messages=messages, system=""))
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(b"\x89PNG").decode()}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "What is it?\n\nPlease."}]
    assert fake.last.json["messages"] == [{"role": "user", "content": content}]
    assert fake.last.json["system"] == "Rhyme."


@pytest.mark.parametrize("model", [model.id for model in ClaudeProvider(Connection()).known_models()])
@pytest.mark.parametrize("is_listed", [False, True])
async def test_every_model_takes_every_request(claude: ClaudeProvider, model: str, is_listed: bool):
    if is_listed:  # what the vendor's own list says counts then
        await claude.get_models()
    for reasoning, max_tokens in product((None, *Reasoning), (None, 500, 3_000, 1_000_000)):
        request = replace(ask(model=model), reasoning=reasoning, max_tokens=max_tokens, temperature=1.5, top_p=0.9)
        assert (await claude.send_message(request)).reason is FinishReason.STOP


@pytest.mark.parametrize(
    ("model", "asked", "sent"),
    [
        ("claude-haiku-4-5", {"temperature": 0.5, "top_p": 0.9}, {"temperature": 0.5}),
        ("claude-sonnet-4-6", {"temperature": 1.5}, {"temperature": 1.0}),
        ("claude-sonnet-4-6", {"top_p": 0.9}, {"top_p": 0.9}),
        ("claude-sonnet-4-6", {"temperature": 0.5, "reasoning": Reasoning.HIGH}, {}),
        ("claude-opus-4-7", {"temperature": 0.5, "top_p": 0.9}, {}),
        ("claude-sonnet-5-5", {"temperature": 0.5}, {}),
        ("claude-epic-7", {"temperature": 0.5}, {}),
    ],
)
def test_sampling_is_sent_only_where_it_is_taken(model: str, asked: dict[str, Any], sent: dict[str, float]):
    body = ClaudeProvider(Connection())._body(replace(ask(model=model), **asked))
    assert {name: body[name] for name in ("temperature", "top_p", "top_k") if name in body} == sent


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("end_turn", FinishReason.STOP),
        ("stop_sequence", FinishReason.STOP),
        ("max_tokens", FinishReason.LENGTH),
        ("model_context_window_exceeded", FinishReason.CONTEXT),
        ("tool_use", FinishReason.TOOL),
        ("pause_turn", FinishReason.UNKNOWN),
        ("invented_tomorrow", FinishReason.UNKNOWN),
    ],
)
async def test_stop_reasons_are_translated_and_kept(fake: FakeAnthropic, claude: ClaudeProvider, raw: str, reason: FinishReason):
    fake.answer("Hi", stop_reason=raw)
    reply = await claude.send_message(ask())
    assert (reply.reason, reply.raw_reason) == (reason, raw)


async def test_a_refusal_is_an_end_that_says_why(fake: FakeAnthropic, claude: ClaudeProvider):
    details = {"type": "refusal", "category": "cyber", "explanation": "This looks like an attack."}
    fake.answer("I was about to", stop_reason="refusal", stop_details=details)
    reply = await claude.send_message(ask())
    assert reply.reason is FinishReason.REFUSAL
    assert reply.raw_reason == "refusal: cyber: This looks like an attack."
    assert reply.text == "I was about to"


async def test_unknown_events_fields_and_blocks_are_ignored(fake: FakeAnthropic, claude: ClaudeProvider):
    events = (
        '{"type": "message_start", "message": {"id": "1", "model": "m", "usage": {}, "novel": 1}}',
        '{"type": "novel_event", "x": []}',
        '{"type": "content_block_start", "index": 0, "content_block": {"type": "redacted_thinking", "data": "x"}}',
        '{"type": "content_block_delta", "index": 0, "delta": {"type": "novel_delta", "text": "no"}}',
        '{"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "yes", "novel": 1}, "novel": 1}',
        '{"no type": true}',
        '{"type": "message_stop"}',
    )
    fake.next(raw="".join(f"data: {event}\n\n" for event in events).encode())
    assert (await claude.send_message(ask())).text == "yes"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 4096])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
async def test_text_is_the_same_however_the_bytes_are_cut(fake: FakeAnthropic, claude: ClaudeProvider, size: int, newline: str):
    text = "Grüße 🙂 a\u2028b 👩‍👩‍👧 漢字 end"
    fake.next(text=text, thinking="Hm, 漢字?", chunk=size, newline=newline)
    reply = await claude.send_message(ask())
    assert (reply.text, reply.thinking) == (text, "Hm, 漢字?")


async def test_the_list_is_read_page_by_page_and_without_the_retired(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.page_size = 4
    fake.models.append(fake.models[0] | {"id": "claude-old", "lifecycle": "retired"})
    models = {model.id: model for model in await claude.get_models()}
    assert list(models) == [card["id"] for card in fake.models[:-1]]
    assert models["claude-haiku-4-5-20251001"].context_window == 200_000
    assert models["claude-sonnet-4-5-20250929"].lifecycle is Lifecycle.DEPRECATED
    assert models["claude-sonnet-5-5"].capabilities.reasoning is True


async def test_what_the_list_says_of_a_new_model_is_followed(fake: FakeAnthropic, claude: ClaudeProvider):
    card = next(card for card in fake.models if card["id"] == "claude-haiku-4-5-20251001")
    fake.models.append(card | {"id": "claude-novel-6", "max_tokens": 9_000})
    await claude.get_models()
    body = claude._body(replace(ask(model="claude-novel-6"), reasoning=Reasoning.LOW))
    assert body["max_tokens"] == 9_000
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 2_048}
    assert "output_config" not in body


@pytest.mark.parametrize("listing", ['{"data": [{}]}', '{"data": [7]}', '{"data": 7}', "[]", "{"])
async def test_a_list_of_the_wrong_shape_is_an_invalid_response(fake: FakeAnthropic, claude: ClaudeProvider, listing: str):
    fake.listing = listing.encode()
    with pytest.raises(InvalidResponse):
        await claude.get_models()


async def test_a_list_that_never_ends_is_left(fake: FakeAnthropic, claude: ClaudeProvider):
    fake.listing = b'{"data": [{"id": "claude-novel-6"}], "has_more": true, "last_id": "claude-novel-6"}'
    assert {model.id for model in await claude.get_models()} == {"claude-novel-6"}
    assert len(fake.requests) == 2


def test_the_first_model_of_the_built_in_list_is_the_default():
    provider = ClaudeProvider(Connection())
    assert provider.get_default_model() == provider.known_models()[0].id


async def test_llama_cpp_speaks_the_same_format():
    local = LocalProvider(Connection())
    servers = LocalServers()
    try:
        async with servers.lease(local._files()[SMALL], SMALL) as server:
            claude = ClaudeProvider(Connection(api_key=server.key, base_url=server.url))
            reply = await claude.send_message(replace(ask("Say hello.", SMALL), max_tokens=20))
            assert reply.text
            assert reply.model == SMALL
            assert reply.usage.output_tokens
            with pytest.raises(ContextTooLong):
                await claude.send_message(ask("word " * 9_000, SMALL))
            await claude.aclose()
    finally:
        await servers.aclose()
