"""JSON as answer, by the vendors' own libraries, from models of every kind of vendor."""

import json
from typing import Any

import anthropic as anthropic_sdk
import openai as openai_sdk
import pytest
from fakes.acme import AcmeProvider
from pydantic import BaseModel, Field
from vendor_libraries import ALL, ASKED, CLAUDE, GEMINI, MISTRAL, OLLAMA, OPENAI, chat_client, messages_client

OBJECT: Any = {"type": "json_object"}
WHOLE = '{"city": "Oslo", "days": [{"rain": 3}]}'
HELLO: Any = [{"role": "user", "content": "Rain in Oslo, as JSON?"}]


class Day(BaseModel):
    rain: int = Field(ge=0, le=100)


class Weather(BaseModel):
    """The weather."""

    city: str = Field(pattern="^[A-Z]")
    days: list[Day] = Field(min_length=1, max_length=7)
    wind: str | None = None


def sent_schema(vendors: dict[str, Any], model: str) -> Any:
    """The schema that the vendor got last; "any" where it got the wish for JSON alone."""
    sent = vendors[model.partition(":")[0]].last.json
    match sent:
        case {"output_config": {"format": {"type": "json_schema", "schema": schema}}}:
            return schema
        case {"generationConfig": {"responseMimeType": "application/json", **more}}:
            return more.get("responseJsonSchema", "any")
        case {"format": schema}:
            return "any" if schema == "json" else schema
        case {"response_format": {"type": "json_object"}} | {"text": {"format": {"type": "json_object"}}}:
            return "any"
        case {"response_format": {"json_schema": {"name": str(), "schema": schema}}} | {"text": {"format": {"schema": schema}}}:
            return schema
        case _:
            return None


async def test_chat_completions_are_parsed_from_every_vendor(
    url: str, token: str, vendors: dict[str, Any], subtests: pytest.Subtests
):
    async with chat_client(url, token) as client:
        for model in ALL:
            vendors[model.partition(":")[0]].answer(WHOLE)
            with subtests.test(model):
                whole = await client.chat.completions.parse(model=model, messages=ASKED, response_format=Weather)
                assert whole.choices[0].message.parsed == Weather(city="Oslo", days=[Day(rain=3)])
                assert set(sent_schema(vendors, model)["properties"]) == {"city", "days", "wind"}
                async with client.chat.completions.stream(model=model, messages=ASKED, response_format=Weather) as stream:
                    final = await stream.get_final_completion()
                assert final.choices[0].message.parsed == whole.choices[0].message.parsed


async def test_responses_are_parsed_from_every_vendor(url: str, token: str, vendors: dict[str, Any], subtests: pytest.Subtests):
    async with chat_client(url, token) as client:
        for model in ALL:
            vendors[model.partition(":")[0]].answer(WHOLE)
            with subtests.test(model):
                whole = await client.responses.parse(model=model, input="Rain?", text_format=Weather)
                assert whole.output_parsed == Weather(city="Oslo", days=[Day(rain=3)])
                assert set(sent_schema(vendors, model)["properties"]) == {"city", "days", "wind"}
                async with client.responses.stream(model=model, input="Rain?", text_format=Weather) as stream:
                    final = await stream.get_final_response()
                assert final.output_parsed == whole.output_parsed


async def test_messages_are_parsed_from_every_vendor(url: str, token: str, vendors: dict[str, Any], subtests: pytest.Subtests):
    asked: Any = {"max_tokens": 2_000, "messages": ASKED, "output_format": Weather}
    async with messages_client(url, token) as client:
        for model in ALL:
            vendors[model.partition(":")[0]].answer(WHOLE)
            with subtests.test(model):
                whole = await client.messages.parse(model=model, **asked)
                assert whole.parsed_output == Weather(city="Oslo", days=[Day(rain=3)])
                assert set(sent_schema(vendors, model)["properties"]) == {"city", "days", "wind"}
                async with client.messages.stream(model=model, **asked) as stream:
                    final = await stream.get_final_message()
                assert final.parsed_output == whole.parsed_output


async def test_any_object_is_asked_of_vendors_that_take_no_schema_for_it(url: str, token: str, vendors: dict[str, Any]):
    async with chat_client(url, token) as client:
        for model in (MISTRAL, OPENAI, GEMINI, OLLAMA):
            vendors[model.partition(":")[0]].answer(WHOLE)
            await client.chat.completions.create(model=model, messages=HELLO, response_format=OBJECT)
            assert sent_schema(vendors, model) == "any"
            whole = await client.responses.create(model=model, input="Rain, as JSON?", text={"format": OBJECT})
            assert sent_schema(vendors, model) == "any"
            assert json.loads(whole.output_text)["city"] == "Oslo"
        before = len(vendors["claude"].messages)
        with pytest.raises(openai_sdk.BadRequestError, match="only by a schema") as refused:
            await client.chat.completions.create(model=CLAUDE, messages=HELLO, response_format=OBJECT)
        assert refused.value.type == "invalid_request_error"
        assert len(vendors["claude"].messages) == before


async def test_a_schema_that_the_vendor_refuses_is_refused_in_its_words(url: str, token: str, vendors: dict[str, Any]):
    del vendors
    open_object = {"type": "object", "additionalProperties": {"type": "integer"}}
    asked: Any = {"type": "json_schema", "json_schema": {"name": "counts", "schema": open_object}}
    async with chat_client(url, token) as client:
        with pytest.raises(openai_sdk.BadRequestError, match="must be explicitly set to false"):
            await client.chat.completions.create(model=CLAUDE, messages=ASKED, response_format=asked)
        deep: dict[str, Any] = {"type": "object"}
        for _ in range(60):
            deep = {"type": "array", "items": [deep]}
        wanted: Any = {"type": "json_schema", "json_schema": {"name": "deep", "schema": deep}}
        with pytest.raises(openai_sdk.BadRequestError, match=r"response_format\.json_schema\.schema: is nested deeper"):
            await client.chat.completions.create(model=CLAUDE, messages=ASKED, response_format=wanted)


async def test_a_provider_that_knows_no_json_says_so_in_each_protocol(url: str, token: str, acme: AcmeProvider):
    wanted: Any = {"format": {"type": "json_schema", "schema": {"type": "object"}}}
    async with chat_client(url, token) as client:
        with pytest.raises(openai_sdk.BadRequestError, match="can't be made to answer in JSON"):
            await client.chat.completions.create(model="acme:known", messages=ASKED, response_format=OBJECT)
        with pytest.raises(openai_sdk.BadRequestError, match="can't be made to answer in JSON"):
            await client.responses.create(model="acme:known", input="Hi", text={"format": OBJECT})
    async with messages_client(url, token) as client:
        with pytest.raises(anthropic_sdk.BadRequestError, match="can't be made to answer in JSON"):
            await client.messages.create(model="acme:known", max_tokens=9, messages=ASKED, output_config=wanted)
    assert acme.requests == []
