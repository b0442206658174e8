from datetime import UTC, datetime

from rxchat.db.database import Database
from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.prompts import PromptContent, PromptQuery
from rxchat.services.events import EventBus, PromptsChanged
from rxchat.services.library.prompts import PromptService

NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


async def test_somebody_new_has_no_prompts(database: Database) -> None:
    prompts = PromptService(PromptRepository(database), EventBus())
    assert (await prompts.list_prompts(1, PromptQuery())).prompts == ()
    assert await prompts.list_categories(1) == await prompts.list_tags(1) == []


async def test_a_use_fills_in_what_has_a_value_and_counts(database: Database, user: int) -> None:
    prompts = PromptService(PromptRepository(database), EventBus(), now=lambda: NOW)
    added = await prompts.add(user, PromptContent(title="Compare", text="Compare {a} with {{b}}: {a}."))
    assert (added.created_at, added.updated_at) == (NOW, NOW)
    used = await prompts.use(user, added.id, {"a": "{b}", "b": "", "c": "nothing"})
    assert (used.text, used.missing, used.usage_count) == ("Compare {b} with {{b}}: {b}.", ("b",), 1)
    assert (await prompts.use(user, added.id, {})).usage_count == 2
    assert (await prompts.get(user, added.id)).updated_at == NOW


async def test_a_deleted_prompt_is_put_back_as_it_was(database: Database, user: int) -> None:
    prompts = PromptService(PromptRepository(database), EventBus(), now=lambda: NOW)
    earlier = datetime(2025, 1, 1, tzinfo=UTC)
    added = await prompts.add(user, PromptContent(title="A", text="B"), usage_count=7, created_at=earlier)
    await prompts.delete(user, added.id)
    again = await prompts.add(user, PromptContent(title="A", text="B"), usage_count=7, created_at=earlier)
    assert (again.usage_count, again.created_at) == (7, earlier)


async def test_each_change_is_announced_and_one_of_a_shared_prompt_to_all(database: Database, user: int) -> None:
    events = EventBus()
    prompts = PromptService(PromptRepository(database, is_team=True), events)
    changes = events.subscribe(PromptsChanged)
    mine, shared = PromptsChanged(user), PromptsChanged(user, is_shared=True)
    own = (await prompts.add(user, PromptContent(title="A", text="B"))).id
    assert changes.take() == (mine,)
    for change, announced in (({"title": "C"}, mine), ({"is_public": True}, shared), ({"title": "D"}, shared), ({}, None)):
        await prompts.change(user, own, change)
        assert changes.take() == (() if announced is None else (announced,))
    await prompts.use(user + 1, own, {})
    assert changes.take() == ()
    await prompts.use(user, own, {})
    assert changes.take() == (mine,)
    await prompts.change(user, own, {"is_public": False})
    assert changes.take() == (shared,)
    await prompts.change(user, own, {"is_public": True})
    await prompts.delete(user, own)
    assert changes.take() == (shared,)
