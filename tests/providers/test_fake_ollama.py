"""The fake is as strict as the vendor, and the vendor's own client can read it: or the other tests prove nothing."""

from collections.abc import Iterator
from typing import Any

import ollama
import pytest
from fakes.ollama import FakeOllama

HI = [{"role": "user", "content": "Hi"}]


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as fake:
        yield fake


@pytest.fixture
def client(server: FakeOllama) -> Iterator[ollama.Client]:
    made = ollama.Client(host=server.url)
    yield made
    made._client.close()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"model": "llama3.2", "think": True}, "does not support thinking"),
        ({"model": "nomic-embed-text"}, "does not support chat"),
        ({"model": "qwen3:8b", "think": "enough"}, "invalid think value"),
        ({"model": "gpt-oss:20b", "think": True}, "levels of thinking only"),
        ({"model": "llama3.2", "messages": [{"role": "user", "content": "Hi", "images": ["cG5n"]}]}, "does not support images"),
        ({"model": "gemma3:4b", "messages": [{"role": "user", "content": "Hi", "images": ["%"]}]}, "illegal base64"),
        ({"model": "llama3.2", "messages": [{"role": "model", "content": "Hi"}]}, "invalid role"),
        ({"model": "llama3.2", "messages": [{"role": "user", "content": [{"type": "text"}]}]}, "cannot unmarshal"),
        ({"model": "llama3.2", "options": {"num_ctx": "large"}}, "must be of type integer"),
        ({"model": "llama3.2", "format": "yaml"}, "invalid format"),
        ({}, "model is required"),
    ],
)
def test_what_the_vendor_refuses_is_refused(client: ollama.Client, asked: dict[str, Any], says: str):
    answer = client._client.post("/api/chat", json={"messages": HI, "stream": False} | asked)
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_fields_that_it_does_not_know_are_passed_over(client: ollama.Client):
    asked = {"model": "llama3.2", "messages": HI, "stream": False, "novel": 1, "options": {"novel": 1}}
    assert client._client.post("/api/chat", json=asked).status_code == 200


def test_the_vendors_client_reads_a_whole_answer(server: FakeOllama, client: ollama.Client):
    server.answer("Hello there.", thinking="A greeting.")
    answer = client.chat(model="qwen3:8b", messages=HI, think=True)
    assert (answer.message.content, answer.message.thinking) == ("Hello there.", "A greeting.")
    assert (answer.done_reason, answer.prompt_eval_count, answer.eval_count) == ("stop", 35, 4)


def test_the_vendors_client_reads_a_stream(server: FakeOllama, client: ollama.Client):
    server.answer("Grüße 🙂 there.", usage=False)
    chunks = list(client.chat(model="llama3.2", messages=HI, stream=True))
    assert "".join(chunk.message.content or "" for chunk in chunks) == "Grüße 🙂 there."
    assert [chunk.done for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].prompt_eval_count is None


def test_the_vendors_client_reads_an_error_in_the_stream(server: FakeOllama, client: ollama.Client):
    server.next(text="one two", after=1, ending="error", message="gone wrong")
    with pytest.raises(ollama.ResponseError, match="gone wrong"):
        list(client.chat(model="llama3.2", messages=HI, stream=True))


@pytest.mark.parametrize("status", [400, 404, 429, 500, 502])
def test_the_vendors_client_reads_each_status(server: FakeOllama, client: ollama.Client, status: int):
    server.next(status=status, message="It is so.")
    with pytest.raises(ollama.ResponseError, match="It is so") as raised:
        client.chat(model="llama3.2", messages=HI)
    assert raised.value.status_code == status


def test_the_vendors_client_reads_the_list_and_what_a_model_can_do(server: FakeOllama, client: ollama.Client):
    assert [model.model for model in client.list().models] == [card["model"] for card in server.models]
    shown = client.show("gemma3:4b")
    assert shown.capabilities == ["completion", "vision"]
    assert shown.modelinfo is not None
    assert shown.modelinfo["gemma3.context_length"] == 131_072
    with pytest.raises(ollama.ResponseError, match="not found"):
        client.show("absent")


def test_what_does_not_fit_is_left_out_without_a_word(server: FakeOllama, client: ollama.Client):
    long = [{"role": "user", "content": "words " * 10_000}]
    client.chat(model="llama3.2", messages=long)
    assert server.forgotten == 1
    client.chat(model="llama3.2", messages=long, options={"num_ctx": 32_768})
    assert server.forgotten == 1
