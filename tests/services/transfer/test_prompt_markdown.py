"""Prompts as Markdown files, also as people and other programs write them."""

from datetime import UTC, datetime

import pytest

from rxchat.domain.library_archives import ArchivedPrompt
from rxchat.domain.prompts import PromptContent
from rxchat.services.transfer.prompt_markdown import UnreadablePrompt, read, written

NOW = datetime(2026, 11, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "text", "more"),
    [
        ("Compare", "Compare {a} with {b}.", {}),
        ("no", "---\ntitle: not this\n---\n", {}),
        ("2026-01-01", "# Heading\n\n```\n---\n```", {"description": "Two:\nlines # and 'quotes' \"here\"", "category": "null"}),
        ("{topic}: [x] & *y", "\\frac{a}{b}\tand 🌍", {"tags": ("a, b", "-", "für", "1")}),
        ("  'q", "x", {"tags": ("~", "yes")}),
    ],
)
def test_a_prompt_comes_back_from_its_file(title: str, text: str, more: dict[str, object]) -> None:
    prompt = ArchivedPrompt(id=1, title=title, text=text, created_at=NOW, updated_at=NOW, **more)  # pyright: ignore[reportArgumentType]
    found = read("other.md", written(prompt).encode())
    assert (found.title, found.text.strip()) == (title.strip(), text.strip())
    assert (found.description, found.category, found.tags) == (prompt.description, prompt.category, prompt.tags)


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("Just text.", PromptContent(title="my prompt", text="Just text.")),
        ("\ufeff---\r\ntitle: T\r\n---\r\n\r\nOne\r\nTwo\r\n", PromptContent(title="T", text="One\nTwo")),
        ("---\nTitle: T\nTAGS: a, b , A\nunknown: [1, {x: y}]\n---\nx", PromptContent(title="T", text="x", tags=("a", "b"))),
        (
            "---\nname: T\ntags:\n  - a\n  - 2\ncategory: yes\n---\nx",
            PromptContent(title="T", text="x", tags=("a", "2"), category="yes"),
        ),
        ("---\ndescription: >\n  Two\n  lines\n...\nx", PromptContent(title="my prompt", text="x", description="Two lines")),
        ("---\n---\nx", PromptContent(title="my prompt", text="x")),
        ("---\nnever closed", PromptContent(title="my prompt", text="---\nnever closed")),
        ("----\nx", PromptContent(title="my prompt", text="----\nx")),
        ('---\ntitle: "a\\nb"\n---\nx', PromptContent(title="a b", text="x")),
    ],
)
def test_files_of_others_are_read(file: str, found: PromptContent) -> None:
    assert read("folder/my_prompt.md", file.encode()) == found


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\xff", "isn't a text file"),
        (b"", "has no text"),
        (b"---\ntitle: T\n---\n \n", "has no text"),
        (b"---\ntitle: Compare: two\n---\nx", "has a mistake in line 2. Put texts with a colon in quotes."),
        (b"---\ntitle: {topic}\n---\nx", "title isn't text"),
        (b"---\ntags: {a: b}\n---\nx", "tags aren't a list"),
        (b"---\ntags: [[a]]\n---\nx", "tags aren't a list"),
        (b"---\n- a\n---\nx", "isn't YAML"),
        (b"---\nonly words\n---\nx", "isn't YAML"),
        (b"---\n" + b"[" * 20_000 + b"\n---\nx", "front matter"),
        (b"---\na: &a [x]\nb: *c\n---\nx", "has a mistake in line 3"),
        (b"---\na: !!python/object/apply:os.system [ls]\n---\n", "has no text"),
        (b"---\na: '" + b"x" * 40_000 + b"'\n---\nx", "front matter is too long"),
        (b"x" * 300_000, "text is too long"),
        (b"---\ntitle: " + b"x" * 600 + b"\n---\nx", "title is too long"),
        (b"---\ntags: [" + b",".join(b"t%d" % n for n in range(30)) + b"]\n---\nx", "too many tags"),
    ],
)
def test_what_cannot_be_read_says_why(file: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePrompt, match=reason):
        read("a.md", file)
