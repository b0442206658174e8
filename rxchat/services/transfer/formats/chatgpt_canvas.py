"""ChatGPT canvas: documents that the model wrote and changed with calls of `canmore`."""

import json
import re
from typing import Any, Final

from rxchat.domain.markdown_text import code_block
from rxchat.services.transfer.formats.imported_documents import Document, Documents
from rxchat.services.transfer.formats.imported_messages import fields_of, objects_of, text_of

TOOL: Final = "canmore."
_DOCUMENT: Final = "canvas"
_CODE: Final = "code/"
_OTHERWISE_CALLED: Final = {"react": "jsx", "other": ""}
_WHOLE: Final = re.compile(r"(?:\(\?[a-z]{1,8}\))?\^?\(?(?:\.|\[\\s\\S\]|\[\\S\\s\])[*+]\??\)?\$?")
_SPECIAL: Final = re.compile(r"\\[A-Za-z0-9]|(?<!\\)(?:\\\\)*[.^$*+?{}\[\]|()]")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def shown(call: str, text: str, documents: Documents) -> str | None:
    """What a call of the canvas did, as it stands in the answer; None where it did nothing that can be seen.

    `call` is the recipient, `text` the call's arguments: JSON as a model wrote it.
    """
    try:
        arguments = fields_of(json.loads(text))
    except (ValueError, RecursionError):
        arguments = {}
    match call.removeprefix(TOOL):
        case "create_textdoc" if isinstance(arguments.get("content"), str):
            name, kind = text_of(arguments.get("name")), text_of(arguments.get("type"))
            return documents.created(_DOCUMENT, Document(name, _language(kind), arguments["content"]))
        case "update_textdoc" if updates := objects_of(arguments.get("updates")):
            return "\n\n".join(_updated(update, documents) for update in updates) or None
        case "comment_textdoc" if comments := objects_of(arguments.get("comments")):
            return "\n".join(f"- {_comment(comment)}" for comment in comments)
        case _:
            return code_block(text, "json") if text.strip() else None


def _language(kind: str) -> str | None:
    """Of a canvas of code; None for a text."""
    if not kind.startswith("code"):
        return None
    language = kind.removeprefix(_CODE)
    return _OTHERWISE_CALLED.get(language, language)


def _updated(update: dict[str, Any], documents: Documents) -> str:
    pattern, new = text_of(update.get("pattern")), text_of(update.get("replacement"))
    if _WHOLE.fullmatch(pattern):
        return documents.rewritten(_DOCUMENT, new)
    return documents.changed(_DOCUMENT, _literal(pattern), new)


def _literal(pattern: str) -> str | None:
    """The text that a regular expression stands for, where it is one text. A stranger's expression is never run."""
    if len(pattern) > 10_000 or _SPECIAL.search(pattern):
        return None
    return _ESCAPED.sub(r"\1", pattern)


def _comment(comment: dict[str, Any]) -> str:
    return " ".join(text_of(comment.get("comment")).split())
