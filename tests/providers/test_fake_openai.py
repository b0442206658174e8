"""The fake is as strict as the vendor, and the vendor's own client can read it: or the other tests prove nothing."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from fakes._openai_rules import SOON
from fakes.openai import FakeOpenAI
from openai.types.chat import ChatCompletionMessageParam

MODEL = "gpt-6.1-terra"
HI: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hi"}]
GOOD: dict[str, Any] = {"model": MODEL, "messages": HI}
TEXT = {"type": "string"}
CLOSED = {"type": "object", "properties": {}, "additionalProperties": False, "required": []}
IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,cG5n"}}


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as fake:
        yield fake


@pytest.fixture
def client(server: FakeOpenAI) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key=server.key, base_url=server.url, max_retries=0) as made:
        yield made


def _user(content: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": content}]}


def _format(**named: Any) -> dict[str, Any]:
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _strict(**schema: Any) -> dict[str, Any]:
    return _format(name="a", strict=True, schema=schema)


def _closed(change: dict[str, Any]) -> dict[str, Any]:
    """A strict format of an object with one property."""
    return _strict(**CLOSED | {"properties": {"a": TEXT | change}, "required": ["a"]})


@pytest.mark.parametrize(
    "change",
    [
        {"novel": 1}, {"max_tokens": 9}, {"max_completion_tokens": 0}, {"max_completion_tokens": 200_000}, {"temperature": 0.5},
        {"top_p": 0.9}, {"temperature": 0.5, "reasoning_effort": "low"}, {"reasoning_effort": "minimal"}, {"messages": []},
        {"stream_options": {"include_usage": True}}, _user(""), _user([]), _user(None),
        _user([{"type": "thinking", "thinking": "x"}]),
        _user([{"type": "text", "text": "x", "novel": 1}]), _user([{"type": "image_url", "image_url": "https://a.test/a.png"}]),
        _user([{"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}]),
        {"messages": [{"role": "model", "content": "Hi"}]}, {"messages": [{"role": "user", "content": "Hi", "novel": 1}]},
        {"messages": [{"role": "assistant", "content": [IMAGE]}]},
        {"model": "gpt-6.1-sol", "reasoning_effort": "none"}, {"model": "o3", "reasoning_effort": "none"},
        {"model": "gpt-4o", "reasoning_effort": "low"}, {"model": "gpt-4o", "temperature": 3},
        {"model": "gpt-4o", "messages": [{"role": "developer", "content": "Hi"}]},
        {"response_format": {"type": "grammar"}}, {"response_format": {"type": "json_object"}},
        {"response_format": {"type": "json_schema"}}, {"response_format": {"type": "json_schema", "name": "a", "schema": {}}},
        _format(name="a"), _format(schema={}), _format(name="a b", schema={}), _format(name="a", schema={}, novel=1),
        _strict(), _strict(type="array"), _strict(type="object"), _strict(additionalProperties=False, properties={"a": TEXT}),
        _strict(**CLOSED, allOf=[]), _closed({"default": "x"}), _closed({"format": "uri"}), _closed({"type": "object"}),
    ],
)  # fmt: skip
def test_what_the_vendor_refuses_is_refused(client: openai.OpenAI, change: dict[str, Any]):
    with pytest.raises(openai.BadRequestError) as raised:
        client.post("/chat/completions", body=GOOD | change, cast_to=object)
    assert raised.value.type == "invalid_request_error"
    assert raised.value.request_id == "req_000001"


@pytest.mark.parametrize(
    "change",
    [
        {}, {"max_completion_tokens": 9}, {"temperature": 1}, {"temperature": 0.5, "reasoning_effort": "none"}, _user([IMAGE]),
        {"model": "gpt-5.4", "temperature": 0.5}, {"model": "gpt-4o", "temperature": 0.5, "max_tokens": 9},
        {"messages": [{"role": "developer", "content": "Hi"}, *HI]}, {"response_format": {"type": "text"}},
        _user("As JSON, please.") | {"response_format": {"type": "json_object"}}, _format(name="a", schema={}),
        _strict(**CLOSED), _closed({"format": "date"}),
    ],
)  # fmt: skip
def test_what_the_vendor_takes_is_taken(client: openai.OpenAI, change: dict[str, Any]):
    client.post("/chat/completions", body=GOOD | change, cast_to=object)


def test_the_vendors_client_reads_a_whole_answer(server: FakeOpenAI, client: openai.OpenAI):
    server.answer("Hello there.", thinking="A greeting.")
    completion = client.chat.completions.create(model=MODEL, messages=HI)
    assert completion.choices[0].message.content == "Hello there."
    assert completion.choices[0].finish_reason == "stop"
    assert completion.usage is not None
    assert completion.usage.completion_tokens_details is not None
    assert (completion.usage.prompt_tokens, completion.usage.completion_tokens_details.reasoning_tokens) == (35, 2)


def test_the_vendors_client_reads_a_stream(server: FakeOpenAI, client: openai.OpenAI):
    server.answer("Grüße 🙂 there.")
    with client.chat.completions.create(model=MODEL, messages=HI, stream=True, stream_options={"include_usage": True}) as stream:
        chunks = list(stream)
    assert "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices) == "Grüße 🙂 there."
    assert [chunk.usage is not None for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].choices == []


def test_the_vendors_client_reads_an_error_in_the_stream(server: FakeOpenAI, client: openai.OpenAI):
    server.next(text="one two", after=1, ending="error", error_type="server_error")
    with (
        client.chat.completions.create(model=MODEL, messages=HI, stream=True) as stream,
        pytest.raises(openai.APIError) as raised,
    ):
        list(stream)
    assert raised.value.type == "server_error"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError), (401, openai.AuthenticationError), (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError), (409, openai.ConflictError), (422, openai.UnprocessableEntityError),
        (429, openai.RateLimitError), (500, openai.InternalServerError), (503, openai.InternalServerError),
    ],
)  # fmt: skip
def test_the_vendors_client_reads_each_status(
    server: FakeOpenAI, client: openai.OpenAI, status: int, kind: type[openai.APIStatusError]
):
    server.next(status=status, error_code="scripted")
    with pytest.raises(kind) as raised:
        client.chat.completions.create(model=MODEL, messages=HI)
    assert raised.value.code == "scripted"


def test_the_vendors_client_reads_the_list(client: openai.OpenAI):
    models = {model.id: model for model in client.models.list()}
    assert models["gpt-4o"].shutdown_date == SOON
    assert models["gpt-6.1-terra"].shutdown_date is None


def test_keys_and_models_are_checked(server: FakeOpenAI, client: openai.OpenAI):
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="o4-mini", messages=HI)
    with openai.OpenAI(api_key="wrong", base_url=server.url, max_retries=0) as wrong, pytest.raises(openai.AuthenticationError):
        wrong.models.list()
