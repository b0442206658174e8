"""A conversation with a Claude whose window is small, over a fake that counts and refuses as the vendor does."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes._anthropic_cache import PromptCache
from fakes.anthropic import FakeAnthropic

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.compaction import SUMMARY_INSTRUCTION
from rxchat.domain.contexts import ContextReport
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn
from rxchat.wiring import Services

MODEL = "claude-haiku-4-5-20251001"
WINDOW = 32_000


class LongChat:
    def __init__(self, services: Services, fake: FakeAnthropic) -> None:
        self.services = services
        self.fake = fake
        self.user = services.auth.local_user_id
        self.id: int = 0
        self.replies: list[int] = []

    async def ask(self, text: str, model: str = MODEL, **new: Any) -> Outcome:
        """Ask in the conversation; the first question starts it, with the `new` members of a NewTurn."""
        provider, name = self.services.providers.factory.for_model(f"claude:{model}")
        place: dict[str, Any] = {"conversation_id": self.id} if self.id else {"conversation_id": None, **new}
        turn = NewTurn(user_id=self.user, text=text, title="Long", provider="claude", model=name, **place)
        generation = await self.services.chat.generations.start(turn, provider)
        self.id = generation.conversation_id
        self.replies.append(generation.reply_id)
        return await generation.ended()

    async def grow(self, turns: int, words: int = 600) -> None:
        for number in range(turns):
            outcome = await self.ask(f"{number}: " + "and so it went " * (words // 3))
            assert (outcome.status, outcome.failure) == (MessageStatus.COMPLETE, None)

    async def report(self) -> ContextReport:
        return await self.services.chat.contexts.report(self.user, self.id)

    def summaries(self) -> list[str]:
        """The requests for a summary."""
        return [body for request in self.fake.messages if SUMMARY_INSTRUCTION in (body := request.body.decode())]


@asynccontextmanager
async def long_chat(tmp_path: Path, new_file: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[LongChat]:
    with FakeAnthropic() as fake:
        fake.cache = PromptCache()
        fake.answer("It went on like this. " * 20)
        for card in fake.models:
            card["max_input_tokens"] = WINDOW if card["id"] == MODEL else 200_000
        monkeypatch.setenv("ANTHROPIC_API_KEY", fake.key)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", fake.url)
        settings = Settings(data_dir=tmp_path)
        shutil.copy(new_file, settings.sqlite_path)
        async with wiring.serving(settings) as services:
            await services.models.catalog.refresh()
            yield LongChat(services, fake)
