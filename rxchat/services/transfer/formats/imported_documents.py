"""Imported documents: those that a model wrote in a canvas, an artifact or a file, put into the conversation."""

from copy import copy
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final, Self

from rxchat.domain.artifact_tags import MARK, tag_of
from rxchat.domain.artifacts import artifact_of
from rxchat.domain.markdown_text import code_block, plain

LARGEST_CHANGED: Final = 256 * 2**10
MOST_CHANGED: Final = 4 * 2**20
"""Characters: a change is carried out in a document of this length, and in all of a conversation's together. A larger one is
shown as the change that it is, so that a conversation never grows with the square of its file."""
MOST_KNOWN: Final = 50
CHANGED: Final = "*[Changed here]*"

_LANGUAGES: Final = {
    "py": "python",
    "js": "javascript",
    "ts": "typescript",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "yml": "yaml",
    "htm": "html",
    "h": "c",
    "cs": "csharp",
    "kt": "kotlin",
}
_PROSE: Final = ("md", "markdown", "txt", "")


@dataclass(frozen=True, slots=True)
class Document:
    """`language` is None for prose, which is Markdown itself. `text` is None once a change could not be carried out.

    `kind` is the media type of an artifact, and `identifier` what its versions have in common; both empty for other documents.
    """

    title: str = ""
    language: str | None = None
    text: str | None = None
    kind: str = ""
    identifier: str = ""

    def shown(self) -> str:
        """An artifact as the tag that a model writes, unless what is in it would end that."""
        text = self.text or ""
        if not self.kind or MARK.search(text):
            return self.titled(self.piece(text))
        artifact = artifact_of(
            kind=self.kind, identifier=self.identifier, title=self.title, language=self.language or "", content=text
        )
        return tag_of(artifact)

    def titled(self, body: str) -> str:
        title = plain(self.title)
        return f"**{title}**\n\n{body}" if title else body

    def piece(self, text: str) -> str:
        return text if self.language is None else code_block(text, self.language)


class Documents:
    """The documents at one place of a conversation. Each way in which a document appears is given as it is to be shown."""

    def __init__(self) -> None:
        self._known: dict[str, Document] = {}
        self._left = [MOST_CHANGED]

    def following(self) -> Self:
        """The same documents, to be changed by what follows: on another branch they stay as they are."""
        after = copy(self)
        after._left = self._left  # shared by all of a conversation
        return after

    def created(self, key: str, document: Document) -> str:
        self._keep(key, document)
        return document.shown()

    def rewritten(self, key: str, text: str) -> str:
        """The whole document in another version."""
        return self.created(key, replace(self.of(key), text=text))

    def changed(self, key: str, old: str | None, new: str) -> str:
        """The document with its first `old` replaced; what is new, where that is not known or too much."""
        known = self.of(key)
        text = known.text
        if text is not None and old and len(text) + len(new) <= min(LARGEST_CHANGED, self._left[0]) and old in text:
            self._left[0] -= len(text) + len(new)
            return self.rewritten(key, text.replace(old, new, 1))
        self._keep(key, replace(known, text=None))
        return known.titled(f"{CHANGED}\n\n{known.piece(new)}")

    def of(self, key: str) -> Document:
        """What is known of one; next to nothing of an unknown one."""
        return self._known.get(key) or Document()

    def _keep(self, key: str, document: Document) -> None:
        others = [(name, known) for name, known in self._known.items() if name != key]
        self._known = dict([*others[-MOST_KNOWN + 1 :], (key, document)])


def language_of(name: str) -> str | None:
    """By the ending of a file's name; None for prose."""
    ending = PurePosixPath(name).suffix.lstrip(".").lower()
    return None if ending in _PROSE else _LANGUAGES.get(ending, ending)
