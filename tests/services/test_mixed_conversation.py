"""One conversation, five vendors in turn: each is as strict as the real one, and each accepts what the others have said."""

import base64
import shutil
import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.gemini import FakeGemini
from fakes.mistral import FakeMistral
from fakes.openai import FakeOpenAI
from fakes.script import FakeVendor
from pictures import png

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.messages import ImagePart, Role
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn
from rxchat.wiring import Services

KINDS: dict[str, type[FakeVendor]] = {
    "ANTHROPIC": FakeAnthropic,
    "MISTRAL": FakeMistral,
    "OPENAI": FakeOpenAI,
    "GEMINI": FakeGemini,
}
IMAGE = ImagePart(media_type="image/png", data=png(), name="grey.png")
BLIND = ("SmolLM2 135M can't read images. 1 image was left out.",)
ORDER = ("claude", "mistral", "openai", "gemini", "local")


@pytest.fixture
def vendors() -> Generator[dict[str, FakeVendor]]:
    with ExitStack() as stack:
        fakes = {name: stack.enter_context(kind()) for name, kind in KINDS.items()}
        for name, fake in fakes.items():
            fake.answer(f"It is {name}.", thinking="" if name in {"OPENAI", "MISTRAL"} else "Hm.")
        yield fakes


@pytest.fixture
async def services(
    tmp_path: Path, new_file: Path, vendors: dict[str, FakeVendor], monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Services]:
    for name, fake in vendors.items():
        monkeypatch.setenv(f"{name}_API_KEY", fake.key)
        monkeypatch.setenv(f"{name}_BASE_URL", fake.url)
    settings = Settings(data_dir=tmp_path)
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings) as built:
        yield built


def calls_in(path: Path) -> list[tuple[str, str, str, int]]:
    """Provider, model, status and whether tokens were counted, of each call in the order they were made."""
    counted = "input_tokens > 0 AND output_tokens > 0"
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT provider, model, status, {counted} FROM usage_tracking ORDER BY id").fetchall()


async def test_ten_turns_go_round_and_each_is_accepted_counted_and_named(services: Services, vendors: dict[str, FakeVendor]):
    user, conversation = services.auth.local_user_id, None
    asked: list[tuple[str, str]] = []
    for turn in range(10):
        provider, model = services.providers.factory.for_model(
            f"{ORDER[turn % 5]}:{services.providers.factory.create(ORDER[turn % 5]).get_default_model()}"
        )
        new = NewTurn(
            user_id=user,
            conversation_id=conversation,
            text=f"Turn {turn}?",
            title="Round",
            provider=provider.name,
            model=model,
            images=(IMAGE,) if turn == 0 else (),
        )
        brief = AnswerOptions(max_tokens=16) if provider.name == "local" else None  # it takes its time
        generation = await services.chat.generations.start(new, provider, brief)
        outcome = await generation.ended()
        assert (outcome.status, outcome.failure) == (MessageStatus.COMPLETE, None), provider.name
        conversation = generation.conversation_id
        asked.append((provider.name, model))
        saved = await services.chat.conversations.get(user, conversation)
        assert (saved.provider, saved.model) == (provider.name, model)
    assert conversation is not None
    shown = (await services.chat.messages.newest(user, conversation)).messages
    assert [(message.provider, message.model) for message in shown if message.role is Role.ASSISTANT] == asked
    assert [message.text for message in shown if message.role is Role.USER] == [f"Turn {turn}?" for turn in range(10)]
    assert all(message.text for message in shown)
    sent = {
        name: [base64.b64encode(IMAGE.data) in request.body for request in fake.requests[-1:]] for name, fake in vendors.items()
    }
    assert sent == {name: [True] for name in KINDS}
    assert [message.notes for message in shown if message.provider == "local" and message.notes] == [BLIND] * 2
    assert calls_in(services.settings.sqlite_path) == [(name, model, "complete", 1) for name, model in asked]
