"""The paragraph about artifacts shows forms that are read."""

from rxchat.domain.artifact_edits import read_edits
from rxchat.domain.artifact_instructions import ARTIFACT_INSTRUCTIONS
from rxchat.domain.legacy_answers import read_answer


def test_the_paragraph_shows_forms_that_are_read():
    made, updated = read_answer(ARTIFACT_INSTRUCTIONS).artifacts
    assert (made.artifact.format, made.artifact.content) == ("html", "the document")
    assert read_edits(updated.artifact.edits) == [("lines as they are", "lines in their place")]
