"""Artifact tags: `<antArtifact …>` and its attributes, as models write them into an answer."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from rxchat.domain.artifacts import Artifact, artifact_of

MOST_TAGS: Final = 500
"""Tags of one answer that are read. The others stay as text."""
LONGEST_TAG: Final = 2000
TAG: Final = re.compile(r"<antArtifact(?=[\s/>])|<antThinking>", re.IGNORECASE)
MARK: Final = re.compile(r"<antArtifact(?=[\s/>])|</antArtifact\s{0,20}>", re.IGNORECASE)
THOUGHT_ENDS: Final = re.compile(r"</antThinking\s{0,20}>", re.IGNORECASE)
_UPDATE: Final = "update"
# A value may hold quotation marks: it ends at one that another attribute or the end of the tag follows.
_FOLLOWS: Final = r"(?=\s{1,20}[A-Za-z][\w:.-]{0,40}\s{0,5}=|\s{0,20}/?>)"
_ATTRIBUTE: Final = re.compile(rf"\s{{1,20}}([A-Za-z][\w:.-]{{0,40}})\s{{0,5}}=\s{{0,5}}(?:\"([^\n]*?)\"|'([^\n]*?)'){_FOLLOWS}")
_TAG_ENDS: Final = re.compile(r"\s{0,20}(/?)>")


class Opener(NamedTuple):
    """`end` is where the tag ends."""

    end: int
    attributes: dict[str, str]
    is_empty: bool


def opener_at(text: str, at: int) -> Opener | None:
    """The attributes of a tag from the end of its name on; None where it can't be read."""
    limit = at + LONGEST_TAG
    attributes: dict[str, str] = {}
    while attribute := _ATTRIBUTE.match(text, at, limit):
        name, double, single = attribute.groups()
        attributes[name.lower()] = html.unescape(double if double is not None else single)
        at = attribute.end()
    end = _TAG_ENDS.match(text, at, limit)
    return None if end is None else Opener(end.end(), attributes, is_empty=bool(end[1]))


def artifact_in(opener: Opener, content: str, known: Mapping[str, Artifact]) -> Artifact:
    """The artifact of a tag. What an update leaves out is that of the artifact that is `known` by its identifier."""
    attributes = opener.attributes
    identifier = attributes.get("identifier", "").strip()
    before = known.get(identifier)
    made = artifact_of(
        kind=attributes.get("type", "") or (before.format if before else ""),
        identifier=identifier,
        title=attributes.get("title", "") or (before.title if before else ""),
        language=attributes.get("language", "") or (before.code_language if before else ""),
        content=content,
    )
    return replace(made, edits=made.content) if attributes.get("command", "").strip().lower() == _UPDATE else made


def tag_of(artifact: Artifact) -> str:
    """The artifact as a model writes it: an update as the pieces that were written, anything else whole."""
    fields = {
        "identifier": artifact.identifier,
        "type": artifact.media_type,
        "language": artifact.language,
        "title": artifact.title,
    }
    if artifact.edits:
        fields = {"identifier": artifact.identifier, "command": _UPDATE}
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in fields.items() if value)
    return f"<antArtifact{attributes}>\n{artifact.edits or artifact.content}\n</antArtifact>"
