from datetime import date

import pytest

from rxchat.domain.models import Lifecycle
from rxchat.domain.requests import Reasoning
from rxchat.providers.vendors.openai_models import MODELS, from_listing, rules_for

TODAY = date(2026, 11, 24)


def test_models_that_end_have_a_replacement_that_does_not():
    lasting = {model.id for model in MODELS if model.lifecycle is Lifecycle.ACTIVE}
    ending = [model for model in MODELS if model.lifecycle is Lifecycle.DEPRECATED]
    assert ending
    assert {model.replacement for model in ending} <= lasting


@pytest.mark.parametrize(
    ("model", "like"),
    [("gpt-5.4-mini-2026-03-17", "gpt-5.4-mini"), ("ft:gpt-4o-mini:acme::8xYz", "gpt-4o-mini"), ("o3-2025-04-16", "o3")],
)
def test_a_snapshot_or_a_tuned_model_is_like_the_one_it_was_made_of(model: str, like: str):
    rules, base = rules_for(model), rules_for(like)
    assert (rules.id, rules.reasons, rules.off, rules.max_output) == (model, base.reasons, base.off, base.max_output)


@pytest.mark.parametrize(("model", "reasons"), [("gpt-7-nova", True), ("o9", True), ("gpt-12", True), ("chatgpt-x", False)])
def test_an_unknown_model_is_held_for_a_new_one_of_its_family(model: str, reasons: bool):
    rules = rules_for(model)
    assert rules.reasons is reasons
    assert rules.context_window is None
    assert rules.effort(Reasoning.OFF) == ("low" if reasons else None)


@pytest.mark.parametrize(
    ("shutdown", "lifecycle"),
    [
        (None, Lifecycle.ACTIVE), ("2026-11-25", Lifecycle.DEPRECATED), ("2027-01-14T00:00:00Z", Lifecycle.DEPRECATED),
        ("2026-11-24", None), ("2026-10-23", None), ("soon", Lifecycle.ACTIVE), (7, Lifecycle.ACTIVE),
    ],
)  # fmt: skip
def test_the_day_of_shutdown_decides(shutdown: object, lifecycle: Lifecycle | None):
    model = from_listing({"id": "gpt-6-luna", "shutdown_date": shutdown}, TODAY)
    assert (model and model.lifecycle) == lifecycle
    if model and lifecycle is Lifecycle.DEPRECATED:
        assert model.replacement == "gpt-6.1-terra"


@pytest.mark.parametrize(
    "model",
    [
        "text-embedding-3-large", "gpt-4o-audio-preview", "gpt-realtime-2", "gpt-image-2", "gpt-4o-transcribe", "gpt-4o-mini-tts",
        "gpt-4o-search-preview", "gpt-3.5-turbo-instruct", "gpt-5.1-codex", "gpt-5.2-pro", "gpt-5.2-pro-2025-12-11",
        "o3-deep-research", "computer-use-preview", "whisper-1", "sora-2", "gpt-4-turbo", "gpt-3.5-turbo",
    ],
)  # fmt: skip
def test_what_does_not_chat_is_left_out(model: str):
    assert from_listing({"id": model}, TODAY) is None


@pytest.mark.parametrize(
    ("model", "name"),
    [("gpt-6.1-terra", "GPT-6.1 Terra"), ("gpt-4o-mini", "GPT-4o Mini"), ("o3", "o3"), ("gpt-6-luna", "GPT-6 Luna")],
)
def test_names_are_for_people(model: str, name: str):
    assert rules_for(model).info.name == name
