"""API shapes of prompts."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    field_validator,
)

from rxchat.api.chat_request import Text
from rxchat.api.shape import Shape
from rxchat.domain.prompts import (
    LONGEST_CATEGORY,
    LONGEST_DESCRIPTION,
    LONGEST_PROMPT,
    LONGEST_TAG,
    LONGEST_TITLE,
    MOST_TAGS,
    Prompt,
    PromptContent,
    unique_tags,
)
from rxchat.domain.timestamps import in_utc
from rxchat.services.library.prompts import UsedPrompt
from rxchat.services.transfer.prompt_files import PromptImport

_WRITTEN = "2026-11-01T09:30:00Z"
_CONTENT: Final[dict[str, Any]] = {
    "title": "Compare", "description": "", "text": "Compare {a} with {b}.", "category": "Writing", "tags": ["short"],
    "is_public": False,
}  # fmt: skip
_KEPT: Final[dict[str, Any]] = {
    "usage_count": 2, "is_own": True, "owner": "", "created_at": _WRITTEN, "updated_at": _WRITTEN,
}  # fmt: skip
_PROMPT: Final[dict[str, Any]] = {"id": 5, **_CONTENT, **_KEPT}
_SUMMARY: Final = {("opening" if name == "text" else name): value for name, value in _PROMPT.items()}


def _text_only(value: object) -> object:
    """Pydantic takes numbers too, as seconds or milliseconds."""
    if not isinstance(value, str):
        msg = "a time is written as text"
        raise ValueError(msg)  # noqa: TRY004 - pydantic reports it
    return value


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE)]
PromptText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PROMPT, pattern=r"\S")]
Description = Annotated[str, StringConstraints(strip_whitespace=True, min_length=0, max_length=LONGEST_DESCRIPTION)]
Category = Annotated[str, StringConstraints(strip_whitespace=True, min_length=0, max_length=LONGEST_CATEGORY)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TAG)]
Time = Annotated[AwareDatetime, AfterValidator(in_utc), BeforeValidator(_text_only)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS)]

_OLD_TEXT: Final = AliasChoices("text", "prompt_template", "promptTemplate")
_OLD_PUBLIC: Final = AliasChoices("is_public", "isPublic")


class _Written(BaseModel):
    """Takes the older program's names too: `prompt_template` and `isPublic`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    @field_validator("tags", mode="after", check_fields=False)
    @classmethod
    def _once(cls, tags: list[str] | None) -> list[str] | None:
        return None if tags is None else list(unique_tags(tags))


class NewPrompt(_Written):
    """`usage_count` and `created_at` put back a prompt that was deleted, as it was."""

    model_config = ConfigDict(json_schema_extra={"example": _CONTENT})

    title: Title
    text: PromptText = Field(validation_alias=_OLD_TEXT)
    description: Description = ""
    category: Category = ""
    tags: Tags = []
    is_public: StrictBool = Field(default=False, validation_alias=_OLD_PUBLIC)
    usage_count: Annotated[int, Field(ge=0, le=10**9, strict=True)] = 0
    created_at: Time | None = None

    def content(self) -> PromptContent:
        return PromptContent(
            title=self.title,
            text=self.text,
            description=self.description,
            category=self.category,
            tags=tuple(self.tags),
            is_public=self.is_public,
        )


class PromptChange(_Written):
    """Omitted members stay."""

    model_config = ConfigDict(json_schema_extra={"example": {"category": "Writing", "tags": ["short", "email"]}})

    title: Title | None = None
    text: PromptText | None = Field(default=None, validation_alias=_OLD_TEXT)
    description: Description | None = None
    category: Category | None = None
    tags: Tags | None = None
    is_public: StrictBool | None = Field(default=None, validation_alias=_OLD_PUBLIC)

    def changes(self) -> dict[str, Any]:
        given = {name: value for name, value in self if value is not None}
        return {**given, "tags": tuple(given["tags"])} if "tags" in given else given


class _KeptPrompt(Shape):
    id: int
    title: str
    description: str
    category: str
    tags: list[str]
    usage_count: int
    is_public: bool = Field(description="In a team, everybody can read, use and copy it.")
    is_own: bool
    owner: str = Field(description="The name of the user who shares it; empty for your own.")
    created_at: datetime
    updated_at: datetime


class PromptBody(_KeptPrompt):
    """`text` may have variables, written `{topic}` or `{{topic}}`."""

    model_config = ConfigDict(json_schema_extra={"example": _PROMPT})

    text: str

    @classmethod
    def of(cls, prompt: Prompt) -> Self:
        return cls(**asdict(prompt))


class PromptSummary(_KeptPrompt):
    """A prompt without its text, of which `opening` has the first 200 characters."""

    model_config = ConfigDict(json_schema_extra={"example": _SUMMARY})

    opening: str

    @classmethod
    def of(cls, prompt: Prompt) -> Self:
        values = asdict(prompt)
        return cls(opening=values.pop("text"), **values)


class PromptPage(Shape):
    """`next_cursor` is null on the last page."""

    model_config = ConfigDict(json_schema_extra={"example": {"prompts": [_PROMPT], "next_cursor": None}})

    prompts: list[PromptBody]
    next_cursor: str | None


class PromptSummaryPage(Shape):
    """`next_cursor` is null on the last page."""

    model_config = ConfigDict(json_schema_extra={"example": {"prompts": [_SUMMARY], "next_cursor": None}})

    prompts: list[PromptSummary]
    next_cursor: str | None


class CategoryList(Shape):
    categories: list[str]


class TagList(Shape):
    tags: list[str]


class PromptUse(BaseModel):
    """The values of variables. A variable without one stays as it is written."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"values": {"a": "steam", "b": "oil"}}})

    values: Annotated[dict[Text, Text], Field(max_length=1000)] = {}


class UsedPromptBody(Shape):
    """`text` is filled in; `missing` are the variables that had no value."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"text": "Compare steam with {b}.", "missing": ["b"], "usage_count": 3}}
    )

    text: str
    missing: list[str]
    usage_count: int

    @classmethod
    def of(cls, used: UsedPrompt) -> Self:
        return cls(text=used.text, missing=list(used.missing), usage_count=used.usage_count)


class RejectedFile(Shape):
    name: str
    reason: str


class ImportedPrompts(Shape):
    """`duplicates` are those with the title and the text of a prompt of yours."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "added": 2,
                "duplicates": 1,
                "rejected": 1,
                "reasons": [{"name": "photo.png", "reason": "This isn't a text file in UTF-8."}],
            }
        }
    )

    added: int
    duplicates: int
    rejected: int
    reasons: list[RejectedFile] = Field(description="Why the first twenty files that couldn't be read were rejected.")

    @classmethod
    def of(cls, report: PromptImport) -> Self:
        reasons = [RejectedFile(name=name, reason=reason) for name, reason in report.rejected[:20]]
        return cls(added=report.added, duplicates=report.duplicates, rejected=len(report.rejected), reasons=reasons)
