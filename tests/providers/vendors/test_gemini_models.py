from typing import Any

import pytest

from rxchat.domain.models import Lifecycle
from rxchat.domain.requests import Reasoning
from rxchat.providers.vendors.gemini_models import MODELS, from_listing, rules_for


@pytest.mark.parametrize(
    ("model", "asked", "config"),
    [
        ("gemini-3.8-flash", None, {"includeThoughts": True}),
        ("gemini-3.8-flash", Reasoning.OFF, {"thinkingLevel": "LOW"}),
        ("gemini-3.8-flash", Reasoning.HIGH, {"thinkingLevel": "HIGH", "includeThoughts": True}),
        ("gemini-3.5-flash-lite", Reasoning.OFF, {"thinkingLevel": "MINIMAL"}),
        ("gemini-2.5-flash", Reasoning.OFF, {"thinkingBudget": 0}),
        ("gemini-2.5-pro", Reasoning.OFF, {"thinkingBudget": 128}),
        ("gemini-2.5-pro", Reasoning.LOW, {"thinkingBudget": 2_048, "includeThoughts": True}),
        ("gemini-2.0-flash", Reasoning.HIGH, {}),
        ("gemma-3-27b-it", Reasoning.HIGH, {}),
        ("gemini-9-neon", Reasoning.MEDIUM, {"thinkingLevel": "MEDIUM", "includeThoughts": True}),
        ("gemini-flash-latest", Reasoning.OFF, {"thinkingLevel": "LOW"}),
    ],
)
def test_thinking_is_asked_for_as_the_generation_has_it(model: str, asked: Reasoning | None, config: dict[str, Any]):
    assert rules_for(model).thinking_config(asked) == config


@pytest.mark.parametrize(
    ("model", "takes_sampling"),
    [("gemini-3.8-flash", False), ("gemini-3.5-flash-lite", False), ("gemini-2.5-pro", True), ("gemini-9-neon", False)],
)
def test_sampling_is_left_out_where_it_may_be_refused(model: str, takes_sampling: bool):
    assert rules_for(model).takes_sampling is takes_sampling


def test_models_that_end_have_a_replacement_that_does_not():
    lasting = {model.id for model in MODELS if model.lifecycle is Lifecycle.ACTIVE}
    ending = {model.replacement for model in MODELS if model.lifecycle is Lifecycle.DEPRECATED}
    assert ending
    assert ending <= lasting


def test_what_the_list_says_of_a_new_model_is_followed():
    card = {"name": "models/gemini-9-neon", "displayName": "Neon", "inputTokenLimit": 9, "outputTokenLimit": 8, "thinking": False}
    model = from_listing(card | {"supportedGenerationMethods": ["generateContent"]})
    assert model is not None
    assert (model.info.name, model.info.context_window, model.info.max_output_tokens) == ("Neon", 9, 8)
    assert model.thinking_config(Reasoning.HIGH) == {}


@pytest.mark.parametrize(
    ("name", "methods"),
    [("gemini-embedding-001", ["embedContent"]), ("gemini-2.5-flash-preview-tts", ["generateContent"]), ("gemini-9-neon", None)],
)
def test_what_gives_no_text_is_left_out(name: str, methods: list[str] | None):
    assert from_listing({"name": f"models/{name}", "supportedGenerationMethods": methods}) is None
