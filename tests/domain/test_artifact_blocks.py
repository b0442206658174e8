"""A fenced block that was opened as an artifact."""

from dataclasses import replace

import pytest

from rxchat.domain.artifact_blocks import block_around, block_artifact
from rxchat.domain.legacy_answers import read_answer

PAGE = "<title>Boiler &amp; valve</title>\n<h1>Boiler</h1>"


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("html", PAGE, ("html", "Boiler & valve")),
        ("HTML", "<p>x</p>", ("html", "HTML page")),
        ("xml", "<svg/>", ("svg", "SVG image")),
        ("", " <svg/>", ("svg", "SVG image")),
        ("xml", "<feed/>", ("code", "Xml code")),
        ("tsx", "export default function Dial() {}", ("react", "Dial")),
        ("md", "words\n\n## Valves\n", ("markdown", "Valves")),
        ("mermaid", "graph LR", ("mermaid", "Mermaid diagram")),
        ("go", "package main", ("code", "Go code")),
        ("", "x", ("code", "Code")),
    ],
)
def test_it_has_a_kind_and_a_title(language: str, code: str, expected: tuple[str, str]):
    made = block_artifact(4, language, code)
    assert (made.format, made.title) == expected
    assert made.identifier == block_artifact(4, language, f"{code}\n").identifier


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Here:\n\n```html\nx\ny\n```\n\nDone", "```html\nx\ny\n```"),
        ("x\ny\n\n~~~~\nx\ny\n\n~~~~", "~~~~\nx\ny\n\n~~~~"),
        ("```\nx\ny\n```", "```\nx\ny\n```"),
        ("```\nx\ny", None),
        ("x\ny", None),
        ("```\nx\nyes\n```", None),
        ("", None),
    ],
)
def test_its_block_is_found_in_the_answer(text: str, found: str | None):
    place = block_around(text, "x\ny")
    assert (text[place[0] : place[1]] if place else None) == found


def test_it_stands_in_the_place_of_its_block_with_what_a_person_made_of_it():
    text = f"Before\n\n```html\n{PAGE}\n```\n\nAfter"
    row = block_artifact(4, "html", PAGE)
    read = read_answer(text, kept=[row])
    assert read.text.index("Before") < read.artifacts[0].begin < read.artifacts[0].end < read.text.index("After")
    assert read.text.count("<h1>") == 1
    edited = replace(row, content="<p>new</p>", is_edit=True, row_id=9)
    read = read_answer(text, kept=[row, edited])
    assert ([each.artifact.content for each in read.artifacts], "<h1>" in read.text) == (["<p>new</p>"], False)
    gone = [replace(each, is_deleted=True) for each in (row, edited)]
    assert read_answer(text, kept=gone).text == text


def test_one_whose_block_is_not_in_the_answer_stands_at_its_end():
    read = read_answer("Hello", kept=[block_artifact(4, "html", PAGE)])
    assert read.text.startswith("Hello\n\n**Boiler")
