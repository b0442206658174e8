"""Claude's prompt cache, against a fake that bills as Anthropic does."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from fakes._anthropic_cache import MOST_MARKS, PromptCache
from fakes.anthropic import FakeAnthropic

from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.usage import Usage
from rxchat.providers.vendors.claude import ClaudeProvider

ANSWER = "So it is. " * 40
QUESTION = "Why is that so? " * 225
RATES = {"5m": 1.25, "1h": 2.0}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(fake: FakeAnthropic) -> Clock:
    clock = Clock()
    fake.cache = PromptCache(clock)
    fake.answer(ANSWER)
    return clock


@pytest.fixture(params=[None, 3600], ids=["five minutes", "an hour"])
async def provider(fake: FakeAnthropic, request: pytest.FixtureRequest) -> AsyncGenerator[ClaudeProvider]:
    made = ClaudeProvider(Connection(api_key=fake.key, base_url=fake.url, cache_seconds=request.param))
    yield made
    await made.aclose()


def price(usage: Usage, lifetime: str = "5m") -> float:
    """In input tokens at their full price."""
    read, written = usage.cache_read_tokens or 0, usage.cache_write_tokens or 0
    return (usage.input_tokens or 0) - read - written + read * 0.1 + written * RATES[lifetime]


def turns(count: int, question: str = QUESTION) -> tuple[Message, ...]:
    """A conversation that ends with its `count`th question."""
    said = [part for number in range(count - 1) for part in (user_message(f"{number} {question}"), assistant_message(ANSWER))]
    return (*said, user_message(f"{count - 1} {question}"))


def request(messages: tuple[Message, ...], model: str = "claude-sonnet-5-5", **more: Any) -> ChatRequest:
    return ChatRequest(model=model, messages=messages, **more)


@pytest.mark.parametrize(("model", "system"), [("claude-sonnet-5-5", None), ("claude-opus-4-8", "Be kind. " * 500)])
async def test_twenty_growing_turns_cost_a_quarter(claude: ClaudeProvider, clock: Clock, model: str, system: str | None):
    costs = list[float]()
    today = 0
    for count in range(1, 21):
        usage = (await claude.send_message(request(turns(count), model, system=system))).usage
        costs.append(price(usage))
        today += usage.input_tokens or 0
        clock.now += 60
    assert sum(costs) <= today * 0.25
    assert costs[0] == (await claude.send_message(request(turns(1), model, system=system))).usage.input_tokens


@pytest.mark.parametrize("question", ["Hi", QUESTION * 6])
@pytest.mark.parametrize("system", [None, "Be kind. " * 2000])
async def test_one_turn_costs_no_more_than_before(provider: ClaudeProvider, clock: Clock, question: str, system: str | None):
    for text in (question, question[::-1], question):  # asked again too
        for model in ("claude-sonnet-5-5", "claude-haiku-4-5-20251001"):
            usage = (await provider.send_message(request((user_message(text),), model, system=system))).usage
            assert (usage.cache_write_tokens, price(usage)) == (0, usage.input_tokens)
        clock.now += 1


@pytest.mark.parametrize(("model", "least"), [("claude-sonnet-5-5", 512), ("claude-opus-4-8", 1024), ("claude-opus-4-6", 4096)])
async def test_a_short_conversation_costs_what_it_did(claude: ClaudeProvider, clock: Clock, model: str, least: int):
    usage = Usage()
    for count in range(1, 40):
        usage = (await claude.send_message(request(turns(count, "Why? " * 10), model))).usage
        if (usage.input_tokens or 0) >= least:
            break
        assert price(usage) == usage.input_tokens
        clock.now += 1
    assert usage.cache_write_tokens


async def test_five_minutes_later_it_is_written_again(claude: ClaudeProvider, clock: Clock):
    first = (await claude.send_message(request(turns(3)))).usage
    assert (first.cache_read_tokens, first.cache_write_tokens) == (0, first.input_tokens)
    clock.now += 299
    assert (await claude.send_message(request(turns(4)))).usage.cache_read_tokens == first.input_tokens
    clock.now += 301
    assert (await claude.send_message(request(turns(5)))).usage.cache_read_tokens == 0


async def test_an_hour_where_it_is_asked_for(provider: ClaudeProvider, clock: Clock):
    is_long = provider.keeps_prompts_long
    first = (await provider.send_message(request(turns(3)))).usage
    clock.now += 3500
    assert (await provider.send_message(request(turns(4)))).usage.cache_read_tokens == (first.input_tokens if is_long else 0)


EDITED = (user_message("Asked differently."),)


@pytest.mark.parametrize(
    ("change", "read_to"),
    [(turns(5)[:-3] + EDITED, 3), (turns(5)[:-1] + EDITED, 4), (turns(5), 5)],
    ids=["a question is edited", "the last one is edited", "the last answer is regenerated"],
)
async def test_what_is_above_a_change_is_read(claude: ClaudeProvider, clock: Clock, change: tuple[Message, ...], read_to: int):
    sizes = {count: (await claude.send_message(request(turns(count)))).usage.input_tokens for count in range(2, 6)}
    clock.now += 200
    assert (await claude.send_message(request(change))).usage.cache_read_tokens == sizes[read_to]


@pytest.mark.parametrize("reasoning", [None, *Reasoning])
@pytest.mark.parametrize("system", [None, "Be kind."])
async def test_marks_are_where_they_may_be(
    provider: ClaudeProvider, fake: FakeAnthropic, reasoning: Reasoning | None, system: str | None
):
    image = ImagePart(media_type="image/png", data=b"\x89PNG")
    messages = (
        Message(role=Role.USER, parts=(TextPart(text="Look:"), image)),
        assistant_message("A cat."),
        Message(role=Role.USER, parts=(image, TextPart(text=" "))),
        assistant_message("Another."),
        Message(role=Role.USER, parts=(TextPart(text="And"), image)),
    )
    await provider.send_message(request(messages, system=system, reasoning=reasoning))
    body = fake.last.json
    contents = ([body["system"]] if system else []) + [turn["content"] for turn in body["messages"]]
    marks = [[block.get("cache_control") for block in content] for content in contents]
    mark = {"type": "ephemeral"} | ({"ttl": "1h"} if provider.keeps_prompts_long else {})
    assert marks == [*([[mark]] if system else []), [None, None], [None], [mark], [None], [None, mark]]
    assert sum(each is not None for row in marks for each in row) <= MOST_MARKS
