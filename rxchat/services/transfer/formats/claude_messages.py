"""Claude messages: reads one message of an export: its blocks, and the files that came with it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from rxchat.domain.markdown_text import code_block, plain
from rxchat.domain.messages import Role
from rxchat.services.transfer.formats import claude_artifacts
from rxchat.services.transfer.formats.imported_documents import Documents
from rxchat.services.transfer.formats.imported_markdown import file_note, image_note, link
from rxchat.services.transfer.formats.imported_messages import Draft, fields_of, objects_of, text_of, time_of

_ROLES: Final = {"human": Role.USER, "assistant": Role.ASSISTANT}
_LEFT_OUT: Final = "images and files"
_IMAGES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".bmp", ".svg", ".avif")
_NOT_SHOWN: Final = "```\nThis block is not supported on your current device yet.\n```"
"""Stands in `text` in the place of a call of a tool."""


def draft_of(message: dict[str, Any], documents: Documents, left_out: Counter[str]) -> Draft | None:
    """A turn; None for what is none. `documents` are those that stand before it."""
    role = _ROLES.get(text_of(message.get("sender")))
    if role is None:
        left_out["messages of other roles"] += 1
        return None
    draft = Draft(role=role, at=time_of(message.get("created_at")))
    if role is Role.ASSISTANT:
        draft.model = text_of(message.get("model"))
    for block in objects_of(message.get("content")):
        _add_block(draft, block, documents, left_out)
    draft.texts = [text for text in draft.texts if text.strip()]
    if not draft.texts:
        draft.texts.append(text_of(message.get("text")).replace(_NOT_SHOWN, ""))
    draft.texts += _files(message, left_out)
    draft.texts = [text for text in draft.texts if text.strip()]
    if draft.texts or draft.thoughts:
        draft.is_step = False
    return draft if draft.texts or draft.thoughts or draft.is_step else None


def _add_block(draft: Draft, block: dict[str, Any], documents: Documents, left_out: Counter[str]) -> None:
    match block.get("type"):
        case "text":
            draft.texts.append(_with_links(text_of(block.get("text")), block.get("citations")))
        case "thinking":
            draft.thoughts.append(text_of(block.get("thinking")))
        case "tool_use":
            made = claude_artifacts.shown(text_of(block.get("name")), block.get("input"), documents)
            if made is not None:
                draft.texts.append(made)
                return
            left_out["tool calls"] += 1
            draft.is_step = draft.role is Role.ASSISTANT
        case "tool_result":
            left_out["tool results"] += 1
        case "image":
            left_out[_LEFT_OUT] += 1
            draft.texts.append(image_note(block.get("file_name")))
        case _ if isinstance(block.get("text"), str) and block["text"].strip():  # such as a voice_note
            draft.texts.append(block["text"])
        case _:
            left_out["other pieces"] += 1


def _with_links(text: str, citations: Any) -> str:
    """The text with each source behind what it is cited for."""
    cited: list[tuple[int, str]] = []
    for citation in objects_of(citations):
        details = fields_of(citation.get("details"))
        title = text_of(citation.get("title")) or details.get("title")
        source = link(title, text_of(details.get("url")) or citation.get("url"))
        end = citation.get("end_index")
        if source:
            cited.append((end if isinstance(end, int) and 0 <= end <= len(text) else len(text), source))
    pieces: list[str] = []
    done = 0
    for end, source in sorted(dict.fromkeys(cited)):
        pieces += [text[done:end], f" ({source})"]
        done = end
    return "".join([*pieces, text[done:]])


def _files(message: dict[str, Any], left_out: Counter[str]) -> Iterable[str]:
    """The texts that were taken from files, and the names of files that are not in the export."""
    names: list[str] = []
    for attachment in objects_of(message.get("attachments")):
        text, name = text_of(attachment.get("extracted_content")), text_of(attachment.get("file_name"))
        if text.strip():
            yield f"{plain(name) or 'Attached text'}:\n\n{code_block(text)}"
        elif name.strip():
            names.append(name)
    files = objects_of(message.get("files")) or objects_of(message.get("files_v2"))
    names += [text_of(file.get("file_name")) or text_of(file.get("name")) for file in files]
    for name in names:
        left_out[_LEFT_OUT] += 1
        yield image_note(name) if not name or name.lower().endswith(_IMAGES) else file_note(name)
