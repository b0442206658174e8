"""The sharing services, as they are put together."""

import sqlite3
from contextlib import AsyncExitStack, closing

import pytest

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.wiring.container import Services
from rxchat.wiring.sharing import build_sharing


async def test_views_are_written_when_the_services_close(database: Database, settings: Settings, built: Services):
    made = await built.chat.conversations.create(built.auth.local_user_id, title="T", provider="claude", model="m")
    with closing(sqlite3.connect(settings.sqlite_path)) as connection, connection:
        connection.execute("INSERT INTO shared_conversations (conversation_id, share_token) VALUES (?, 'old')", (made,))
    async with AsyncExitStack() as stack:
        sharing = build_sharing(stack, settings, database)
        found = await sharing.shares.open("old")
        assert found is not None
        sharing.views.count(found.id)
    with closing(sqlite3.connect(settings.sqlite_path)) as connection:
        assert connection.execute("SELECT view_count FROM shared_conversations").fetchall() == [(1,)]


@pytest.mark.parametrize("is_on", [True, False])
async def test_the_setting_turns_it_off(database: Database, settings: Settings, is_on: bool):
    async with AsyncExitStack() as stack:
        sharing = build_sharing(stack, settings.model_copy(update={"sharing": is_on, "mode": "team"}), database)
        assert sharing.shares.is_enabled is is_on
        assert not sharing.is_local
