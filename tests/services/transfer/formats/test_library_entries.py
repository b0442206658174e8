"""Projects, folders and prompts of a file that anybody may have edited."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from rxchat.domain.instructions import CustomInstructions
from rxchat.domain.library_archives import LONGEST_NAME, LONGEST_TEXT, ArchivedFolder, ArchivedProject, ArchivedPrompt
from rxchat.services.transfer.formats import library_entries as module
from rxchat.services.transfer.formats.library_entries import read_entry, read_instructions, size_of
from rxchat.services.transfer.json_stream import Entry, TooLarge

TIMES = {"created_at": "2026-01-02T00:00:00Z", "updated_at": "2026-01-02T00:00:00Z"}
PROJECT = {"id": 1, "name": "P", **TIMES}
PROMPT = {"id": 1, "title": "P", "text": "Say {x}", **TIMES}


def read(kind: str, value: Any) -> tuple[Any, dict[str, int]]:
    left_out = Counter[str]()
    return read_entry(Entry(kind, value), Counter(), left_out), dict(left_out)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("projects", {}),
        ("projects", 3),
        ("projects", None),
        ("projects", TooLarge()),
        ("projects", PROJECT | {"name": {"a": 1}}),
        ("projects", PROJECT | {"id": "x"}),
        ("folders", {"id": 1, "name": "F", "created_at": "yesterday"}),
        ("folders", {"id": 1, "name": "F", "created_at": "9999-12-31T23:59:59-14:00"}),
        ("prompts", PROMPT | {"tags": [[1]]}),
        ("prompts", PROMPT | {"text": None}),
    ],
)
def test_what_cannot_be_read_is_counted(kind: str, value: Any):
    assert read(kind, value) == (None, {f"unreadable {kind}": 1})


def test_sizes_numbers_and_colors_are_bounded():
    project, left_out = read("projects", PROJECT | {"name": "x" * 5000, "instructions": "y" * (LONGEST_TEXT + 1)})
    assert (len(project.name), len(project.instructions)) == (LONGEST_NAME, LONGEST_TEXT)
    assert left_out == {"ends of long texts": 2}
    project, left_out = read("projects", PROJECT | {"color": "url(https://example.org)"})
    assert (project.color, left_out) == ("", {"unknown colors": 1})
    project, left_out = read("projects", PROJECT | {"monthly_limit": "7.50", "default_model": "acme:known"})
    assert (project.monthly_limit, project.default_model, left_out) == (Decimal("7.50"), "acme:known", {})
    for limit in ("-1", "1000001", "0.00001"):
        project, left_out = read("projects", PROJECT | {"monthly_limit": limit})
        assert (project.monthly_limit, left_out) == (None, {"budgets out of bounds": 1})
    for color in ("#d97757", "teal", "rgb(1, 2, 3)"):
        assert read("projects", PROJECT | {"color": color})[0].color == color
    prompt, _ = read("prompts", PROMPT | {"usage_count": 10**30, "tags": ["a"] * 1000, "created_at": "0001-01-01T00:00:00"})
    assert (prompt.usage_count, len(prompt.tags), prompt.created_at.year) == (2**53 - 1, 100, 1970)
    folder, _ = read("folders", {"id": 1, "name": "F", "position": -(10**30), "created_at": TIMES["created_at"]})
    assert folder.position == -(2**53 - 1)


def test_only_so_many_of_each_kind_are_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_ENTRIES", 2)
    counts, left_out = Counter[str](), Counter[str]()
    found = [read_entry(Entry(kind, PROMPT), counts, left_out) for kind in ["prompts"] * 4]
    assert [entry is not None for entry in found] == [True, True, False, False]
    assert left_out == {"prompts after the first 2": 2}


def test_instructions_are_texts_or_empty():
    left_out = Counter[str]()
    given = {"about_you": "Me", "how_to_respond": "z" * (LONGEST_TEXT + 1)}
    assert read_instructions(given, left_out) == CustomInstructions(about_you="Me", how_to_respond="z" * LONGEST_TEXT)
    assert left_out == {"ends of long texts": 1}
    for odd in (None, [], "text", {"about_you": 3}):
        assert read_instructions(odd, left_out) == CustomInstructions()


def test_a_size_counts_the_long_texts():
    at = read("projects", PROJECT)[0].created_at
    assert size_of(ArchivedProject(id=1, name="P", instructions="abc", description="d", created_at=at, updated_at=at)) == 4
    assert size_of(ArchivedPrompt(id=1, title="P", text="abc", created_at=at, updated_at=at)) == 3
    assert size_of(ArchivedFolder(id=1, name="Fo", created_at=at)) == 2
