"""`/api/messages`: deleting a message, and bringing it back."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.conversation_shapes import ConversationBody
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Chat
from rxchat.api.errors import documented

router = APIRouter(prefix="/api/messages", tags=["conversations"], responses=documented(404, 422))

MessageId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class DeletedMessagesBody(BaseModel):
    """`count` messages are gone from the conversation: `message_id` and all that followed it."""

    conversation_id: int
    message_id: int
    count: int


@router.delete("/{message_id}", responses=documented(400))
async def delete_message(message_id: MessageId, user_id: Person, chat: Chat) -> DeletedMessagesBody:
    """Delete a message and all that follows it, in every branch; with the only answer to a question, the question too.

    So the next message never follows an unanswered one. `restore` undoes it. Until then the messages are in the trash, as a
    conversation of their own.
    """
    deleted = await chat.deletion.delete(user_id, message_id)
    return DeletedMessagesBody(conversation_id=deleted.conversation_id, message_id=deleted.message_id, count=deleted.count)


@router.post("/{message_id}/restore", responses=documented(400))
async def restore_message(message_id: MessageId, user_id: Person, chat: Chat) -> ConversationBody:
    """Bring back what was deleted with the message, and show its branch."""
    conversation_id = await chat.deletion.restore(user_id, message_id)
    return ConversationBody.of(await chat.conversations.get(user_id, conversation_id))
