"""Model choice: the model picked for a conversation whose next message isn't sent yet."""

import json
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlmodel import col

from rxchat.db.column_types import read_object
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.schema.core_tables import ConversationRow

_CHOICE: Final = "choice"
_MESSAGES: Final = func.coalesce(col(ConversationRow.message_count), 0).label("messages")


class ModelChoiceRepository:
    """Stored in the conversation's settings with the number of its messages: once there are more, the choice has been used or
    superseded and no longer counts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def get(self, user_id: int, conversation_id: int) -> str:
        """`provider:model`; empty if nothing was chosen since the last answer started."""
        async with self._database.session() as session:
            row = (await session.execute(_settings(user_id, conversation_id))).one_or_none()
        if row is None:
            raise no_conversation()
        choice = read_object(row.settings).get(_CHOICE)
        match choice:
            case {"model": str(ref), "messages": int(messages)} if messages == row.messages:
                return ref
            case _:
                return ""

    @run_to_completion
    async def put(self, user_id: int, conversation_id: int, ref: str) -> None:
        """Store a choice and replace the previous one."""
        async with self._database.transaction() as session:
            row = (await session.execute(_settings(user_id, conversation_id))).one_or_none()
            if row is None:
                raise no_conversation()
            settings = {**read_object(row.settings), _CHOICE: {"model": ref, "messages": row.messages}}
            change = update(ConversationRow).where(col(ConversationRow.id) == conversation_id)
            await session.execute(change.values(settings=json.dumps(settings, ensure_ascii=False)))


def without_choice(settings: str | None) -> str | None:
    """The settings of a conversation without its model choice, for a copy with another number of messages."""
    kept = {name: value for name, value in read_object(settings).items() if name != _CHOICE}
    return json.dumps(kept, ensure_ascii=False) if kept else None


def _settings(user_id: int, conversation_id: int) -> Any:
    return select(col(ConversationRow.settings), _MESSAGES).where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
