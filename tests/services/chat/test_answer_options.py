import pytest

from rxchat.domain.controls import Controls
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import AnswerOptions, Reasoning
from rxchat.services.chat.answer_options import MOST_CHARACTERS, changed, preset, preset_of

MODEL = ModelInfo(provider="acme", id="m", name="M", max_output_tokens=8_000, controls=Controls(highest_temperature=1.5))
NONE = AnswerOptions()


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("system", "  Be brief. ", "Be brief."),
        ("temperature", "1,5", 1.5),
        ("temperature", "0", 0),
        ("top_p", "0.9", 0.9),
        ("max_tokens", "8,000", 8_000),
        ("reasoning", "off", Reasoning.OFF),
    ],
)
def test_what_is_typed_is_kept_and_nothing_takes_it_back(name: str, typed: str, value: object) -> None:
    options = changed(NONE, name, typed, MODEL)
    assert getattr(options, name) == value
    assert changed(options, name, "  ", MODEL) == NONE


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("temperature", "1.6", "between 0 and 1.5"),
        ("temperature", "nan", "between 0 and 1.5"),
        ("temperature", "warm", "between 0 and 1.5"),
        ("top_p", "0", "between 0.01 and 1"),
        ("max_tokens", "8001", "from 1 to 8,000"),
        ("max_tokens", "1.5", "whole number"),
        ("max_tokens", "٣", "whole number"),
        ("system", "x" * (MOST_CHARACTERS + 1), "too long"),
        ("reasoning", "deep", "Unknown setting"),
        ("colour", "red", "Unknown setting"),
        ("colour", "", "Unknown setting"),
        ("__class__", " ", "Unknown setting"),
    ],
)
def test_what_a_model_does_not_take_is_refused_in_words(name: str, typed: str, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        changed(NONE, name, typed, MODEL)


def test_an_unknown_model_has_the_usual_ranges() -> None:
    assert changed(NONE, "temperature", "2", None).temperature == 2
    assert changed(NONE, "max_tokens", "1000000", None).max_tokens == 1_000_000


def test_a_preset_is_a_temperature_with_a_name() -> None:
    precise = preset(AnswerOptions(system="x", top_p=0.5), "Precise")
    assert precise == AnswerOptions(system="x", temperature=0.2)
    assert preset_of(precise) == "Precise"
    assert preset(precise, "Default") == AnswerOptions(system="x")
    assert preset_of(NONE) == "Default"
    assert preset_of(AnswerOptions(temperature=0.3)) == preset_of(AnswerOptions(top_p=0.5)) == ""
