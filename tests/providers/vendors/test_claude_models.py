from typing import Any

import pytest
from fakes._anthropic_rules import MODELS as LISTED

from rxchat.domain.models import Lifecycle
from rxchat.domain.requests import Reasoning
from rxchat.providers.vendors.claude_models import MODELS, from_listing, rules_for

SHOWN = {"type": "adaptive", "display": "summarized"}


@pytest.mark.parametrize(
    ("model", "asked", "fields"),
    [
        ("claude-sonnet-5-5", None, {"thinking": SHOWN}),
        ("claude-sonnet-5-5", Reasoning.OFF, {"thinking": {"type": "between_tools"}}),
        ("claude-opus-5-5", Reasoning.OFF, {"thinking": SHOWN, "output_config": {"effort": "low"}}),
        ("claude-opus-5-5", Reasoning.MEDIUM, {"thinking": SHOWN, "output_config": {"effort": "medium"}}),
        ("claude-haiku-5-5", Reasoning.OFF, {"thinking": {"type": "disabled"}}),
        ("claude-opus-4-8", None, {}),
        ("claude-opus-4-8", Reasoning.OFF, {}),
        ("claude-opus-4-8", Reasoning.HIGH, {"thinking": SHOWN, "output_config": {"effort": "high"}}),
        ("claude-haiku-4-5", None, {}),
        ("claude-haiku-4-5", Reasoning.MEDIUM, {"thinking": {"type": "enabled", "budget_tokens": 8_192}}),
        ("claude-epic-7", None, {"thinking": SHOWN}),
        ("claude-epic-7", Reasoning.OFF, {"thinking": SHOWN, "output_config": {"effort": "low"}}),
        ("some-other-model", None, {}),
        ("some-other-model", Reasoning.LOW, {"thinking": SHOWN, "output_config": {"effort": "low"}}),
    ],
)
def test_thinking_is_asked_for_in_the_models_own_way(model: str, asked: Reasoning | None, fields: dict[str, Any]):
    assert rules_for(model).thinking_fields(asked, 32_000) == fields


@pytest.mark.parametrize(("max_tokens", "budget"), [(1_000, None), (2_048, 1_024), (4_096, 2_048), (60_000, 24_576)])
def test_a_thinking_budget_leaves_room_for_the_answer(max_tokens: int, budget: int | None):
    fields = rules_for("claude-haiku-4-5").thinking_fields(Reasoning.HIGH, max_tokens)
    assert fields.get("thinking", {}).get("budget_tokens") == budget


def test_an_alias_without_its_date_is_the_same_model():
    assert rules_for("claude-opus-4-5") is rules_for("claude-opus-4-5-20251101")


@pytest.mark.parametrize("card", LISTED, ids=lambda card: card["id"])
def test_the_built_in_table_agrees_with_the_vendors_list(card: dict[str, Any]):
    ours, theirs = rules_for(card["id"]), from_listing(card)
    assert (ours.id, ours.name, ours.thinking, ours.efforts) == (theirs.id, theirs.name, theirs.thinking, theirs.efforts)
    assert (ours.lifecycle, ours.images, ours.pdf) == (theirs.lifecycle, theirs.images, theirs.pdf)
    assert ours.context_window in (None, theirs.context_window)
    assert ours.max_output in (None, theirs.max_output)


def test_a_bare_entry_of_the_list_is_taken_for_one_of_the_newest():
    model = from_listing({"id": "claude-epic-7", "lifecycle": "novel", "capabilities": None})
    assert (model.name, model.thinks_unasked, model.takes_sampling) == ("claude-epic-7", True, False)
    assert model.lifecycle is Lifecycle.ACTIVE


def test_a_model_about_to_go_names_its_replacement():
    ids = {model.id for model in MODELS}
    going = [model for model in MODELS if model.lifecycle is Lifecycle.DEPRECATED]
    assert going
    assert all(model.replacement in ids for model in going)
