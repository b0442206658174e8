"""Artifacts of a growing answer: whatever the pieces it comes in, they read as in the whole answer, and no tag is ever shown."""

import re
from time import process_time

import pytest

from rxchat.domain.artifact_stream import ArtifactStream, shown_so_far
from rxchat.domain.legacy_answers import read_answer

CODE_TAG = '<antArtifact identifier="pump" type="application/vnd.ant.code" language="python" title="Pump">'
CODE = f"{CODE_TAG}\nprint(1)\n\nx < 3\n</antArtifact>"
PAGE = '<antArtifact identifier="page" type="text/html" title="Say "hi" now">\n<a><antArtifact>\n</antArtifact>\n</antArtifact >'
ANSWERS = [
    "Nothing < of > the <ant kind, <antArtifacts either",
    f"Here 🙂:\n\n{CODE}\n\nDone.",
    f"Here: {CODE} Done.",
    f'{CODE}\n{PAGE}\n\nAnd `<antArtifact title="x">` in code\n\n```xml\n<antArtifact>\n```\n\nbye',
    f"a <antThinking>hidden\n\nthoughts</antThinking>b\n\n{PAGE}",
    f"```\n{CODE}\n```\n\n~~~\n```\n{PAGE}\n~~~\n\n{CODE}",
    '<antArtifact identifier="a" type="text/html"/>\n\nend',
    "An <antArtifact that never becomes one\n\nend",
    "a <antThinking>that never ends",
]
SIZES = (1, 2, 3, 5, 7, 64, 10_000)


def streamed(text: str, size: int) -> tuple[str, ArtifactStream, list[str]]:
    stream, shown = ArtifactStream(), list[str]()
    for at in range(0, len(text), size):
        shown.append(stream.add(text[at : at + size]))
    so_far = "".join(shown)
    shown.append(stream.finish())
    assert "".join(shown).startswith(so_far)
    return "".join(shown), stream, shown


def words(text: str) -> str:
    """Blank lines, and the length of fences, may differ from those of the whole."""
    return re.sub(r"`{3,}", "```", re.sub(r"\s+", " ", text)).strip()


@pytest.mark.parametrize("text", ANSWERS, ids=range(len(ANSWERS)))
def test_it_reads_as_the_whole_does_in_pieces_of_any_size(text: str):
    whole = read_answer(text)
    for size in SIZES:
        shown, stream, _ = streamed(text, size)
        assert words(shown) == words(whole.text)
        assert [each.artifact.title for each in stream.artifacts] == [each.artifact.title for each in whole.artifacts]
        units = shown.encode("utf-16-le")
        code = [units[2 * each.code_begin : 2 * each.code_end].decode("utf-16-le") for each in stream.artifacts]
        assert code == [each.artifact.content for each in whole.artifacts]


@pytest.mark.parametrize("text", ANSWERS[1:3], ids=range(2))
def test_no_part_of_a_tag_is_shown_meanwhile(text: str):
    _, _, pieces = streamed(text, 1)
    for end in range(len(pieces)):
        assert not re.search(r"</?ant|</?an?$", "".join(pieces[:end]))


@pytest.mark.parametrize("size", SIZES)
def test_an_open_artifact_grows_and_stays_open_when_the_answer_ends(size: int):
    shown, stream, _ = streamed(CODE.removesuffix("\n</antArtifact>"), size)
    (growing,) = stream.artifacts
    assert (growing.end, growing.code_end) == (-1, -1)
    assert shown[growing.code_begin :] == "print(1)\n\nx < 3"


def test_an_update_shows_the_title_of_what_it_updates():
    known = {"pump": read_answer(CODE).artifacts[0].artifact}
    assert shown_so_far('<antArtifact identifier="pump" command="update">\n<<< ', known).startswith("**Pump**\n\n```python\n<<<")


@pytest.mark.parametrize(
    "piece", ["<ant", "<antArtifact ", "<antArtifact >", "</antArtifact>", "<antThinking>", "`<antArtifact >\n", "<"]
)
def test_four_hundred_kilobytes_of_anything_take_a_moment(piece: str):
    started = process_time()
    for size in (16, 4096):
        streamed(piece * (400_000 // len(piece)), size)
    assert process_time() - started < 4
