from dataclasses import replace
from typing import Any

import pytest
from fakes.mistral import FakeMistral

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, ThinkingPart, assistant_message, user_message
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.usage import Usage
from rxchat.providers.vendors.mistral import MistralProvider

from ..conftest import ask, collect

SMALL = "mistral-small-latest"
IMAGE = ImagePart(media_type="image/png", data=b"\x89PNG")


def ask_small(text: str = "Hi", **more: Any) -> ChatRequest:
    return replace(ask(text, SMALL), **more)


async def test_an_answer_comes_with_thinking_text_and_usage(fake_mistral: FakeMistral, mistral: MistralProvider):
    fake_mistral.answer("It is 42.", thinking="6*7...")
    seen: list[Chunk] = []
    await collect(mistral.stream_message(ask_small()), seen)
    usage = Usage(input_tokens=19, output_tokens=4, cache_read_tokens=4)
    assert seen == [
        Started(id="c0ffee", model=SMALL),
        ThinkingDelta(text="6*7..."),
        TextDelta(text="It "),
        TextDelta(text="is "),
        TextDelta(text="42."),
        UsageUpdate(usage=usage),
        Finished(reason=FinishReason.STOP, raw_reason="stop", usage=usage),
    ]


# The transcript of the vendor's documentation: four types of content in one answer, and text on the chunk that ends it.
TRANSCRIPT = """\
data: {"id":"c0ffee","object":"chat.completion.chunk","created":1790000000,"model":"mistral-small-latest","choices":[\
{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}\
],"usage":null}

data: {"id":"c0ffee","object":"chat.completion.chunk","created":1790000000,"model":"mistral-small-latest","choices":[\
{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"6*7..."}]}]},"finish_reason":null}\
],"usage":null}

data: {"id":"c0ffee","object":"chat.completion.chunk","created":1790000000,"model":"mistral-small-latest","choices":[\
{"index":0,"delta":{"content":[{"type":"thinking","thinking":[],"closed":true},{"type":"text","text":"42"}]},"finish_reason":null}\
],"usage":null}

data: {"id":"c0ffee","object":"chat.completion.chunk","created":1790000000,"model":"mistral-small-latest","choices":[\
{"index":0,"delta":{"content":"."},"finish_reason":"stop"}],"usage":{"prompt_tokens":21,"completion_tokens":60,"total_tokens":81}}

data: [DONE]

"""


async def test_content_may_change_its_type_in_mid_stream(fake_mistral: FakeMistral, mistral: MistralProvider):
    fake_mistral.next(raw=TRANSCRIPT.encode())
    reply = await mistral.send_message(ask_small())
    assert (reply.thinking, reply.text, reply.reason) == ("6*7...", "42.", FinishReason.STOP)
    assert reply.usage == Usage(input_tokens=21, output_tokens=60)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("plain", "plain"),
        (None, ""),
        ([], ""),
        ([{"type": "text", "text": "a"}, {"type": "reference", "reference_ids": [1]}, {"type": "text", "text": "b"}], "ab"),
        ([{"type": "image_url", "image_url": "https://a.test/b.png"}, {"type": "novel"}, 7, {"type": "text", "text": 7}], ""),
        ([{"type": "thinking", "thinking": "not a list"}, {"type": "thinking", "thinking": [7, {"text": None}]}], ""),
    ],
)
async def test_every_kind_of_content_is_read_or_passed_over(mistral: MistralProvider, content: Any, text: str):
    chunks = [chunk for chunk in mistral.deltas({"content": content}) if chunk not in (ThinkingDelta(text=""),)]
    assert "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta)) == text
    assert not any(isinstance(chunk, ThinkingDelta) for chunk in chunks)


async def test_the_request_has_no_field_that_the_vendor_refuses(fake_mistral: FakeMistral, mistral: MistralProvider):
    request = ask_small(system="Be brief.", max_tokens=9, temperature=0.5, top_p=0.9, reasoning=Reasoning.HIGH)
    await mistral.send_message(request)
    assert fake_mistral.last.headers["authorization"] == f"Bearer {fake_mistral.key}"
    assert fake_mistral.last.headers["accept"] == "text/event-stream"
    assert fake_mistral.last.json == {
        "model": SMALL,
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        "stream": True,
        "max_tokens": 9,
        "temperature": 0.5,
        "top_p": 0.9,
        "reasoning_effort": "high",
    }


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({"temperature": 2.0}, {"temperature": 1.5}),
        ({"temperature": 1.5}, {"temperature": 1.5}),
        ({"temperature": 0.0, "top_p": 0.9}, {"temperature": 0.0}),
        ({"reasoning": Reasoning.OFF}, {"reasoning_effort": "none"}),
        ({"reasoning": Reasoning.LOW}, {"reasoning_effort": "high"}),
        ({"reasoning": Reasoning.HIGH, "model": "mistral-large-latest"}, {}),
        ({"reasoning": Reasoning.OFF, "model": "mistral-large-latest"}, {}),
        ({"reasoning": Reasoning.HIGH, "model": "mistral-novel-9"}, {}),
        ({}, {}),
    ],
)
def test_what_a_model_does_not_take_is_not_sent(asked: dict[str, Any], sent: dict[str, Any]):
    body = MistralProvider(Connection()).body(ask_small(**asked))
    assert {name: body[name] for name in body.keys() - {"model", "messages", "stream"}} == sent


