"""Names of models."""

from dataclasses import fields

import pytest

from rxchat.domain.models import CAPABILITIES, Capabilities, ModelInfo, split_ref


@pytest.mark.parametrize(
    ("ref", "parts"),
    [
        ("claude:claude-sonnet-5-5", ("claude", "claude-sonnet-5-5")),
        ("ollama:llama3:8b", ("ollama", "llama3:8b")),
        ("claude-sonnet-5-5", (None, "claude-sonnet-5-5")),
        (":model", (None, ":model")),
        ("", (None, "")),
    ],
)
def test_a_reference_is_split_at_the_first_colon(ref: str, parts: tuple[str | None, str]):
    assert split_ref(ref) == parts


def test_a_model_knows_its_reference():
    assert ModelInfo(provider="ollama", id="llama3:8b", name="Llama").ref == "ollama:llama3:8b"


def test_what_is_shown_of_capabilities_are_capabilities_and_have_words():
    names = [each.name for each in CAPABILITIES]
    assert set(names) <= {each.name for each in fields(Capabilities)}
    assert len(set(names)) == len(names)
    assert [each for each in CAPABILITIES if not (each.label or each.lack)] == []
