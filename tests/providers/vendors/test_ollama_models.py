from dataclasses import replace

import pytest

from rxchat.domain.messages import ImagePart, Message, Role
from rxchat.domain.models import Capabilities
from rxchat.domain.requests import Reasoning
from rxchat.providers.vendors.ollama_models import OllamaModel, address_of, expected_tokens, from_show

from ..conftest import ask


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "http://localhost:11434"),
        ("example.test", "http://example.test:11434"),
        ("1.2.3.4:80", "http://1.2.3.4:80"),
        (" example.test:56789/ ", "http://example.test:56789"),
        ("example.test/path", "http://example.test:11434/path"),
        ("http://example.test", "http://example.test"),
        ("https://ollama.test", "https://ollama.test"),
        ("https://example.test:56789/path/", "https://example.test:56789/path"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("http://[::]:8080", "http://127.0.0.1:8080"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:8080", "http://[::1]:8080"),
        (":8080", "http://localhost:8080"),
        ("http://localhost:11434", "http://localhost:11434"),
        ("http://user:secret@example.test", "http://user:secret@example.test"),
        ("example.test:port", "example.test:port"),
    ],
)
def test_an_address_is_read_as_ollama_reads_it(host: str, address: str):
    assert address_of(host) == address
    assert address_of(address) == address


def test_what_is_shown_of_a_model_is_kept():
    shown = {
        "capabilities": ["completion", "vision", "novel"],
        "model_info": {"general.architecture": "seer", "seer.context_length": 4_096, "seer.embedding_length": 3},
        "details": {"family": "seer"},
    }
    model = from_show("seer:8b", shown)
    assert (model.context_window, model.family, model.chats) == (4_096, "seer", True)
    assert model.info.capabilities == Capabilities(chat=True, images=True, pdf=False, reasoning=False, tools=False)


@pytest.mark.parametrize(
    "shown", [{}, {"capabilities": 7, "model_info": 7, "details": 7}, {"model_info": {"x.context_length": "9"}}]
)
def test_what_is_not_told_is_unknown(shown: dict[str, object]):
    model = from_show("m", shown)
    assert (model.context_window, model.family, model.chats) == (None, "", True)
    assert model.info.capabilities == Capabilities(pdf=False)


@pytest.mark.parametrize(
    ("family", "asked", "think"),
    [
        ("qwen3", None, True), ("qwen3", Reasoning.OFF, False), ("qwen3", Reasoning.HIGH, True),
        ("gptoss", None, "medium"), ("gptoss", Reasoning.OFF, "low"), ("gptoss", Reasoning.HIGH, "high"),
    ],
)  # fmt: skip
def test_thinking_is_asked_for_as_the_family_takes_it(family: str, asked: Reasoning | None, think: bool | str):
    assert OllamaModel(id="m", abilities=frozenset({"thinking"}), family=family).thinking_field(asked) == {"think": think}


@pytest.mark.parametrize("abilities", [None, frozenset({"completion"})])
def test_thinking_is_never_asked_for_of_a_model_that_may_refuse_it(abilities: frozenset[str] | None):
    assert OllamaModel(id="m", abilities=abilities).thinking_field(Reasoning.HIGH) == {}


@pytest.mark.parametrize(
    ("length", "max_tokens", "window", "size"),
    [
        (10, None, None, 8_192), (10, 100_000, None, 131_072), (40_000, None, None, 32_768), (40_000, None, 20_000, 20_000),
        (10, None, 2_048, 2_048),
    ],
)  # fmt: skip
def test_the_context_grows_in_powers_of_two_up_to_the_models_own(
    length: int, max_tokens: int | None, window: int | None, size: int
):
    request = replace(ask("x" * length), max_tokens=max_tokens)
    assert OllamaModel(id="m", context_window=window).context_for(request, expected_tokens(request)) == size


def test_images_and_system_text_take_room():
    message = Message(role=Role.USER, parts=(ImagePart(media_type="image/png", data=b"x"),))
    assert expected_tokens(replace(ask("x" * 400), system="y" * 400)) == 224
    assert expected_tokens(ask("1234567890," * 100)) > 900  # figures are nearly a token each
    assert expected_tokens(replace(ask(), messages=(message,))) > 1_000
