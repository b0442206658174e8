"""`/api/preferences`: a user's default, starred and recent models, that for summaries, and whether the tips are dismissed."""

from dataclasses import replace
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rxchat.api.chat_request import ModelRef
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Models
from rxchat.api.errors import documented
from rxchat.api.shape import Shape
from rxchat.domain.preferences import ModelPreferences, Switch

router = APIRouter(prefix="/api/preferences", tags=["preferences"])


class ModelPreferencesBody(Shape):
    """Models as `provider:model`, possibly no longer available ones. `recent` starts with the last one used."""

    default: str | None
    starred: list[str]
    recent: list[str]

    @classmethod
    def of(cls, preferences: ModelPreferences) -> Self:
        return cls(default=preferences.default or None, starred=list(preferences.starred), recent=list(preferences.recent))


class ModelPreferencesChange(BaseModel):
    """Omitted members stay. `starred` changes only the models that it names."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"default": "acme:acme-large", "starred": {"acme:acme-small": True}}}
    )

    default: ModelRef | None = None
    starred: dict[ModelRef, StrictBool] = Field(default_factory=dict[ModelRef, StrictBool], max_length=100)


@router.get("/models")
async def model_preferences(user_id: Person, models: Models) -> ModelPreferencesBody:
    """The default model of new chats, the starred and the recent models."""
    return ModelPreferencesBody.of(await models.preferences.models(user_id))


@router.patch("/models", responses=documented(400, 413, 422))
async def change_model_preferences(change: ModelPreferencesChange, user_id: Person, models: Models) -> ModelPreferencesBody:
    """Change the given members; `default` null removes the default."""

    def changed(preferences: ModelPreferences) -> ModelPreferences:
        if "default" in change.model_fields_set:
            preferences = replace(preferences, default=change.default or "")
        for ref, is_starred in change.starred.items():
            preferences = preferences.with_star(ref, is_starred=is_starred)
        return preferences

    return ModelPreferencesBody.of(await models.preferences.change_models(user_id, changed))


class TipsBody(BaseModel):
    """Whether the tips for somebody new have been dismissed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"is_dismissed": True}})

    is_dismissed: StrictBool


@router.get("/tips")
async def tips(user_id: Person, models: Models) -> TipsBody:
    """Whether you have dismissed the tips for somebody new."""
    return TipsBody(is_dismissed=await models.preferences.is_on(user_id, Switch.TIPS_DISMISSED))


@router.put("/tips", responses=documented(400, 413, 422))
async def change_tips(body: TipsBody, user_id: Person, models: Models) -> TipsBody:
    """Dismiss the tips, in every browser, or have them shown again."""
    await models.preferences.turn(user_id, Switch.TIPS_DISMISSED, is_on=body.is_dismissed)
    return body


class SummaryPreferences(BaseModel):
    """`is_cheapest`: a chat is summarized by the cheapest model of its provider, instead of its own."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"is_cheapest": True}})

    is_cheapest: StrictBool


@router.get("/summaries")
async def summary_preferences(user_id: Person, models: Models) -> SummaryPreferences:
    """Which model summarizes a chat that is compacted."""
    return SummaryPreferences(is_cheapest=await models.preferences.is_on(user_id, Switch.CHEAP_SUMMARIES))


@router.put("/summaries", responses=documented(400, 413, 422))
async def change_summary_preferences(body: SummaryPreferences, user_id: Person, models: Models) -> SummaryPreferences:
    """Choose which model summarizes a chat that is compacted."""
    await models.preferences.turn(user_id, Switch.CHEAP_SUMMARIES, is_on=body.is_cheapest)
    return body
