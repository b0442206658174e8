"""What the page draws."""

import json
from dataclasses import MISSING, fields, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from reflex_base.utils.format import json_dumps

from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import Overloaded, failure_of
from rxchat.domain.messages import Role
from rxchat.domain.models import ModelInfo
from rxchat.domain.usage import Cost, Usage
from rxchat.state.views import AnsweredBy, MessageView, message_view, sent

NOW = datetime(2026, 11, 22, 0, 30, tzinfo=timezone(timedelta(hours=2)))


def an_answer(
    status: MessageStatus = MessageStatus.COMPLETE,
    reason: FinishReason | None = FinishReason.STOP,
    cost: Cost | None = None,
) -> SavedMessage:
    return SavedMessage(
        id=2,
        conversation_id=1,
        parent_id=1,
        role=Role.ASSISTANT,
        text="Hello",
        created_at=NOW,
        status=status,
        provider="acme",
        model="a-1",
        finish_reason=reason,
        usage=Usage(output_tokens=1234),
        cost=cost,
        latency_ms=2500,
    )


def test_an_answer_names_its_tokens_cost_and_time():
    view = message_view(an_answer(cost=Cost(amount=Decimal("0.01234"))), AnsweredBy(model="Acme One", label="Acme"))
    assert (view.label, view.switch_to) == ("Acme", "")
    assert (view.model, view.facts, view.note) == ("Acme One", "1,234 tokens · $0.0123 · 2.5 s", "")


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (None, "Thought process"),
        (40, "Thought for 1 s"),
        (8_400, "Thought for 8 s"),
        (59_800, "Thought for 1 min"),
        (65_000, "Thought for 1 min 5 s"),
        (3_905_000, "Thought for 1 h 5 min"),
    ],
)
def test_reasoning_is_named_after_the_time_it_took(milliseconds: int | None, words: str):
    assert message_view(replace(an_answer(), thinking="Hm.", reasoning_ms=milliseconds), AnsweredBy()).thought == words
    assert message_view(replace(an_answer(), reasoning_ms=milliseconds), AnsweredBy()).thought == ""


def test_an_unknown_cost_is_left_out_rather_than_zero():
    assert "$" not in message_view(an_answer(cost=None), AnsweredBy()).facts


@pytest.mark.parametrize(
    ("status", "reason", "note"),
    [
        (MessageStatus.CANCELLED, None, "You stopped this response."),
        (MessageStatus.INTERRUPTED, None, "This response was interrupted."),
        (MessageStatus.COMPLETE, FinishReason.LENGTH, "The response hit the length limit."),
        (MessageStatus.COMPLETE, FinishReason.REFUSAL, "The model declined to respond."),
    ],
)
def test_an_unusual_end_is_said(status: MessageStatus, reason: FinishReason | None, note: str):
    assert message_view(an_answer(status, reason), AnsweredBy()).note == note


def test_a_failure_shows_cause_and_next_step():
    saved = an_answer(MessageStatus.ERROR)
    failed = SavedMessage(
        id=saved.id,
        conversation_id=1,
        parent_id=1,
        role=Role.ASSISTANT,
        text="",
        created_at=NOW,
        status=MessageStatus.ERROR,
        failure=failure_of(Overloaded("Acme is overloaded right now.", provider="acme")),
    )
    view = message_view(failed, AnsweredBy(other=ModelInfo(provider="other", id="b", name="Other B")))
    assert view.error == "Acme is overloaded right now."
    assert "Try again" in view.hint
    assert (view.switch_to, view.switch_name) == ("other:b", "Other B")


def test_what_the_model_was_not_given_is_said():
    notes = ("Acme One can't read images. 1 image was left out.",)
    assert message_view(replace(an_answer(), notes=notes), AnsweredBy()).notes == notes[0]


@pytest.mark.parametrize(
    ("text", "reason", "notes", "note", "is_silent"),
    [
        ("Hello", FinishReason.STOP, (), "", False),
        (" \n", FinishReason.STOP, ("The model sent no answer.",), "", True),
        ("", FinishReason.STOP, (), "The model sent no answer.", True),  # saved before rxchat noted it
        ("", FinishReason.LENGTH, (), "The response hit the length limit.", True),
        ("Let me see.", FinishReason.TOOL, (), "The model asked for a tool that rxchat doesn't have.", False),
        ("", FinishReason.TOOL, ("It asked for a tool.",), "", True),
    ],
)
def test_an_answer_without_a_word_says_so_once(
    text: str, reason: FinishReason, notes: tuple[str, ...], note: str, is_silent: bool
):
    view = message_view(replace(an_answer(reason=reason), text=text, notes=notes), AnsweredBy())
    assert (view.note, view.notes, view.is_silent) == (note, " ".join(notes), is_silent)
    assert view.is_cut == (reason is FinishReason.LENGTH and not is_silent)


def test_a_question_without_words_and_a_failed_answer_are_not_silent():
    assert not message_view(replace(an_answer(), role=Role.USER, text=""), AnsweredBy()).is_silent
    assert not message_view(replace(an_answer(MessageStatus.ERROR), text=""), AnsweredBy()).is_silent


def test_what_a_message_does_not_have_is_not_sent():
    """The page takes what is missing for empty, so nothing but that may be left out."""
    plain, failed = message_view(an_answer(), AnsweredBy()), message_view(an_answer(MessageStatus.INTERRUPTED), AnsweredBy())
    assert set(json.loads(json_dumps([plain]))[0]) >= {
        "id",
        "role",
        "at",
        "text",
        "status",
        "provider",
        "label",
        "model",
        "cards",
    }
    assert {"error", "note", "version", "is_cut"}.isdisjoint(sent(plain))
    assert sent(failed)["note"] == "This response was interrupted."
    assert [each.default for each in fields(MessageView) if each.default is not MISSING and each.default] == []
