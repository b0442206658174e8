"""Artifact blocks: fenced blocks of code in an answer that a person opened as artifacts."""

import html
import re
from hashlib import sha256
from typing import Final

from rxchat.domain.artifacts import Artifact, artifact_of

BLOCK: Final = "block-"
"""What their identifiers begin with."""
_MOST_TRIES: Final = 100
_FORMATS: Final = {
    "html": "html", "htm": "html", "xhtml": "html", "svg": "svg", "mermaid": "mermaid", "jsx": "react", "tsx": "react",
    "markdown": "markdown", "md": "markdown", "text": "text", "txt": "text", "plaintext": "text",
}  # fmt: skip
_TITLE: Final = re.compile(r"<title>([^<]{1,300})</title>", re.IGNORECASE)
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}[ \t]+([^\n]{1,300})$", re.MULTILINE)
_COMPONENT: Final = re.compile(r"\bexport\s{1,9}default\s{1,9}(?:function|class)\s{1,9}([A-Za-z_$][\w$]{0,80})")
_TITLES: Final = {"html": _TITLE, "svg": _TITLE, "markdown": _HEADING, "react": _COMPONENT}
_OPENS: Final = re.compile(r" {0,3}(`{3,}|~{3,})[^\n]*\n")
_LOOKED_AT: Final = 20_000


def block_artifact(message_id: int, language: str, code: str) -> Artifact:
    """The artifact of a block. The same block of a message has the same identifier."""
    given = language.strip().lower()
    kind = _FORMATS.get(given, "code")
    if given in {"xml", ""} and code.lstrip().startswith("<svg"):
        kind = "svg"
    made = artifact_of(kind=kind, identifier="", title="Untitled", language=given, content=code)
    digest = sha256(made.content.encode(errors="replace")).hexdigest()[:12]
    title = _title(made)
    return artifact_of(kind=kind, identifier=f"{BLOCK}{message_id}-{digest}", title=title, language=given, content=made.content)


def block_around(text: str, code: str) -> tuple[int, int] | None:
    """Where the fenced block with this code begins and ends in an answer's text; None where there is none."""
    at = -1
    for _ in range(_MOST_TRIES if code else 0):
        at = text.find(code, at + 1)
        if at < 0:
            return None
        begin = text.rfind("\n", 0, max(0, at - 1)) + 1
        opener = _OPENS.fullmatch(text, begin, at)
        closer = opener and re.compile(rf"\s{{0,50}}^ {{0,3}}{opener[1]}[ \t]*$", re.MULTILINE).match(text, at + len(code))
        if closer:
            return begin, closer.end()
    return None


def _title(artifact: Artifact) -> str:
    pattern = _TITLES.get(artifact.format)
    found = pattern.search(artifact.content, 0, _LOOKED_AT) if pattern else None
    words = found[1].strip() if found else ""
    if pattern is _TITLE:
        words = html.unescape(words)
    return words or (f"{artifact.language.capitalize()} code" if artifact.language else artifact.kind)
