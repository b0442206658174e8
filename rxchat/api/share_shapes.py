"""API shapes of share links."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rxchat.api.shape import Shape
from rxchat.domain.messages import Role
from rxchat.domain.shares import ShareContent, SharedMessage, SharedPage, ShareLink, SharePreview

LONGEST_DAYS = 3650

Days = Annotated[int, Field(strict=True, ge=1, le=LONGEST_DAYS)]


class ShareContentBody(BaseModel):
    """What leaves besides the texts. The system prompt never does."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"include_reasoning": False, "include_images": True}})

    include_reasoning: StrictBool = False
    include_images: StrictBool = False

    def content(self) -> ShareContent:
        return ShareContent(with_reasoning=self.include_reasoning, with_images=self.include_images)


class NewShare(ShareContentBody):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"include_images": True, "expires_in_days": 7}})

    expires_in_days: Days | None = Field(default=None, description="Null: it doesn't expire.")


class ShareSettings(BaseModel):
    """Omitted members stay as they are."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"is_public": True, "expires_in_days": 30}})

    is_public: StrictBool | None = None
    expires_in_days: Days | None = Field(default=None, description="Counted from now. Null: it doesn't expire.")


class ShareBody(Shape):
    """A link. `taken_at` is when its snapshot was taken; null for a link of the older program, which shows the conversation as it
    is now.
    """

    token: str
    path: str
    conversation_id: int
    title: str
    created_at: datetime
    expires_at: datetime | None
    is_expired: bool
    is_public: bool
    view_count: int
    include_reasoning: bool
    include_images: bool
    message_count: int
    taken_at: datetime | None

    @classmethod
    def of(cls, link: ShareLink) -> Self:
        return cls(
            token=link.token,
            path=f"/share/{link.token}",
            conversation_id=link.conversation_id,
            title=link.title,
            created_at=link.created_at,
            expires_at=link.expires_at,
            is_expired=link.is_expired,
            is_public=link.is_public,
            view_count=link.view_count,
            include_reasoning=link.content.with_reasoning,
            include_images=link.content.with_images,
            message_count=link.message_count,
            taken_at=link.taken_at,
        )


class ShareList(Shape):
    links: list[ShareBody]


class ConversationShares(Shape):
    """What a new link would show, and the links there are, newest first. `is_local`: only this computer can open them."""

    title: str
    message_count: int
    reasoning_count: int
    image_count: int
    is_local: bool
    links: list[ShareBody]

    @classmethod
    def of(cls, preview: SharePreview, links: list[ShareLink], *, is_local: bool) -> Self:
        return cls(
            title=preview.title,
            message_count=preview.message_count,
            reasoning_count=preview.reasoning_count,
            image_count=preview.image_count,
            is_local=is_local,
            links=[ShareBody.of(link) for link in links],
        )


class SharedMessageBody(Shape):
    role: Role
    content: str
    reasoning: str | None
    images: list[str]


class SharedConversationBody(Shape):
    """A page of a shared conversation. `next_start` is null on the last one."""

    title: str
    shared_at: datetime | None
    messages: list[SharedMessageBody]
    next_start: int | None

    @classmethod
    def of(cls, page: SharedPage, image_url: Callable[[SharedMessage, int], str]) -> Self:
        return cls(
            title=page.title,
            shared_at=page.shared_at,
            messages=[
                SharedMessageBody(
                    role=message.role,
                    content=message.text,
                    reasoning=message.reasoning or None,
                    images=[image_url(message, number) for number in range(1, message.image_count + 1)],
                )
                for message in page.messages
            ],
            next_start=page.next_start,
        )
