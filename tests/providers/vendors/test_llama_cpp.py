"""Two of our dialects against an implementation that nobody here wrote: the embedded model's llama.cpp server."""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest
from timing import least_of

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta
from rxchat.domain.errors import AuthenticationFailed, ContextTooLong, ProviderError
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, assistant_message, user_message
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.providers.base import BaseProvider
from rxchat.providers.local_engine.process import LocalServer, LocalServers
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.llama_cpp import LlamaCppProvider
from rxchat.providers.vendors.local import SMALL, LocalProvider

from ..conftest import ask, collect, hurried

PATHS = {LlamaCppProvider: "/v1", ClaudeProvider: ""}


@pytest.fixture
async def server() -> AsyncGenerator[LocalServer]:
    servers = LocalServers()
    try:
        async with servers.lease(LocalProvider(Connection())._files()[SMALL], SMALL) as leased:
            yield leased
    finally:
        await servers.aclose()


@pytest.fixture(params=PATHS, ids=lambda provider: provider.name)
async def provider(request: pytest.FixtureRequest, server: LocalServer) -> AsyncGenerator[BaseProvider]:
    made: BaseProvider = request.param(Connection(api_key=server.key, base_url=server.url + PATHS[request.param]))
    hurried(made)
    yield made
    await made.aclose()


def _ask(text: str, max_tokens: int = 20) -> ChatRequest:
    return replace(ask(text, SMALL), max_tokens=max_tokens)


async def test_an_answer_streams_and_is_counted(provider: BaseProvider):
    seen: list[Chunk] = []
    await collect(provider.stream_message(_ask("What is the capital of France?", 40)), seen)
    assert isinstance(seen[0], Started)
    assert sum(isinstance(chunk, TextDelta) for chunk in seen) > 2
    end = seen[-1]
    assert isinstance(end, Finished)
    assert end.reason in (FinishReason.STOP, FinishReason.LENGTH)
    assert end.usage.input_tokens
    assert end.usage.output_tokens


async def test_a_conversation_with_system_text_and_a_bound_is_taken(provider: BaseProvider):
    messages = (user_message("Say one."), assistant_message("One."), user_message("Tell a long story of the sea."))
    reply = await provider.send_message(replace(_ask("", 5), messages=messages, system="You tell stories.", temperature=0.0))
    assert (reply.reason, reply.model) == (FinishReason.LENGTH, SMALL)
    assert reply.usage.output_tokens == 5


async def test_a_conversation_that_does_not_fit_is_told(provider: BaseProvider):
    with pytest.raises(ContextTooLong):
        await provider.send_message(_ask("word " * 9_000))


async def test_an_image_for_a_model_that_sees_none_is_an_error_in_words(provider: BaseProvider):
    picture = Message(role=Role.USER, parts=(ImagePart(media_type="image/png", data=b"png"), TextPart(text="What is it?")))
    with pytest.raises(ProviderError) as raised:
        await provider.send_message(replace(_ask(""), messages=(picture,)))
    assert raised.value.message.startswith(provider.label)


async def test_stopping_ends_the_work_of_the_model(provider: BaseProvider):
    async def stop() -> float:
        chunks = provider.stream_message(_ask("Count from one to one thousand.", 2_000))
        async for chunk in chunks:
            if isinstance(chunk, TextDelta):
                break
        stopped = time.monotonic()
        await chunks.aclose()
        return time.monotonic() - stopped

    assert await least_of(stop, enough=0.1) < 0.1
    async with asyncio.timeout(10):
        assert (await provider.send_message(_ask("Say hi.", 5))).text


async def test_a_wrong_key_is_refused(server: LocalServer):
    for kind, path in PATHS.items():
        wrong = kind(Connection(api_key="wrong", base_url=server.url + path))
        with pytest.raises(AuthenticationFailed):
            await wrong.send_message(_ask("Hi"))
        await wrong.aclose()


async def test_its_own_list_holds_the_model(server: LocalServer):
    llama_cpp = LlamaCppProvider(Connection(api_key=server.key, base_url=f"{server.url}/v1"))
    assert SMALL in [model.id for model in await llama_cpp.get_models()]
    assert llama_cpp.get_default_model() == SMALL
    await llama_cpp.aclose()
