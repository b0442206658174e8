"""Claude artifacts: artifacts and files that the model's tools made."""

from pathlib import PurePosixPath
from typing import Any, Final

from rxchat.services.transfer.formats.imported_documents import Document, Documents, language_of
from rxchat.services.transfer.formats.imported_messages import fields_of, text_of

_PROSE: Final = ("text/markdown", "text/plain")
_CODE: Final = "application/vnd.ant.code"
_LONGEST_ID: Final = 200
_LANGUAGES: Final = {
    "text/html": "html",
    "image/svg+xml": "svg",
    "application/vnd.ant.mermaid": "mermaid",
    "application/vnd.ant.react": "jsx",
}


def shown(tool: str, given: Any, documents: Documents) -> str | None:
    """What a call of a tool made, as it stands in the answer; None for a call that made nothing of the kind."""
    fields = fields_of(given)
    match tool:
        case "artifacts":
            return _artifact(fields, documents)
        case "create_file" if isinstance(fields.get("file_text"), str):
            path = text_of(fields.get("path"))
            document = Document(PurePosixPath(path).name, language_of(path), fields["file_text"])
            return documents.created(path, document)
        case "str_replace" if isinstance(fields.get("new_str"), str):
            return documents.changed(text_of(fields.get("path")), text_of(fields.get("old_str")), fields["new_str"])
        case _:
            return None


def _artifact(fields: dict[str, Any], documents: Documents) -> str | None:
    key, content = text_of(fields.get("id")), fields.get("content")
    before = documents.of(key)
    if isinstance(content, str) and (content or fields.get("command") != "update"):
        title, kind = text_of(fields.get("title")) or before.title, text_of(fields.get("type"))
        language = _language(fields) if kind or fields.get("language") else before.language
        made = Document(title, language, content, kind=kind or before.kind or _CODE, identifier=key.strip()[:_LONGEST_ID])
        return documents.created(key, made)
    if isinstance(fields.get("new_str"), str):
        return documents.changed(key, text_of(fields.get("old_str")), fields["new_str"])
    return None


def _language(fields: dict[str, Any]) -> str | None:
    kind = text_of(fields.get("type"))
    if kind in _PROSE:
        return None
    return text_of(fields.get("language")) or _LANGUAGES.get(kind, "")
