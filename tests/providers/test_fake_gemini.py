"""The fake is as strict as the vendor, and the vendor's own client can read it: or the other tests prove nothing."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from fakes.gemini import FakeGemini
from google import genai
from google.genai import errors, types

GOOD: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
FLASH = "gemini-3.8-flash"


@pytest.fixture
def server() -> Iterator[FakeGemini]:
    with FakeGemini() as fake:
        yield fake


@pytest.fixture
def client(server: FakeGemini) -> Iterator[genai.Client]:
    with genai.Client(api_key=server.key, http_options=types.HttpOptions(base_url=server.url)) as made:
        yield made


def _ask(server: FakeGemini, body: dict[str, Any], model: str = FLASH, key: str = "", path: str = "") -> tuple[int, Any]:
    """Status and body."""
    url = f"{server.url}{path or f'/v1/models/{model}:generateContent'}"
    try:
        with urlopen(Request(url, json.dumps(body).encode(), {"x-goog-api-key": key or server.key}), timeout=30) as response:
            return response.status, json.loads(response.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


JSON = {"responseMimeType": "application/json"}


def _thinking(**config: Any) -> dict[str, Any]:
    return {"generationConfig": {"thinkingConfig": config}}


@pytest.mark.parametrize(
    ("change", "model"),
    [
        ({"novel": 1}, FLASH), ({"contents": []}, FLASH), ({"contents": [{"role": "user", "parts": []}]}, FLASH),
        ({"contents": [{"role": "user", "parts": [{"text": " "}]}]}, FLASH),
        ({"contents": [{"role": "assistant", "parts": [{"text": "Hi"}]}]}, FLASH),
        ({"contents": [*GOOD["contents"], {"role": "model", "parts": [{"text": "Hi"}]}]}, FLASH),
        ({"contents": [{"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": "%"}}]}]}, FLASH),
        ({"contents": [{"role": "user", "parts": [{"inlineData": {"mimeType": "image/bmp", "data": "cG5n"}}]}]}, FLASH),
        ({"systemInstruction": {"parts": []}}, FLASH), ({"generationConfig": {"novel": 1}}, FLASH),
        ({"generationConfig": {"temperature": 1}}, FLASH), ({"generationConfig": {"topP": 1}}, "gemini-3.5-flash-lite"),
        ({"generationConfig": {"temperature": 3}}, "gemini-2.5-pro"), ({"generationConfig": {"maxOutputTokens": 0}}, FLASH),
        ({"generationConfig": {"maxOutputTokens": 65_537}}, FLASH),
        (_thinking(thinkingLevel="LOW", thinkingBudget=5), FLASH), (_thinking(thinkingBudget=5_000), FLASH),
        (_thinking(thinkingLevel="MINIMAL"), FLASH), (_thinking(thinkingLevel="LOW"), "gemini-2.5-pro"),
        (_thinking(thinkingBudget=0), "gemini-2.5-pro"), (_thinking(includeThoughts=True), "gemma-3-27b-it"),
        (_thinking(thinkingBudget=0, includeThoughts=True), "gemini-2.5-flash"),
        ({"generationConfig": {"responseJsonSchema": {}}}, FLASH),
        ({"generationConfig": {"responseMimeType": "text/html"}}, FLASH),
        ({"generationConfig": JSON | {"responseJsonSchema": {}, "responseSchema": {}}}, FLASH),
        ({"generationConfig": JSON}, "gemma-3-27b-it"),
        ({"generationConfig": JSON, "tools": [{"functionDeclarations": [{"name": "a"}]}]}, "gemini-2.5-flash"),
    ],
)  # fmt: skip
def test_what_the_vendor_refuses_is_refused(server: FakeGemini, change: dict[str, Any], model: str):
    status, body = _ask(server, GOOD | change, model)
    assert (status, body["error"]["code"], body["error"]["status"]) == (400, 400, "INVALID_ARGUMENT")


def test_keys_models_and_addresses_are_checked(server: FakeGemini):
    status, body = _ask(server, GOOD, key="wrong")
    assert (status, body["error"]["details"][0]["reason"]) == (400, "API_KEY_INVALID")
    assert _ask(server, GOOD, "gemini-1.0-pro")[0] == 404
    assert _ask(server, GOOD, "gemini-embedding-001")[0] == 404
    assert _ask(server, GOOD, path=f"/v1/models/{FLASH}:generateContent?key={server.key}")[0] == 400
    assert _ask(server, GOOD, path=f"/v1/models/{FLASH}:invent")[0] == 404


def test_the_vendors_client_reads_a_whole_answer(server: FakeGemini, client: genai.Client):
    server.answer("Hello there.", thinking="A greeting.")
    config = types.GenerateContentConfig(
        thinking_config=types.ThinkingConfig(include_thoughts=True), system_instruction="Be brief."
    )
    answer = client.models.generate_content(model=FLASH, contents="Hi", config=config)
    assert answer.text == "Hello there."
    assert answer.candidates is not None
    assert answer.candidates[0].finish_reason is types.FinishReason.STOP
    assert answer.usage_metadata is not None
    assert (answer.usage_metadata.prompt_token_count, answer.usage_metadata.thoughts_token_count) == (35, 2)
    assert server.last.path == f"/v1/models/{FLASH}:generateContent"


def test_the_vendors_client_reads_a_stream(server: FakeGemini, client: genai.Client):
    server.answer("Grüße 🙂 there.", thinking="Hm.")
    parts: list[types.Part] = []
    for chunk in client.models.generate_content_stream(model=FLASH, contents="Hi"):
        assert chunk.candidates is not None
        assert chunk.candidates[0].content is not None
        parts += chunk.candidates[0].content.parts or []
    assert "".join(part.text or "" for part in parts if not part.thought) == "Grüße 🙂 there."
    assert "".join(part.text or "" for part in parts if part.thought) == "Hm."


def test_the_vendors_client_reads_an_error_that_breaks_into_the_stream(server: FakeGemini, client: genai.Client):
    server.next(text="one two", after=1, ending="error", error_type="UNAVAILABLE")
    with pytest.raises(errors.APIError) as raised:
        list(client.models.generate_content_stream(model=FLASH, contents="Hi"))
    assert raised.value.code == 503


@pytest.mark.parametrize("is_wrapped", [False, True])
@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503, 504])
def test_the_vendors_client_reads_each_status(server: FakeGemini, client: genai.Client, status: int, is_wrapped: bool):
    server.wraps_errors = is_wrapped
    server.next(status=status)
    with pytest.raises(errors.APIError) as raised:
        client.models.generate_content(model=FLASH, contents="Hi")
    assert (raised.value.code, raised.value.status) == (status, server.error_kind(status))


def test_the_vendors_client_reads_the_list(server: FakeGemini, client: genai.Client):
    server.page_size = 4
    models = {model.name: model for model in client.models.list()}
    assert len(models) == len(server.models)
    assert models[f"models/{FLASH}"].output_token_limit == 65_536
    assert models[f"models/{FLASH}"].supported_actions == ["generateContent", "countTokens"]
