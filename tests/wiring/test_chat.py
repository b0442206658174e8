"""The chat services, as they are put together."""

import asyncio
from contextlib import AsyncExitStack

from fakes.acme import AcmeProvider

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.turns import NewTurn
from rxchat.security.master_key import MasterKey
from rxchat.wiring.container import build

DROP_IN = """
from fakes.acme import AcmeProvider

class Dropped(AcmeProvider):
    pass
"""


async def test_an_answer_under_way_is_saved_as_interrupted_when_the_services_close(
    settings: Settings, database: Database, key: MasterKey
):
    (settings.data_dir / "providers").mkdir()
    (settings.data_dir / "providers" / "acme.py").write_text(DROP_IN)
    async with AsyncExitStack() as stack:
        built = await build(stack, settings, database, key, page=None, is_auth_disabled=False)
        acme, user = built.providers.factory.create("acme"), built.auth.local_user_id
        assert isinstance(acme, AcmeProvider)
        turn = NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known")
        generation = await built.chat.generations.start(turn, acme)
        await asyncio.wait_for(acme.asked.wait(), 30)
        acme.say("Half")
    saved = await MessageRepository(database).list_visible(user, generation.conversation_id)
    assert (saved[-1].status, saved[-1].text) in {(MessageStatus.INTERRUPTED, ""), (MessageStatus.INTERRUPTED, "Half")}
