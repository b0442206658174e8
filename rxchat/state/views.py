"""Views: plain values for the page, made from domain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import reflex as rx

from rxchat.domain.accounts import Session
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import Failure
from rxchat.domain.messages import Role
from rxchat.domain.models import ModelInfo
from rxchat.state.artifact_views import ArtifactView, artifact_views


@dataclass(frozen=True)
class MessageView:
    """One message, saved `at` a time (RFC 3339).

    `facts` is the line under an answer: tokens, cost, time; `notes` are what its model wasn't given.
    `images` is their number; `is_silent` marks an answer without text. `switch_to` is the fallback model (`provider:model`) of a
    failed answer, `switch_name` its name. `is_cut` marks an answer that reached the length limit. `version` is `2 of 3` if there
    are several; `previous_id` and `next_id` are its neighbours, 0 for none. `cards` stand for artifacts in `text`.
    `thought` names the folded reasoning. `is_summarized` marks a message that a summary ends with. What has a default here isn't
    sent while it has that, and the page takes it for empty.
    """

    id: int
    role: str
    at: str
    text: str
    status: str
    provider: str
    label: str
    model: str
    images: int
    cards: list[ArtifactView]
    thinking: str = ""
    facts: str = ""
    note: str = ""
    notes: str = ""
    error: str = ""
    hint: str = ""
    switch_to: str = ""
    switch_name: str = ""
    version: str = ""
    previous_id: int = 0
    next_id: int = 0
    is_silent: bool = False
    is_cut: bool = False
    thought: str = ""
    is_summarized: bool = False


_DEFAULTS = {each.name: each.default for each in fields(MessageView)}


@rx.serializer  # pyright: ignore[reportUnknownMemberType] - Reflex's `to` names list and dict without what they hold
def sent(view: MessageView) -> dict[str, Any]:
    """A message as it is sent to the page."""
    return {name: value for name, value in vars(view).items() if value != _DEFAULTS[name]}


@dataclass(frozen=True, kw_only=True)
class AnsweredBy:
    """Names of the answering model and provider, and the fallback model."""

    model: str = ""
    label: str = ""
    other: ModelInfo | None = None


@dataclass(frozen=True)
class SessionView:
    """A signed-in browser: its name, when it signed in and when it was last used (RFC 3339)."""

    id: int
    browser: str
    since: str
    last_seen: str
    is_this: bool


_BROWSERS = ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)

_ENDINGS = {
    FinishReason.LENGTH: "The response hit the length limit.",
    FinishReason.CONTEXT: (
        "This chat is now too long for the model. Start a new chat or switch to a model with a larger context window."
    ),
    FinishReason.REFUSAL: "The model declined to respond.",
    FinishReason.TOOL: "The model asked for a tool that rxchat doesn't have.",
}

_STATES = {
    MessageStatus.CANCELLED: "You stopped this response.",
    MessageStatus.INTERRUPTED: "This response was interrupted.",
}


def message_view(saved: SavedMessage, by: AnsweredBy, versions: Sequence[int] = ()) -> MessageView:
    """`versions` are the ids of all versions of the message, itself included; empty if it is the only one."""
    failure = saved.failure or Failure(code="", message="")
    index = versions.index(saved.id) if versions else 0
    return MessageView(
        id=saved.id,
        role=saved.role.value,
        at=saved.created_at.isoformat(timespec="seconds"),
        text=saved.text,
        thinking=saved.thinking,
        status=saved.status.value,
        provider=saved.provider,
        label=by.label,
        model=by.model or saved.model,
        facts=" · ".join(_facts(saved)),
        note=_note(saved),
        notes=" ".join(saved.notes),
        error=failure.message,
        hint=failure.hint,
        switch_to=by.other.ref if by.other else "",
        switch_name=by.other.name if by.other else "",
        version=f"{index + 1} of {len(versions)}" if versions else "",
        previous_id=versions[index - 1] if index else 0,
        next_id=versions[index + 1] if index + 1 < len(versions) else 0,
        images=saved.image_count,
        is_silent=_is_silent(saved),
        cards=artifact_views(saved.text, saved.artifacts),
        is_cut=saved.finish_reason is FinishReason.LENGTH and saved.text != "",
        thought=thought(saved.reasoning_ms) if saved.thinking else "",
        is_summarized=saved.summary != "",
    )


def thought(milliseconds: int | None) -> str:
    """`Thought for 8 s`. Answers from other programs, and older ones, have no time."""
    if milliseconds is None:
        return "Thought process"
    minutes, seconds = divmod(max(1, round(milliseconds / 1000)), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0) + [f"{seconds} s"] * (seconds > 0 and not hours)
    return f"Thought for {' '.join(parts)}"


def _note(saved: SavedMessage) -> str:
    if saved.status in _STATES:
        return "" if saved.failure or saved.finish_reason is FinishReason.CUT else _STATES[saved.status]
    ending = _ENDINGS.get(saved.finish_reason, "") if saved.finish_reason else ""
    if _is_silent(saved) and (not ending or saved.finish_reason is FinishReason.TOOL):
        return "" if saved.notes else "The model sent no answer."  # the note explains it
    return ending


def _is_silent(saved: SavedMessage) -> bool:
    """Whether the model ended its answer without text."""
    return saved.role is Role.ASSISTANT and saved.status is MessageStatus.COMPLETE and not saved.text.strip()


def _facts(saved: SavedMessage) -> Iterable[str]:
    tokens = saved.usage.output_tokens
    if tokens is not None:
        yield f"{tokens:,} tokens"
    if saved.cost is not None and saved.cost.amount:
        yield f"${saved.cost.amount:.4f}" if saved.cost.amount < 1 else f"${saved.cost.amount:.2f}"
    if saved.latency_ms is not None:
        yield f"{saved.latency_ms / 1000:.1f} s"


def session_view(session: Session, this_id: int) -> SessionView:
    return SessionView(
        id=session.id,
        browser=_browser(session.user_agent),
        since=session.created_at.isoformat(timespec="seconds"),
        last_seen=session.last_seen_at.isoformat(timespec="seconds"),
        is_this=session.id == this_id,
    )


def _browser(user_agent: str) -> str:
    """The browser of a user agent: `Firefox on Linux`."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " on ".join(part for part in (browser or "A browser", system) if part)
