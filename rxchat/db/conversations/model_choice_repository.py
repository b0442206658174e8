"""The model a person has chosen for a conversation and not sent anything to yet."""

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
    """Kept among the conversation's settings, together with the number of its messages: once there are more, the last answer
    has decided anew, and the choice is a thing of the past.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def get(self, user_id: int, conversation_id: int) -> str:
        """`provider:model`, empty where nothing has been chosen since the last answer began."""
        async with self._database.session() as session:
            row = (await session.execute(_known(user_id, conversation_id))).one_or_none()
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
        """Remember a choice, in place of the one before."""
        async with self._database.transaction() as session:
            row = (await session.execute(_known(user_id, conversation_id))).one_or_none()
            if row is None:
                raise no_conversation()
            settings = {**read_object(row.settings), _CHOICE: {"model": ref, "messages": row.messages}}
            change = update(ConversationRow).where(col(ConversationRow.id) == conversation_id)
            await session.execute(change.values(settings=json.dumps(settings, ensure_ascii=False)))


def without_choice(settings: str | None) -> str | None:
    """A conversation's settings, for one that has another number of messages."""
    kept = {name: value for name, value in read_object(settings).items() if name != _CHOICE}
    return json.dumps(kept, ensure_ascii=False) if kept else None


def _known(user_id: int, conversation_id: int) -> Any:
    return select(col(ConversationRow.settings), _MESSAGES).where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
