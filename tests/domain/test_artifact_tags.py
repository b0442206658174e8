"""Tags of artifacts: what a model wrote is what a model reads."""

import pytest

from rxchat.domain.artifact_tags import tag_of
from rxchat.domain.legacy_answers import read_answer, with_tags

PAGE = '<antArtifact identifier="page" type="text/html" title="A &quot;page&quot; &lt;1&gt;">\n<b>\n```\n</antArtifact>'
CODE = '<antArtifact identifier="pump" type="application/vnd.ant.code" language="python" title="Pump">\nx = 1\n</antArtifact>'
UPDATE = (
    '<antArtifact identifier="pump" command="update">\n<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n</antArtifact>'
)


@pytest.mark.parametrize("text", [PAGE, f"Here:\n\n{CODE}\n\nDone.", f"{CODE}\n\nand 🙂\n\n{PAGE}", f"{CODE}\n\nNow\n\n{UPDATE}"])
def test_an_answer_read_and_written_again_is_the_same(text: str):
    answer = read_answer(text)
    assert "<antArtifact" not in answer.text
    assert with_tags(answer.text, answer.artifacts) == text


def test_an_update_has_the_title_kind_and_content_of_what_it_updates():
    first = read_answer(CODE).artifacts[0].artifact
    (placed,) = read_answer(UPDATE, known={"pump": first}).artifacts
    made = placed.artifact
    assert (made.title, made.language, made.content, made.is_unfinished) == ("Pump", "python", "x = 2", False)
    assert tag_of(made) == UPDATE
    assert read_answer(f"{CODE}\n\n{UPDATE}").artifacts[1].artifact.content == "x = 2"


def test_an_update_that_does_not_fit_is_marked_and_leaves_the_artifact_as_it_was():
    answer = read_answer(f"{CODE}\n\n{UPDATE.replace('x = 1', 'y = 1')}")
    assert [(each.artifact.content, each.artifact.is_unfinished) for each in answer.artifacts] == [
        ("x = 1", False),
        ("x = 1", True),
    ]


def test_an_update_of_nothing_known_stands_as_it_is_written():
    (placed,) = read_answer(UPDATE).artifacts
    assert "x = 2" in placed.artifact.content
    assert placed.artifact.is_unfinished


def test_what_was_cut_off_is_marked():
    (placed,) = read_answer(CODE.removesuffix("\n</antArtifact>")).artifacts
    assert (placed.artifact.content, placed.artifact.is_unfinished) == ("x = 1", True)
