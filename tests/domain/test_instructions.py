"""The system prompt is composed of three levels, always in the same order and to the same bytes."""

import json
from dataclasses import replace

import pytest

from rxchat.domain.artifact_instructions import ARTIFACT_INSTRUCTIONS
from rxchat.domain.instructions import (
    CustomInstructions,
    InstructionLevel,
    Instructions,
    compose,
    custom_text,
    instructed,
    is_sent,
    read_custom,
    taught,
)
from rxchat.domain.requests import AnswerOptions

CUSTOM = CustomInstructions(about_you="I repair pumps.", how_to_respond="Be brief.")
ALL = Instructions(custom=CUSTOM, project="Metric units.", project_name="Engines")
WHOLE = (
    "Speak like a pirate.\n\n# About the user\n\nI repair pumps.\n\n# How to respond\n\nBe brief.\n\n"
    "# Project instructions\n\nMetric units."
)


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (None, CustomInstructions()),
        ("  ", CustomInstructions()),
        ("{}", CustomInstructions()),
        ("Be brief.", CustomInstructions(how_to_respond="Be brief.")),
        ("{not JSON", CustomInstructions(how_to_respond="{not JSON")),
        ('{"format": "json"}', CustomInstructions(how_to_respond='{"format": "json"}')),
        ('[{"aboutYou": "x"}]', CustomInstructions(how_to_respond='[{"aboutYou": "x"}]')),
        ('{"aboutYou": "I repair pumps.", "howToRespond": "Be brief."}', CUSTOM),
        (' {"aboutYou": null, "howToRespond": 7}', CustomInstructions()),
        ('{"howToRespond": "Half \\ud83d of one"}', CustomInstructions(how_to_respond="Half ? of one")),
        ('{"a": ' + "[" * 200_000, CustomInstructions(how_to_respond='{"a": ' + "[" * 200_000)),
    ],
)
def test_both_forms_of_the_older_program_are_read(stored: str | None, read: CustomInstructions):
    assert read_custom(stored) == read


@pytest.mark.parametrize("stored", [None, "Be kind.", '{"aboutYou": "", "tone": "dry"}'])
@pytest.mark.parametrize(
    "custom",
    [
        CUSTOM,
        CustomInstructions(),
        CustomInstructions(how_to_respond="Be brief."),
        CustomInstructions(how_to_respond='{"aboutYou": "a trap"}'),
        CustomInstructions(about_you="“Quotes” and\nlines"),
    ],
)
def test_what_is_written_is_read_and_keeps_its_form(custom: CustomInstructions, stored: str | None):
    written = custom_text(custom, stored)
    assert read_custom(written) == custom
    if stored and stored.startswith("{"):
        assert json.loads(written or "")["tone"] == "dry"
    elif custom in (CustomInstructions(), CustomInstructions(how_to_respond="Be brief.")):
        assert written == (custom.how_to_respond or None)


def test_the_levels_come_in_one_order():
    assert compose("Speak like a pirate.", ALL) == WHOLE
    assert compose(" Speak like a pirate.\n", ALL) == WHOLE
    assert compose(None, Instructions()) is None
    assert compose("Only this.", Instructions()) == "Only this."
    assert compose("", Instructions(custom=CustomInstructions(about_you="Ann"))) == "# About the user\n\nAnn"


@pytest.mark.parametrize("off", InstructionLevel)
def test_a_level_that_is_off_is_left_out(off: InstructionLevel):
    text = (
        compose(
            "Speak like a pirate.", Instructions(custom=CUSTOM, project="Metric units.", artifacts="Tags.", off=frozenset({off}))
        )
        or ""
    )
    marks = {"conversation": "pirate", "person": "pumps", "project": "Metric", "artifacts": "Tags"}
    assert {name for name, mark in marks.items() if mark in text} == set(marks) - {off.value}


def test_the_prompt_of_a_request_takes_the_place_of_the_conversations():
    saved = AnswerOptions(system="Speak like a pirate.", temperature=0.5)
    off = Instructions(custom=CUSTOM, off=frozenset({InstructionLevel.CONVERSATION, InstructionLevel.PERSON}))
    assert instructed(AnswerOptions(), saved, ALL) == AnswerOptions(system=WHOLE, temperature=0.5)
    assert instructed(AnswerOptions(), saved, off) == AnswerOptions(temperature=0.5)
    assert instructed(AnswerOptions(system="Rhyme."), saved, off).system == "Rhyme."
    assert (instructed(AnswerOptions(system="Rhyme."), saved, ALL).system or "").startswith("Rhyme.\n\n# About the user")


def test_models_that_are_able_are_taught_artifacts_last_and_the_others_are_not():
    able, unable = taught(ALL, is_able=True), taught(ALL, is_able=False)
    assert compose("Speak like a pirate.", able) == f"{WHOLE}\n\n{ARTIFACT_INSTRUCTIONS}"
    assert compose("Speak like a pirate.", unable) == WHOLE
    assert is_sent(InstructionLevel.ARTIFACTS, able)
    assert not is_sent(InstructionLevel.ARTIFACTS, unable)
    assert not is_sent(InstructionLevel.ARTIFACTS, replace(able, off=frozenset({InstructionLevel.ARTIFACTS})))
