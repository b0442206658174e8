"""Artifact views: the cards that stand in an answer for its artifacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from rxchat.domain.artifact_stream import GrowingArtifact
from rxchat.domain.artifacts import Artifact, PlacedArtifact


@dataclass(frozen=True)
class ArtifactView:
    """Where an artifact stands in the answer's text, title and fence included, and its content in it.

    Places count as JavaScript counts: characters beyond the Basic Multilingual Plane are two. The ends of one that grows are -1.
    `edit_id` is the row of a version that a person wrote, which stands in the place of what the model wrote; else 0.
    """

    identifier: str
    title: str
    format: str
    kind: str
    language: str
    file_name: str
    begin: int
    code_begin: int
    code_end: int
    end: int
    is_unfinished: bool = False
    edit_id: int = 0


def artifact_views(text: str, placed: Sequence[PlacedArtifact]) -> list[ArtifactView]:
    views: list[ArtifactView] = []
    at = units = 0
    for each in placed:
        places: list[int] = []
        for place in (each.begin, each.code_begin, each.code_end, each.end):
            units += _units(text[at:place])
            at = place
            places.append(units)
        views.append(_view(each.artifact, *places))
    return views


def growing_views(growing: Sequence[GrowingArtifact]) -> list[ArtifactView]:
    """Of an answer that is being written."""
    return [_view(each.artifact, each.begin, each.code_begin, each.code_end, each.end) for each in growing]


def _view(artifact: Artifact, begin: int, code_begin: int, code_end: int, end: int) -> ArtifactView:
    return ArtifactView(
        identifier=artifact.identifier,
        title=artifact.title,
        format=artifact.format,
        kind=artifact.kind,
        language=artifact.language,
        file_name=artifact.file_name,
        begin=begin,
        code_begin=code_begin,
        code_end=code_end,
        end=end,
        is_unfinished=artifact.is_unfinished,
        edit_id=artifact.row_id if artifact.is_edit else 0,
    )


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)
