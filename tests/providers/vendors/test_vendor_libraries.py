"""The vendors' own libraries talk to the fakes: what they cannot read, a fake must not say."""

from collections.abc import Iterator

import anthropic
import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from mistralai.client import Mistral
from mistralai.client.errors import HTTPValidationError, SDKError
from mistralai.client.models import BaseModelCard

QUESTION = "What is it?"
CLAUDE, SMALL = "claude-sonnet-5-5", "mistral-small-latest"


@pytest.fixture
def claude_library(fake: FakeAnthropic) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(api_key=fake.key, base_url=fake.url, max_retries=0) as library:
        yield library


@pytest.fixture
def mistral_library(fake_mistral: FakeMistral) -> Iterator[Mistral]:
    with Mistral(api_key=fake_mistral.key, server_url=fake_mistral.url) as library:
        yield library


def test_anthropics_library_reads_a_stream(fake: FakeAnthropic, claude_library: anthropic.Anthropic):
    fake.answer("It is a cat.", thinking="Whiskers, so a cat.")
    question: anthropic.types.MessageParam = {"role": "user", "content": QUESTION}
    with claude_library.messages.stream(model=CLAUDE, max_tokens=2_000, messages=[question]) as stream:
        assert "".join(stream.text_stream) == "It is a cat."
        message = stream.get_final_message()
    thinking, text = message.content
    assert isinstance(thinking, anthropic.types.ThinkingBlock)
    assert (thinking.thinking, thinking.signature) == ("Whiskers, so a cat.", "EqQB")
    assert isinstance(text, anthropic.types.TextBlock)
    assert (message.stop_reason, message.usage.input_tokens, message.usage.output_tokens) == ("end_turn", 25, 5)


def test_anthropics_library_reads_a_whole_answer_and_the_models(fake: FakeAnthropic, claude_library: anthropic.Anthropic):
    fake.answer("It is a cat.", thinking="Whiskers.")
    message = claude_library.messages.create(model=CLAUDE, max_tokens=99, messages=[{"role": "user", "content": QUESTION}])
    assert [block.type for block in message.content] == ["thinking", "text"]
    assert (message.stop_reason, message.usage.cache_read_input_tokens) == ("end_turn", 7)
    fake.page_size = 5
    models = list(claude_library.models.list())
    assert [model.id for model in models] == [card["id"] for card in fake.models]
    assert all(model.capabilities and model.capabilities.image_input.supported for model in models)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, anthropic.BadRequestError), (401, anthropic.AuthenticationError), (403, anthropic.PermissionDeniedError),
        (404, anthropic.NotFoundError), (409, anthropic.ConflictError), (413, anthropic.RequestTooLargeError),
        (422, anthropic.UnprocessableEntityError), (429, anthropic.RateLimitError), (500, anthropic.InternalServerError),
        (503, anthropic.ServiceUnavailableError), (529, anthropic.OverloadedError),
    ],
)  # fmt: skip
def test_anthropics_library_knows_the_errors(
    fake: FakeAnthropic, claude_library: anthropic.Anthropic, status: int, kind: type[anthropic.APIStatusError]
):
    fake.next(status=status, message="no")
    with pytest.raises(kind) as raised:
        claude_library.messages.create(model=CLAUDE, max_tokens=99, messages=[{"role": "user", "content": QUESTION}])
    assert raised.value.request_id == "req_000001"


def test_anthropics_library_knows_an_error_in_the_stream(fake: FakeAnthropic, claude_library: anthropic.Anthropic):
    fake.next(text="one two", after=1, ending="error")
    question: anthropic.types.MessageParam = {"role": "user", "content": QUESTION}
    with (
        claude_library.messages.stream(model=CLAUDE, max_tokens=99, messages=[question]) as stream,
        pytest.raises(anthropic.APIStatusError, match="Scripted"),
    ):
        assert "".join(stream.text_stream) == "never"


def test_mistrals_library_reads_a_stream(fake_mistral: FakeMistral, mistral_library: Mistral):
    fake_mistral.answer("It is a cat.", thinking="Whiskers, so a cat.")
    with mistral_library.chat.stream(model=SMALL, messages=[{"role": "user", "content": QUESTION}]) as stream:
        chunks = [event.data for event in stream]
    kinds = [type(chunk.choices[0].delta.content).__name__ for chunk in chunks]
    assert kinds == ["str"] + ["list"] * 5 + ["str"] * 4
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    assert (chunks[-1].usage.prompt_tokens, chunks[-1].usage.completion_tokens) == (19, 8)


@pytest.mark.parametrize("thinking", ["", "Whiskers."])
def test_mistrals_library_reads_a_whole_answer(fake_mistral: FakeMistral, mistral_library: Mistral, thinking: str):
    fake_mistral.answer("It is a cat.", thinking=thinking)
    reply = mistral_library.chat.complete(model=SMALL, messages=[{"role": "user", "content": QUESTION}], temperature=0.5)
    message = reply.choices[0].message
    assert message is not None
    assert isinstance(message.content, list if thinking else str)
    assert reply.choices[0].finish_reason == "stop"


def test_mistrals_library_reads_the_models(fake_mistral: FakeMistral, mistral_library: Mistral):
    listed = [card for card in mistral_library.models.list().data or [] if isinstance(card, BaseModelCard)]
    assert [model.id for model in listed] == [card["id"] for card in fake_mistral.models]
    assert [model.capabilities.vision for model in listed] == [card["capabilities"]["vision"] for card in fake_mistral.models]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_mistrals_library_knows_the_errors(fake_mistral: FakeMistral, mistral_library: Mistral, status: int):
    fake_mistral.next(status=status, message="no")
    with pytest.raises(SDKError, match="no") as raised:
        mistral_library.chat.complete(model=SMALL, messages=[{"role": "user", "content": QUESTION}])
    assert raised.value.status_code == status


def test_mistrals_library_knows_a_refused_field(mistral_library: Mistral):
    with pytest.raises(HTTPValidationError) as raised:
        mistral_library.chat.complete(model=SMALL, messages=[{"role": "user", "content": QUESTION}], temperature=1.6)
    assert (raised.value.data.detail or [])[0].loc == ["body", "temperature"]
