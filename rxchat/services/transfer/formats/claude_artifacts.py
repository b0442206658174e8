"""What Claude made with its tools beside the conversation: artifacts, and files in its container."""

from pathlib import PurePosixPath
from typing import Any, Final

from rxchat.services.transfer.formats.imported_documents import Document, Documents, language_of
from rxchat.services.transfer.formats.imported_messages import fields_of, text_of

_PROSE: Final = ("text/markdown", "text/plain")
_LANGUAGES: Final = {
    "text/html": "html",
    "image/svg+xml": "svg",
    "application/vnd.ant.mermaid": "mermaid",
    "application/vnd.ant.react": "jsx",
}


def shown(tool: str, given: Any, documents: Documents) -> str | None:
    """What a call of a tool made, as it stands in the answer; None for a call that made nothing of the kind."""
    told = fields_of(given)
    match tool:
        case "artifacts":
            return _artifact(told, documents)
        case "create_file" if isinstance(told.get("file_text"), str):
            path = text_of(told.get("path"))
            document = Document(PurePosixPath(path).name, language_of(path), told["file_text"])
            return documents.created(path, document)
        case "str_replace" if isinstance(told.get("new_str"), str):
            return documents.changed(text_of(told.get("path")), text_of(told.get("old_str")), told["new_str"])
        case _:
            return None


def _artifact(told: dict[str, Any], documents: Documents) -> str | None:
    key, content = text_of(told.get("id")), told.get("content")
    if isinstance(content, str) and (content or told.get("command") != "update"):
        before = documents.of(key)
        language = _language(told) if told.get("type") or told.get("language") else before.language
        return documents.created(key, Document(text_of(told.get("title")) or before.title, language, content))
    if isinstance(told.get("new_str"), str):
        return documents.changed(key, text_of(told.get("old_str")), told["new_str"])
    return None


def _language(told: dict[str, Any]) -> str | None:
    kind = text_of(told.get("type"))
    if kind in _PROSE:
        return None
    return text_of(told.get("language")) or _LANGUAGES.get(kind, "")