async def test_what_the_list_says_of_a_new_model_is_followed(fake_mistral: FakeMistral, mistral: MistralProvider):
    await mistral.get_models()
    for name in ("mistral-large-4", "mistral-large-4-0"):  # by any of its names
        await mistral.send_message(ask_small(model=name, reasoning=Reasoning.LOW))
        assert fake_mistral.last.json["reasoning_effort"] == "high", name


async def test_a_conversation_of_another_vendor_with_all_its_traces_is_taken(fake_mistral: FakeMistral, mistral: MistralProvider):
    thought = Message(role=Role.ASSISTANT, parts=(ThinkingPart(text="Hm."), TextPart(text="A cat.")))
    turns = (
        assistant_message("Welcome."),
        Message(role=Role.USER, parts=(IMAGE, TextPart(text="What is it?"))),
        thought,
        Message(role=Role.SYSTEM, parts=(TextPart(text="Be kind."),)),
        user_message("Which breed?"),
        assistant_message(""),
    )
    assert (await mistral.send_message(ask_small(messages=turns))).reason is FinishReason.STOP
    assert [turn["role"] for turn in fake_mistral.last.json["messages"]] == ["system", "user", "assistant", "user"]
    assert "Hm." not in str(fake_mistral.last.json)


async def test_the_last_eight_images_are_sent_and_the_person_is_told_of_the_others(
    fake_mistral: FakeMistral, mistral: MistralProvider
):
    images = tuple(replace(IMAGE, data=bytes([number])) for number in range(10))
    turn = Message(role=Role.USER, parts=(*images, TextPart(text="Which is best?")))
    seen: list[Chunk] = []
    await collect(mistral.stream_message(ask_small(messages=(turn,))), seen)
    parts = fake_mistral.last.json["messages"][0]["content"]
    assert [part["type"] for part in parts] == ["text"] * 2 + ["image_url"] * 8 + ["text"]
    assert parts[2]["image_url"]["url"] == "data:image/png;base64,Ag=="
    assert seen[0] == Started(
        id="c0ffee", model=SMALL, notes=("Mistral Small can't take more images at once. 2 images were left out.",)
    )


async def test_an_image_is_not_shown_to_a_model_that_sees_none(fake_mistral: FakeMistral, mistral: MistralProvider):
    await mistral.get_models()
    turn = Message(role=Role.USER, parts=(IMAGE, TextPart(text="What is it?")))
    seen: list[Chunk] = []
    await collect(mistral.stream_message(ask_small(model="codestral-latest", messages=(turn,))), seen)
    assert "image_url" not in str(fake_mistral.last.json)
    assert isinstance(seen[0], Started)
    assert seen[0].notes == ("codestral-latest can't read images. 1 image was left out.",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("stop", FinishReason.STOP), ("length", FinishReason.LENGTH), ("model_length", FinishReason.CONTEXT),
        ("tool_calls", FinishReason.TOOL), ("invented_tomorrow", FinishReason.UNKNOWN),
    ],
)  # fmt: skip
async def test_finish_reasons_are_translated_and_kept(
    fake_mistral: FakeMistral, mistral: MistralProvider, raw: str, reason: FinishReason
):
    fake_mistral.answer("Hi", stop_reason=raw)
    reply = await mistral.send_message(ask_small())
    assert (reply.reason, reply.raw_reason) == (reason, raw)


async def test_the_key_is_tried_with_the_list_of_models(fake_mistral: FakeMistral, mistral: MistralProvider):
    assert await mistral.validate_api_key()
    assert not await mistral.validate_api_key("wrong")
    assert {request.path for request in fake_mistral.requests} == {"/v1/models"}


def test_the_provider_is_configured_by_its_variables():
    assert (MistralProvider.env_key, MistralProvider.env_base_url) == ("MISTRAL_API_KEY", "MISTRAL_BASE_URL")
    assert MistralProvider(Connection()).get_default_model() == "mistral-large-latest"
    assert MistralProvider.default_base_url == "https://api.mistral.ai"
