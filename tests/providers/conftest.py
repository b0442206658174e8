"""What the providers' tests share: a strict fake vendor, a server that follows a script, and providers that never wait."""

import json
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.chunks import Chunk
from rxchat.domain.errors import ProviderError
from rxchat.domain.messages import user_message
from rxchat.domain.models import ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import ChatRequest
from rxchat.providers.base import BaseProvider
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.mistral import MistralProvider

STREAM = {"content-type": "text/event-stream"}


class Scripted(FakeServer):
    """Answers each request with the next (status, headers, body), the last one for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: deque[tuple[int, dict[str, str], bytes]] = deque()

    def say(self, body: bytes | str, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.answers.append((status, headers or STREAM, body.encode() if isinstance(body, str) else body))

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        del request
        status, headers, body = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        await reply.begin(status, headers)
        await reply.write(body)
        await reply.end()


class Waits(list[float]):
    """The seconds a provider would have waited."""

    async def sleep(self, seconds: float) -> None:
        self.append(seconds)


def hurried(provider: BaseProvider) -> Waits:
    """Make a provider wait for nothing between tries, and note what it would have waited."""
    waits = Waits()
    provider.retries = replace(provider.retries, sleep=waits.sleep, random=lambda: 0.0)
    return waits


async def collect(stream: AsyncGenerator[Chunk], seen: list[Chunk]) -> None:
    """Read a stream to its end, or up to the error it raises."""
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            seen.append(chunk)


def ask(text: str = "Hi", model: str = "claude-sonnet-5-5") -> ChatRequest:
    return ChatRequest(model=model, messages=(user_message(text),))


@pytest.fixture
def fake() -> Iterator[FakeAnthropic]:
    with FakeAnthropic() as server:
        yield server


@pytest.fixture
def fake_mistral() -> Iterator[FakeMistral]:
    with FakeMistral() as server:
        yield server


@pytest.fixture
async def mistral(fake_mistral: FakeMistral) -> AsyncGenerator[MistralProvider]:
    provider = MistralProvider(Connection(api_key=fake_mistral.key, base_url=fake_mistral.url))
    hurried(provider)
    yield provider
    await provider.aclose()


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with Scripted() as server:
        yield server


@pytest.fixture
async def claude(fake: FakeAnthropic) -> AsyncGenerator[ClaudeProvider]:
    provider = ClaudeProvider(Connection(api_key=fake.key, base_url=fake.url))
    hurried(provider)
    yield provider
    await provider.aclose()


async def chunks_of(claude: ClaudeProvider, request: ChatRequest | None = None) -> list[Chunk]:
    async with aclosing(claude.stream_message(request or ask())) as chunks:
        return [chunk async for chunk in chunks]


async def fault_of(claude: ClaudeProvider) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await claude.send_message(ask())
    return raised.value


async def text_at(url: str, key: str = "k", provider: type[BaseProvider] = ClaudeProvider) -> str:
    asked = provider(Connection(api_key=key, base_url=url))
    hurried(asked)
    try:
        return (await asked.send_message(ask())).text
    finally:
        await asked.aclose()


async def fault_at(url: str, key: str = "k", provider: type[BaseProvider] = ClaudeProvider) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await text_at(url, key, provider)
    return raised.value


STOP = 'data: {"type": "message_stop"}\n\n'


def delta(text: str) -> str:
    event = {"type": "content_block_delta", "delta": {"type": "text_delta", "text": text}}
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


class Played(BaseProvider):
    """Plays one list of chunks and exceptions per call."""

    name = "played"
    label = "Played"
    env_key = "PLAYED_API_KEY"
    needs_key = False

    def __init__(self, *calls: Sequence[Chunk | Exception], api_key: str | None = None) -> None:
        super().__init__(Connection(api_key=api_key))
        self.calls = list(calls)
        self.waits = hurried(self)

    async def _stream(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        del request
        for item in self.calls.pop(0):
            if isinstance(item, Exception):
                raise item
            yield item

    async def get_models(self) -> list[ModelInfo]:
        return []

    def get_default_model(self) -> str:
        return "m"
