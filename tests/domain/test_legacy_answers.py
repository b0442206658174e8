"""The older program's tags are read as what they stand for; what is about them, or can't be read, stays."""

from dataclasses import replace
from time import process_time

import pytest

from rxchat.domain.artifacts import artifact_of
from rxchat.domain.legacy_answers import MOST_TAGS, LegacyAnswer, read_answer

OPENER = '<antArtifact identifier="pump" type="application/vnd.ant.code" language="python" title="Pump">'
TAG = f"{OPENER}\nprint(1)\n</antArtifact>"
BLOCK = "**Pump**\n\n```python\nprint(1)\n```"
ROW = artifact_of(kind="html", identifier="page", title="Page", language="", content="<b>Hi</b>")


def contents(answer: LegacyAnswer) -> list[str]:
    return [answer.text[placed.code_begin : placed.code_end] for placed in answer.artifacts]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<thinking>\nHm.\n</thinking>\n\nHello", ("Hello", "Hm.")),
        ("\n <THINKING>Hm.</thinking>Hello", ("Hello", "Hm.")),
        ("<thinking>a</thinking>\n\n<think>b</think>\n\nHello", ("Hello", "a\n\nb")),
        ("<thinking>only</thinking>", ("", "only")),
        ("<thinking>cut off", ("<thinking>cut off", "")),
        ("Hello <thinking>not here</thinking>", ("Hello <thinking>not here</thinking>", "")),
        ("```\n<thinking>x</thinking>\n```", ("```\n<thinking>x</thinking>\n```", "")),
        ("<thinking>a</thinking>" * 50_000 + "Hello", ("Hello", "\n\n".join(["a"] * 50_000))),
    ],
)
def test_reasoning_counts_at_the_beginning(text: str, read: tuple[str, str]):
    answer = read_answer(text)
    assert (answer.text, answer.thinking) == read


def test_reasoning_of_the_row_comes_first():
    assert read_answer("<thinking>b</thinking>c", "a") == LegacyAnswer("c", "a\n\nb")


@pytest.mark.parametrize(
    ("text", "shown", "code"),
    [
        (f"Here:\n\n{TAG}\n\nDone.", f"Here:\n\n{BLOCK}\n\nDone.", ["print(1)"]),
        (f"Here: {TAG} Done.", f"Here:\n\n{BLOCK}\n\n Done.", ["print(1)"]),
        (f"{TAG}\n{TAG}", f"{BLOCK}\n\n{BLOCK}", ["print(1)"] * 2),
        ("a <antthinking>x</antthinking>b", "a b", []),
        ("a\n\n<antThinking>x\n\ny</antthinking>\n\nb", "a\n\nb", []),
        (f"<antthinking>x</antthinking>\n{TAG}", BLOCK, ["print(1)"]),
        (TAG.replace("print(1)", TAG), f"**Pump**\n\n```python\n{TAG}\n```", [TAG]),
        (TAG.replace("print(1)", "a ``` b"), "**Pump**\n\n````python\na ``` b\n````", ["a ``` b"]),
        (f"```\nx\n```\n{TAG}\n```\ny\n```", f"```\nx\n```\n\n{BLOCK}\n\n```\ny\n```", ["print(1)"]),
        ("🙂 <antArtifact>x</antArtifact>", "🙂\n\n**Untitled**\n\n```\nx\n```", ["x"]),
        (f"{OPENER}\nprint(1)", BLOCK, ["print(1)"]),
        ('<antArtifact identifier="a" type="text/html"/>', "**a**\n\n```html\n\n```", [""]),
    ],
    ids=range(12),
)
def test_an_artifact_is_its_title_and_a_fenced_block(text: str, shown: str, code: list[str]):
    answer = read_answer(text)
    assert answer.text == shown
    assert contents(answer) == code
    for placed in answer.artifacts:
        assert shown[: placed.begin][-2:] in ("", "\n\n")
        assert shown[placed.begin] == "*"
        assert shown[: placed.end].endswith("```")


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{TAG}\n```\n",
        f"~~~~ xml\n```\n{TAG}\n~~~\n~~~~",
        f"```\n{TAG}",
        f"Write `{OPENER}` and `</antArtifact>`.",
        f"Write ``{OPENER} ` `` here.",
        "`<antthinking>` is dropped",
        "<antthinking>cut off",
        "<antArtifact title='x",
        '<antArtifact title="x"',
        "<antArtifact title=x>y</antArtifact>",
        "<antArtifacts>x</antArtifacts>",
        "</antArtifact>",
        "An <antelope> and ants",
    ],
)
def test_what_is_in_code_or_malformed_stays(text: str):
    assert read_answer(text) == LegacyAnswer(text, "")


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ('title="Say &quot;hi&quot; &amp; go"', 'Say "hi" & go'),
        ('title="Say "hi" now"', 'Say "hi" now'),
        ("title='It is > that' type=\"text/html\"", "It is > that"),
        ('type="text/html" title="<script>alert(1)</script>"', "<script>alert(1)</script>"),
        ('title="a" title="b"', "b"),
        ('title="' + "x" * 1900 + '"', "x" * 200),
        ('title="  "', "Untitled"),
    ],
)
def test_a_title_is_read_with_any_quotes(attributes: str, title: str):
    (placed,) = read_answer(f"<antArtifact {attributes}>x</antArtifact>").artifacts
    assert placed.artifact.title == title


def test_rows_without_a_tag_stand_at_the_end():
    assert contents(read_answer("Hello", kept=[ROW])) == ["<b>Hi</b>"]
    assert read_answer("Hello", kept=[ROW]).text == "Hello\n\n**Page**\n\n```html\n<b>Hi</b>\n```"
    tagged = '<antArtifact identifier="page" type="text/html">\n<i>Hi</i>\n</antArtifact>'
    assert contents(read_answer(tagged, kept=[ROW])) == ["<i>Hi</i>"]
    assert contents(read_answer('<antArtifact identifier="page" type="text/html"/>', kept=[ROW])) == ["<b>Hi</b>"]
    nameless = replace(ROW, identifier="")
    assert len(contents(read_answer('<antArtifact title="Page" type="text/html">x</antArtifact>', kept=[nameless]))) == 1


@pytest.mark.parametrize(
    "piece",
    [
        '<antArtifact a="', "<antArtifact >", "<antArtifact ><antArtifact ></antArtifact>", "`a", '` <antArtifact x="1" ``',
        "```\n<antArtifact >\n", "<thinking>", "<thinking>a</thinking>", "<antthinking>", "</antArtifact>", f"{TAG}\n",
        f"<antArtifact {' ' * 50}", "~~~\n~~~\n<antthinking>",
    ],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_a_moment(piece: str):
    text = piece * (1_000_000 // len(piece))
    started = process_time()
    answers = [read_answer(text), read_answer(f"<ant{text}")]
    assert process_time() - started < 4
    assert all(len(answer.artifacts) <= MOST_TAGS for answer in answers)
