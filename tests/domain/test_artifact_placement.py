"""Rows stand where their tags are."""

from dataclasses import replace

from rxchat.domain.artifact_placement import with_rows
from rxchat.domain.artifacts import Artifact, artifact_of


def made(identifier: str, content: str, *, title: str = "Page", is_edit: bool = False) -> Artifact:
    found = artifact_of(kind="html", identifier=identifier, title=title, language="", content=content)
    return replace(found, is_edit=is_edit)


def contents(pieces: list[str | Artifact]) -> list[str]:
    return [piece if isinstance(piece, str) else piece.content for piece in pieces]


def test_a_tag_without_an_identifier_has_what_a_person_made_of_its_row():
    tag = made("", "old")
    rows = [made("artifact-7", "old"), made("artifact-7", "new", is_edit=True)]
    assert contents(with_rows(["Here:", tag], rows)) == ["Here:", "new"]


def test_of_two_such_tags_each_has_its_own():
    rows = [made("artifact-7", "a"), made("artifact-8", "b"), made("artifact-8", "c", is_edit=True)]
    assert contents(with_rows([made("", "a"), made("", "b")], rows)) == ["a", "c"]


def test_a_copy_stands_at_the_end_also_under_the_title_of_another():
    rows = [made("page", "x"), made("page-fork-3", "y", is_edit=True)]
    assert contents(with_rows([made("page", "x")], rows)) == ["x", "y"]
