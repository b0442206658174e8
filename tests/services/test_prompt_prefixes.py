"""What a request begins with is what the one before began with, byte for byte: vendors cache the beginning of a prompt."""

import json
import shutil
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes._mistral_rules import MOST_IMAGES
from fakes.anthropic import FakeAnthropic
from fakes.gemini import FakeGemini
from fakes.mistral import FakeMistral
from fakes.ollama import FakeOllama
from fakes.openai import FakeOpenAI
from fakes.script import FakeVendor
from pictures import png

from rxchat import wiring
from rxchat.config import Settings
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.messages import ImagePart
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn
from rxchat.services.chat.generation import Generation
from rxchat.wiring import Services

# By provider: its fake, the variables of its key and address, a model, and the field that names the conversation.
VENDORS: dict[str, tuple[type[FakeVendor], str, str, str]] = {
    "claude": (FakeAnthropic, "ANTHROPIC", "claude-sonnet-5-5", ""),
    "openai": (FakeOpenAI, "OPENAI", "gpt-6.1-terra", "prompt_cache_key"),
    "mistral": (FakeMistral, "MISTRAL", "mistral-small-latest", "prompt_cache_key"),
    "gemini": (FakeGemini, "GEMINI", "gemini-3.8-flash", ""),
    "deepseek": (FakeOpenAI, "DEEPSEEK", "gpt-4.1", ""),
    "openrouter": (FakeOpenAI, "OPENROUTER", "gpt-4.1", ""),
    "ollama": (FakeOllama, "OLLAMA", "", ""),
}


@pytest.fixture(scope="module")
def vendors() -> Generator[dict[str, FakeVendor]]:
    with ExitStack() as stack:
        fakes = {name: stack.enter_context(kind()) for name, (kind, *_) in VENDORS.items()}
        for fake in fakes.values():
            fake.answer("Zwölf Katzen.\n\n* one\n* two", thinking="Hm.")
        yield fakes


@pytest.fixture
async def services(
    tmp_path: Path, new_file: Path, vendors: dict[str, FakeVendor], monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Services]:
    for name, (_, variable, *_) in VENDORS.items():
        monkeypatch.setenv(f"{variable}_API_KEY", vendors[name].key)
        monkeypatch.setenv("OLLAMA_HOST" if name == "ollama" else f"{variable}_BASE_URL", vendors[name].url)
    settings = Settings(data_dir=tmp_path)
    shutil.copy(new_file, settings.sqlite_path)
    async with wiring.serving(settings) as built:
        yield built


@dataclass(frozen=True)
class Sent:
    """A request: the text that goes first, and the turns as the vendor's JSON has them, without Claude's moving marks."""

    system: str
    turns: tuple[str, ...]
    key: Any
    reply_id: int
    question_id: int


class Talk:
    """One conversation, whose requests are looked at."""

    def __init__(self, services: Services, vendors: dict[str, FakeVendor]) -> None:
        self._services = services
        self._vendors = vendors
        self._user = services.auth.local_user_id
        self.id: int | None = None

    async def ask(self, name: str, text: str, *, images: Sequence[ImagePart] = (), edited_id: int | None = None) -> Sent:
        provider, model = self._services.providers.factory.for_model(f"{name}:{self._model(name)}")
        turn = NewTurn(
            user_id=self._user,
            conversation_id=self.id,
            text=text,
            title="Cats",
            provider=provider.name,
            model=model,
            images=tuple(images),
            edited_id=edited_id,
            settings=AnswerOptions(system="Be brief. — Ünïcode"),
        )
        return await self._sent(name, await self._services.chat.generations.start(turn, provider))

    async def again(self, name: str, reply_id: int) -> Sent:
        provider, model = self._services.providers.factory.for_model(f"{name}:{self._model(name)}")
        return await self._sent(name, await self._services.chat.generations.retry(self._user, reply_id, provider, model))

    async def show(self, message_id: int) -> None:
        await self._services.chat.conversations.show_branch(self._user, self.id or 0, message_id)

    def _model(self, name: str) -> str:
        return VENDORS[name][2] or str(self._vendors[name].models[0]["model"])

    async def _sent(self, name: str, generation: Generation) -> Sent:
        outcome = await generation.ended()
        assert (outcome.status, outcome.failure) == (MessageStatus.COMPLETE, None)
        self.id = generation.conversation_id
        sent = (request.json for request in reversed(self._vendors[name].requests) if request.body)
        body = next(body for body in sent if "messages" in body or "contents" in body)  # Ollama is asked about its models too
        turns = [_bare(turn) for turn in body.get("messages", body.get("contents"))]
        return Sent(
            system=_text(_system_of(body)),
            turns=tuple(map(_text, turns)),
            key=body.get(VENDORS[name][3]),
            reply_id=generation.reply_id,
            question_id=generation.turn.user_message_id,
        )


def _bare(value: Any) -> Any:
    """Without the marks that move."""
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, dict):
        return {name: _bare(each) for name, each in value.items() if name != "cache_control"}
    return value


def _system_of(body: dict[str, Any]) -> Any:
    """Text and a block of text are the same to Anthropic."""
    given = _bare(body.get("system", body.get("systemInstruction", "")))
    return [{"type": "text", "text": given}] if isinstance(given, str) else given


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def begins_with(later: Sent, earlier: Sent, *, but_for: int = 0) -> bool:
    """`but_for` are the last turns of the earlier one that the later one hasn't."""
    kept = earlier.turns[: len(earlier.turns) - but_for]
    return later.system == earlier.system and later.turns[: len(kept)] == kept


@pytest.mark.parametrize("name", VENDORS)
async def test_every_turn_begins_as_the_one_before(services: Services, vendors: dict[str, FakeVendor], name: str):
    talk, other = Talk(services, vendors), "mistral" if name != "mistral" else "claude"
    image = ImagePart(media_type="image/png", data=png(), name="grey.png")
    first = await talk.ask(name, "How many?")
    second = await talk.ask(name, "And in the picture?", images=[image] if name != "ollama" else [])
    assert begins_with(second, first)
    third = await talk.ask(name, "Sure?\n\n")
    assert begins_with(third, second)
    again = await talk.again(name, third.reply_id)
    assert (again.system, again.turns) == (third.system, third.turns)
    edited = await talk.ask(name, "Really?", edited_id=third.question_id)
    assert begins_with(edited, third, but_for=1)
    assert edited.turns != third.turns
    await talk.show(third.question_id)  # the branch before, again
    back = await talk.ask(name, "So what?")
    assert begins_with(back, third)
    await talk.ask(other, "What do you say?")
    home = await talk.ask(name, "And you?")
    assert begins_with(home, back)
    has_key = bool(VENDORS[name][3])
    assert {each.key for each in (first, second, again, edited, home)} == ({f"rxchat-{talk.id}"} if has_key else {None})


async def test_images_beyond_the_most_go_by_the_half(services: Services, vendors: dict[str, FakeVendor]):
    """And not one by one, which would change the beginning of every request."""
    talk, changes, before = Talk(services, vendors), 0, None
    for number in range(MOST_IMAGES + 6):
        image = ImagePart(media_type="image/png", data=png(shade=number), name=f"{number}.png")
        sent = await talk.ask("mistral", f"Image {number}?", images=[image])
        assert sent.turns[-1].count("image_url") == 2  # the type and the field
        changes += before is not None and not begins_with(sent, before)
        before = sent
    assert changes == 2
