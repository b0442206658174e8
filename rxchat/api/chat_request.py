"""Chat requests: validation, and conversion into domain values."""

import base64
import binascii
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)

from rxchat.domain.images import LARGEST_IMAGE, MOST_IMAGES, media_type_of
from rxchat.domain.messages import ImagePart, Message, Part, Role, TextPart
from rxchat.domain.requests import LARGEST_TEMPERATURE, MOST_TOKENS, AnswerOptions, Reasoning

LARGEST_ID = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Text = Annotated[str, StringConstraints(min_length=0)]
"""Any text. Constrained, because a plain `str` accepts lone surrogates, which no database or vendor takes."""
ModelRef = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"[^:\s]$")]
"""`provider:model`, or an id that only one provider has."""
Temperature = Annotated[float, Field(ge=0, le=LARGEST_TEMPERATURE, allow_inf_nan=False, strict=True)]
TopP = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False, strict=True)]
MaxTokens = Annotated[int, Field(ge=1, le=MOST_TOKENS, strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class TextBody(_Strict):
    type: Literal["text"]
    text: Text

    def part(self) -> Part:
        return TextPart(text=self.text)


class ImageBody(_Strict):
    """`data` is the base64-encoded file of at most 10 MiB."""

    type: Literal["image"]
    media_type: Literal["image/png", "image/jpeg", "image/gif", "image/webp"]
    data: Annotated[
        str, StringConstraints(max_length=(LARGEST_IMAGE + 2) // 3 * 4), Field(json_schema_extra={"contentEncoding": "base64"})
    ]

    @model_validator(mode="after")
    def _is_what_it_says(self) -> "ImageBody":
        try:
            data = base64.b64decode(self.data, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("data is not base64") from None
        if media_type_of(data) != self.media_type:
            raise ValueError(f"data is not {self.media_type}")
        return self

    def part(self) -> Part:
        return ImagePart(media_type=self.media_type, data=base64.b64decode(self.data))


def _kind(content: object) -> str | None:
    match content:
        case str():
            return "text"
        case list():
            return "parts"
        case _:
            return None


Parts = list[Annotated[TextBody | ImageBody, Field(discriminator="type")]]
Content = Annotated[
    Annotated[Text, Tag("text")] | Annotated[Parts, Tag("parts")],
    Discriminator(_kind, custom_error_type="content", custom_error_message="Input should be text or a list of parts"),
]
"""Discriminated before validation, so that errors refer to the intended form only."""


class MessageBody(_Strict):
    role: Role
    content: Content

    @model_validator(mode="after")
    def _images_are_the_users(self) -> "MessageBody":
        if self.role is not Role.USER and self.images:
            raise ValueError("images belong to messages of the user")
        return self

    @property
    def images(self) -> int:
        return 0 if isinstance(self.content, str) else sum(isinstance(part, ImageBody) for part in self.content)

    def message(self) -> Message:
        content = self.content
        parts = (TextPart(text=content),) if isinstance(content, str) else tuple(part.part() for part in content)
        return Message(role=self.role, parts=parts)


EXAMPLE: Final[dict[str, Any]] = {
    "model": "acme:acme-large",
    "messages": [{"role": "user", "content": "Say hello."}],
    "temperature": 0.2,
    "max_tokens": 200,
}


class ChatBody(_Strict):
    """`model` is `provider:model`, or an id that only one provider has; `provider` alone selects its default model. null means
    the model's default.

    With `conversation_id` the turn is saved in that conversation, with `save` in a new one, with `project_id` in a new one in
    that project, whose default model answers if none is given; `messages` then holds the one new
    message of the user, besides system messages. `edit` names the question that the new message is another version of.
    `regenerate` names an answer to write another version of, without `messages`. Omitted options come from the conversation's
    settings.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, json_schema_extra={"example": EXAMPLE})

    model: ModelRef | None = None
    provider: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    messages: Annotated[list[MessageBody], Field(max_length=2000)] = []
    system: Text | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    max_tokens: MaxTokens | None = None
    reasoning: Reasoning | None = None
    conversation_id: Annotated[Id, Field(strict=True)] | None = None
    save: StrictBool = False
    project_id: Annotated[Id, Field(strict=True)] | None = None
    edit: Annotated[Id, Field(strict=True)] | None = None
    regenerate: Annotated[Id, Field(strict=True)] | None = None

    @field_validator("messages")
    @classmethod
    def _ends_with_a_question(cls, messages: list[MessageBody]) -> list[MessageBody]:
        if not messages:
            return messages
        last = messages[-1]
        if last.role is not Role.USER:
            raise ValueError("the last message must be the user's")
        if not last.images and not last.message().text.strip():
            raise ValueError("the last message is empty")
        if sum(message.images for message in messages) > MOST_IMAGES:
            raise ValueError(f"at most {MOST_IMAGES} images can be sent")
        return messages

    @model_validator(mode="after")
    def _somebody_answers(self) -> "ChatBody":
        if self.model is None and self.provider is None and self.project_id is None:
            raise ValueError("model is missing: give a model, or a provider, whose default model then answers")
        return self

    @model_validator(mode="after")
    def _one_new_message_is_saved(self) -> "ChatBody":
        if (self.save or self.project_id is not None) and self.conversation_id is not None:
            raise ValueError("save and project_id make a new conversation: leave them out, or conversation_id")
        if (self.edit or self.regenerate) and self.conversation_id is None:
            raise ValueError("edit and regenerate name a message of a conversation: give its conversation_id")
        if self.regenerate is not None and (self.messages or self.edit):
            raise ValueError("regenerate answers what was asked before: leave messages and edit out")
        if self.regenerate is not None:
            return self
        if not self.messages:
            raise ValueError("messages is empty")
        if self.is_saved and len(self._said()) != 1:
            raise ValueError("messages must hold the one new message when it is saved: the conversation has the others")
        return self

    @property
    def is_saved(self) -> bool:
        return self.save or self.project_id is not None or self.conversation_id is not None

    @property
    def text(self) -> str:
        """The text of the user's last message."""
        return self.messages[-1].message().text

    @property
    def images(self) -> tuple[ImagePart, ...]:
        """The images of the user's last message."""
        return tuple(part for part in self.messages[-1].message().parts if isinstance(part, ImagePart))

    def conversation(self) -> tuple[Message, ...]:
        return tuple(message.message() for message in self._said())

    def options(self) -> AnswerOptions:
        """The options, with `system` and system messages joined."""
        texts = [self.system or "", *(body.message().text for body in self.messages if body.role is Role.SYSTEM)]
        return AnswerOptions(
            system="\n\n".join(text for text in texts if text.strip()) or None,
            max_tokens=self.max_tokens,
            temperature=self.temperature,
            top_p=self.top_p,
            reasoning=self.reasoning,
        )

    def _said(self) -> list[MessageBody]:
        return [message for message in self.messages if message.role is not Role.SYSTEM]
