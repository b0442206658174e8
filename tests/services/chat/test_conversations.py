"""Each change a person makes to a conversation is made, and announced once."""

from collections.abc import Awaitable, Callable

import pytest
from fakes.acme import DONE, AcmeProvider
from published import published

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.model_choice_repository import ModelChoiceRepository
from rxchat.db.database import Database
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.generations import GenerationService
from rxchat.services.events import ConversationChanged, EventBus, FoldersChanged
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import WriteRetries

STRANGER = 999


@pytest.fixture
def events() -> EventBus:
    return EventBus()


@pytest.fixture
def generations(messages: MessageRepository, spending: SpendingLimits, events: EventBus) -> GenerationService:
    return GenerationService(messages, Pricing(), HealthTracker(), spending, WriteRetries(), events=events)


@pytest.fixture
def conversations(database: Database, generations: GenerationService, events: EventBus) -> ConversationService:
    return ConversationService(
        ConversationRepository(database), ModelChoiceRepository(database), BranchRepository(database), generations, events
    )


async def answered(generations: GenerationService, user: int, acme: AcmeProvider) -> tuple[int, int]:
    """A conversation with one answer: its id and the answer's."""
    turn = NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known")
    generation = await generations.start(turn, acme)
    acme.say("Hello", DONE)
    await generation.ended()
    return generation.conversation_id, generation.reply_id


Change = Callable[[ConversationService, int, int, int], Awaitable[object]]
CHANGES: dict[str, Change] = {
    "rename": lambda service, user, id_, _: service.rename(user, id_, "New"),
    "pin": lambda service, user, id_, _: service.pin(user, id_),
    "unpin": lambda service, user, id_, _: service.pin(user, id_, is_pinned=False),
    "archive": lambda service, user, id_, _: service.archive(user, id_),
    "delete": lambda service, user, id_, _: service.delete(user, id_),
    "erase": lambda service, user, id_, _: service.erase(user, id_),
    "restore": lambda service, user, id_, _: service.restore(user, id_),
    "show a branch": lambda service, user, id_, reply_id: service.show_branch(user, id_, reply_id),
    "choose a model": lambda service, user, id_, _: service.choose_model(user, id_, "acme:other"),
    "set options": lambda service, user, id_, _: service.set_options(user, id_, AnswerOptions(system="Be brief.")),
    "several": lambda service, user, id_, _: service.change(
        user, id_, title="New", is_pinned=True, is_archived=True, settings={"temperature": 0.5}
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_is_announced_once_and_one_that_is_not_made_is_not(
    change: Change, conversations: ConversationService, generations: GenerationService, events: EventBus, user: int
):
    id_, reply_id = await answered(generations, user, AcmeProvider())
    async with published(events, ConversationChanged) as received:
        with pytest.raises(NotFound):
            await change(conversations, STRANGER, id_, reply_id)
        await change(conversations, user, id_, reply_id)
    assert [event for event in received if event == ConversationChanged(user, id_)] == [ConversationChanged(user, id_)]
    assert len(received) == 1


async def test_folders_are_announced_when_they_hold_more_or_less(
    conversations: ConversationService, generations: GenerationService, events: EventBus, user: int, subtests: pytest.Subtests
):
    id_, reply_id = await answered(generations, user, AcmeProvider())
    for name, change in CHANGES.items():
        with subtests.test(name):
            await conversations.restore(user, id_)
            async with published(events, FoldersChanged) as received:
                await change(conversations, user, id_, reply_id)
            is_elsewhere = name in {"archive", "delete", "restore", "several"}
            if name != "erase":
                assert received == [FoldersChanged(user)] * is_elsewhere
                continue
            assert received == [FoldersChanged(user)]
            id_, reply_id = await answered(generations, user, AcmeProvider())


async def test_new_ones_are_announced_by_their_own_id(
    conversations: ConversationService, generations: GenerationService, events: EventBus, user: int
):
    id_, reply_id = await answered(generations, user, AcmeProvider())
    async with published(events, ConversationChanged) as received:
        made = await conversations.create(user, title="Empty", provider="acme", model="known")
        copy = await conversations.duplicate(user, id_)
        branch = await conversations.branch_off(user, id_, reply_id)
    assert received == [ConversationChanged(user, one) for one in (made, copy.id, branch.id)]
    assert (copy.title, branch.title) == ("Hi (copy)", "Hi (branch)")


async def test_several_changes_are_all_made_and_a_setting_that_is_left_out_stays(conversations: ConversationService, user: int):
    made = await conversations.create(user, title="Old", provider="acme", model="known")
    await conversations.set_options(user, made, AnswerOptions(system="Be brief."))
    changed = await conversations.change(user, made, title="New", is_pinned=True, settings={"temperature": 0.5})
    assert changed == await conversations.get(user, made)
    assert (changed.title, changed.is_pinned, changed.is_archived) == ("New", True, False)
    assert changed.settings == AnswerOptions(system="Be brief.", temperature=0.5)
    assert await conversations.change(user, made) == changed


async def test_erasing_one_stops_the_answer_there_first(
    conversations: ConversationService, generations: GenerationService, user: int
):
    acme = AcmeProvider()
    turn = NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known")
    generation = await generations.start(turn, acme)
    await conversations.erase(user, generation.conversation_id)
    assert generation.outcome is not None
    with pytest.raises(NotFound):
        await conversations.get(user, generation.conversation_id)


async def test_a_title_is_replaced_only_while_it_is_the_expected_one(
    conversations: ConversationService, events: EventBus, user: int
):
    made = await conversations.create(user, title="Derived", provider="acme", model="known")
    async with published(events, ConversationChanged) as received:
        assert await conversations.replace_title(user, made, "By the model", instead_of="Derived")
        assert not await conversations.replace_title(user, made, "Too late", instead_of="Derived")
    assert (received, (await conversations.get(user, made)).title) == ([ConversationChanged(user, made)], "By the model")
