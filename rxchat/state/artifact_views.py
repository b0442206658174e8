"""Artifact views: the cards that stand in an answer for its artifacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from rxchat.domain.artifacts import PlacedArtifact


@dataclass(frozen=True)
class ArtifactView:
    """Where an artifact stands in the answer's text, title and fence included, and its content in it.

    Places count as JavaScript counts: characters beyond the Basic Multilingual Plane are two.
    """

    title: str
    format: str
    kind: str
    language: str
    file_name: str
    begin: int
    code_begin: int
    code_end: int
    end: int


def artifact_views(text: str, placed: Sequence[PlacedArtifact]) -> list[ArtifactView]:
    views: list[ArtifactView] = []
    at = units = 0
    for each in placed:
        places: list[int] = []
        for place in (each.begin, each.code_begin, each.code_end, each.end):
            units += _units(text[at:place])
            at = place
            places.append(units)
        artifact = each.artifact
        views.append(ArtifactView(artifact.title, artifact.format, artifact.kind, artifact.language, artifact.file_name, *places))
    return views


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)
