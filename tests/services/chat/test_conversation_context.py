"""How full a window is, and what the next message costs, against a fake that counts as the vendor does."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from fakes._anthropic_cache import prompt_tokens

from rxchat.domain.errors import NotFound
from rxchat.domain.projects import ProjectFields
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.token_estimates import text_tokens

from .long_chats import MODEL, WINDOW, LongChat, long_chat


@pytest.fixture
async def chat(tmp_path: Path, new_file: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[LongChat]:
    async with long_chat(tmp_path, new_file, monkeypatch) as opened:
        yield opened


def sent(chat: LongChat) -> int:
    return prompt_tokens(chat.fake.messages[-1].json)


def is_near(value: float, wanted: float, share: float) -> bool:
    return abs(value - wanted) <= wanted * share


@pytest.mark.parametrize("question", ["What is it? " * 40, "Что это такое? " * 60, "这是什么呢" * 90])
async def test_the_gauge_is_near_the_vendors_count_before_and_after(chat: LongChat, question: str):
    await chat.ask(question)
    after = await chat.report()
    for turn in range(2, 6):
        before = await chat.report()
        foreseen = before.used + text_tokens(f"{turn} {question}", before.scale)
        await chat.ask(f"{turn} {question}")
        counted = sent(chat)
        assert is_near(foreseen, counted, 0.15)
        after = await chat.report()
        answer = (await chat.services.chat.messages.newest(chat.user, chat.id)).messages[-1]
        assert after.counted == counted + (answer.usage.output_tokens or 0)
        assert after.estimated == 0
        assert after.share == after.used / WINDOW
    await chat.ask("And?")
    assert is_near(after.used, sent(chat), 0.02)


async def test_what_is_cached_and_what_it_costs_are_said_apart(chat: LongChat):
    await chat.grow(1, words=6_000)
    first = await chat.report()
    assert (first.cached, first.cached_until) == (0, None)
    await chat.grow(1, words=3_000)
    second = await chat.report()
    assert second.cached == sent(chat)
    assert second.cached_until is not None
    assert second.next_cost is not None
    assert second.cached_cost is not None
    assert second.token_cost is not None
    per_million = 1_000_000
    assert float(second.cached_cost) == pytest.approx(second.cached * 0.1 / per_million)
    new = second.used - second.cached
    assert float(second.next_cost - second.cached_cost) == pytest.approx(new * 1.25 / per_million, rel=0.01)
    assert float(second.token_cost) == pytest.approx(1.25 / per_million, rel=0.01)
    answers = [each for each in (await chat.services.chat.messages.newest(chat.user, chat.id)).messages if each.cost]
    assert second.branch.cost == sum(answer.cost.amount for answer in answers if answer.cost)
    assert second.branch.answers == 2


async def test_another_model_is_estimated_and_one_that_is_gone_has_no_window(chat: LongChat):
    await chat.grow(2)
    other = await chat.services.chat.contexts.report(chat.user, chat.id, "claude:claude-opus-5-5")
    assert (other.counted, other.cached, other.window) == (0, 0, 200_000)
    assert other.estimated > 0
    gone = await chat.services.chat.contexts.report(chat.user, chat.id, "nobody:nothing")
    assert (gone.window, gone.share, gone.next_cost, gone.should_compact) == (None, None, None, False)
    assert gone.used > 0


@pytest.mark.parametrize("is_in_project", [False, True])
async def test_a_new_chat_is_estimated_by_what_its_first_message_is_sent_with(chat: LongChat, is_in_project: bool):
    chat.fake.cache = None
    services = chat.services
    project = await services.library.projects.create(chat.user, ProjectFields(name="Pumps", instructions="Use SI units. " * 20))
    project_id = project.id if is_in_project else None
    await services.chat.instructions.change_custom(chat.user, about_you="I repair pumps.", how_to_respond="Be brief. " * 30)
    await services.models.preferences.set_new_chat(chat.user, AnswerOptions(system="Rhyme."))
    before = await services.chat.contexts.report_new(chat.user, f"claude:{MODEL}", project_id)
    options = await services.models.preferences.new_chat(chat.user)
    await chat.ask("Hello", settings=options, project_id=project_id)
    assert before.used == before.parts.instructions == text_tokens(chat.fake.system)
    assert ("Use SI units." in chat.fake.system) is is_in_project
    assert (before.counted, before.branch.answers, before.can_compact, before.window) == (0, 0, False, WINDOW)
    assert before.token_cost is not None
    assert before.next_cost == before.used * before.token_cost


async def test_a_new_chat_in_a_project_of_somebody_else_is_not_there(chat: LongChat):
    with pytest.raises(NotFound):
        await chat.services.chat.contexts.report_new(chat.user, f"claude:{MODEL}", 99)


async def test_a_conversation_of_somebody_else_is_not_there(chat: LongChat):
    await chat.grow(1)
    with pytest.raises(NotFound):
        await chat.services.chat.contexts.report(chat.user + 1, chat.id)
