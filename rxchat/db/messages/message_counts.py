"""How many messages a conversation holds: counted anew, never added to.

An adopted file may have a trigger that adds to `message_count` as well. What is set after the messages are in is right with it
and without. `ix_messages_reading` makes it a matter of microseconds.
"""

from sqlalchemy import ScalarSelect, func, select
from sqlmodel import col

from rxchat.db.schema.core_tables import MessageRow


def messages_in(conversation_id: int) -> ScalarSelect[int]:
    """All of them, answers that were replaced too."""
    return select(func.count(col(MessageRow.id))).where(col(MessageRow.conversation_id) == conversation_id).scalar_subquery()
