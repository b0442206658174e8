"""What a conversation's model is sent, level by level."""

import pytest
from published import published

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.instruction_repository import InstructionRepository
from rxchat.db.database import Database
from rxchat.domain.errors import NotFound
from rxchat.domain.instructions import InstructionLevel
from rxchat.domain.requests import AnswerOptions
from rxchat.services.chat.instructions import InstructionService
from rxchat.services.events import ConversationChanged, EventBus, PreferencesChanged


async def test_levels_are_shown_as_sent_and_changes_are_announced(database: Database, user: int):
    events, conversations = EventBus(), ConversationRepository(database)
    service = InstructionService(InstructionRepository(database), events)
    made = await conversations.create(user, title="One", provider="acme", model="m")
    assert (await service.sent(user, made)).system == ""
    await conversations.set_options(user, made, AnswerOptions(system="Rhyme."))
    async with published(events, ConversationChanged, PreferencesChanged) as heard:
        await service.change_custom(user, how_to_respond="Be brief.")
        sent = await service.switch(user, made, {InstructionLevel.CONVERSATION: False})
    assert heard == [PreferencesChanged(user), ConversationChanged(user, made)]
    assert [(each.level.value, each.text, each.is_on) for each in sent.levels] == [
        ("conversation", "Rhyme.", False),
        ("person", "# How to respond\n\nBe brief.", True),
        ("project", "", True),
        ("artifacts", "", True),
    ]
    assert sent.system == "# How to respond\n\nBe brief."
    with pytest.raises(NotFound):
        await service.sent(user + 1, made)
