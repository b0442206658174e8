import pytest
from timing import cpu_seconds

from rxchat.db.conversations.snippets import LINE_CHARACTERS, snippet, without_tags
from rxchat.db.text_index import MATCH_BEGINS, MATCH_ENDS


def marked(text: str) -> str:
    return text.replace("[", MATCH_BEGINS).replace("]", MATCH_ENDS)


def shown(text: str) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in snippet(marked(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Engine]", "[Engine]"),
        ("one\n  two [three] four [five]  \nsix [seven]", "two [three] four [five]"),
        ("nothing found\nhere", "nothing found"),
        ("", ""),
        ("[never ended", "[never ended]"),
        ("ended ] twice ] over", "ended  twice  over"),
        ("## The **[engine]** room", "The [engine] room"),
        ("> - `[run]` and __init__", "[run] and __init__"),
        ("1. ```[python]", "[python]"),
        ("A line that is seen as far as its match [is] stays whole", "A line that is seen as far as its match [is] stays whole"),
        ("A line that isn't long, with a match that is far from [where] it begins", "…that is far from [where] it begins"),
    ],
)
def test_the_line_of_the_first_match_is_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_long_line_is_cut_at_a_word_around_the_match() -> None:
    cut = shown("word " * 500 + "[needle] " + "word " * 500)
    assert cut.startswith("…word ")
    assert cut.index("[") <= 24
    assert cut.endswith("…")
    assert "word [needle] word" in cut
    assert len(cut) < LINE_CHARACTERS + 10


def test_a_long_line_without_spaces_is_cut_too() -> None:
    cut = shown("x" * 5000 + "[needle]" + "y" * 5000)
    assert "[needle]" in cut
    assert len(cut) < LINE_CHARACTERS + 10


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("<thinking>\nHm.\n</thinking>\n\nHello [you]", "Hello [you]"),
        ("<[thinking]>Hm.</[thinking]>\nHello", "Hello"),
        ("Here: <antArtifact title=\"A [pump] > two\" type='x'>[print](1)</antArtifact>", "Here: [print](1)"),
        ("Here: <[antArtifact]>a</[antArtifact]>", "Here: a"),
        ("One <antthinking>two [three]</antthinking> four", "One  four"),
        ("<antthinking>cut [off]", "<antthinking>cut [off]"),
        ("a < b > [c]", "a < b > [c]"),
    ],
)
def test_an_answer_is_shown_without_the_older_programs_tags(answer: str, expected: str) -> None:
    line = snippet(without_tags(marked(answer)))
    assert "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in line) == expected


@pytest.mark.parametrize("piece", ["<thinking>", "<antthinking>", "</antthinking>", '<antArtifact a="> ', "<antArtifact "])
def test_tags_of_a_megabyte_take_a_moment(piece: str) -> None:
    assert cpu_seconds(lambda: without_tags(piece * (1_000_000 // len(piece))), enough=2) < 2
