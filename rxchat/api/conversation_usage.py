"""`/api/conversations/{conversation_id}/usage`: what one conversation took."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict

from rxchat.api.chat_request import LARGEST_ID
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Usage
from rxchat.api.errors import documented

router = APIRouter(prefix="/api/conversations", tags=["usage"], responses=documented(404, 422))


class ConversationUsageBody(BaseModel):
    """Sums over the calls for a conversation, those for deleted messages included.

    `cost` is in USD and covers the requests with a known price, null if there are none. `unpriced_requests` have an unknown one.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"requests": 2, "input_tokens": 50, "output_tokens": 8, "cost": 0.00018, "unpriced_requests": 0}
        }
    )

    requests: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    unpriced_requests: int


@router.get("/{conversation_id}/usage")
async def conversation_usage(
    conversation_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], user_id: Person, usage: Usage
) -> ConversationUsageBody:
    """The tokens and the cost of one conversation."""
    found = await usage.conversations.total(user_id, conversation_id)
    return ConversationUsageBody(
        requests=found.requests,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        cost=None if found.cost is None else float(found.cost),
        unpriced_requests=found.unpriced,
    )
