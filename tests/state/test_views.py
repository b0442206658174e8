"""What the page draws."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import Overloaded, failure_of
from rxchat.domain.messages import Role
from rxchat.domain.models import Lifecycle, ModelInfo
from rxchat.domain.usage import Cost, Usage
from rxchat.state.views import message_view, model_groups

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
    view = message_view(an_answer(cost=Cost(amount=Decimal("0.01234"))), "Acme One")
    assert (view.model, view.facts, view.note) == ("Acme One", "1,234 tokens · $0.0123 · 2.5 s", "")


def test_an_unknown_cost_is_left_out_rather_than_zero():
    assert "$" not in message_view(an_answer(cost=None)).facts


@pytest.mark.parametrize(
    ("status", "reason", "note"),
    [
        (MessageStatus.CANCELLED, None, "Stopped."),
        (MessageStatus.INTERRUPTED, None, "Interrupted before the end."),
        (MessageStatus.COMPLETE, FinishReason.LENGTH, "The answer reached the model's length limit."),
        (MessageStatus.COMPLETE, FinishReason.REFUSAL, "The model declined to answer."),
    ],
)
def test_an_unusual_end_is_said(status: MessageStatus, reason: FinishReason | None, note: str):
    assert message_view(an_answer(status, reason)).note == note


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
        failure=failure_of(Overloaded("Acme is overloaded.", provider="acme")),
    )
    view = message_view(failed)
    assert view.error == "Acme is overloaded."
    assert "Retry" in view.hint


def test_models_stand_under_their_provider_with_their_state():
    models = [
        ModelInfo(provider="acme", id="a", name="A"),
        ModelInfo(provider="acme", id="b", name="B", lifecycle=Lifecycle.DEPRECATED),
        ModelInfo(provider="other", id="c", name="C"),
    ]
    acme, other = model_groups(models, {"acme": "Acme Inc."})
    assert (acme.label, [(choice.ref, choice.note) for choice in acme.models]) == (
        "Acme Inc.",
        [("acme:a", ""), ("acme:b", "deprecated")],
    )
    assert other.label == "other"
