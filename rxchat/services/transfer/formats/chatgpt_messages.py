"""ChatGPT messages: reads one message of an export, and counts what is left out."""

from collections import Counter
from typing import Any, Final

from rxchat.domain.markdown_text import code_block
from rxchat.domain.messages import Role
from rxchat.services.transfer.formats import chatgpt_canvas
from rxchat.services.transfer.formats.chatgpt_citations import with_links
from rxchat.services.transfer.formats.imported_documents import Documents
from rxchat.services.transfer.formats.imported_markdown import RECORDING, drawing_note, file_note, image_note, link
from rxchat.services.transfer.formats.imported_messages import Draft, fields_of, list_of, objects_of, text_of, time_of

_ROLES: Final = {"user": Role.USER, "assistant": Role.ASSISTANT}
_INSTRUCTIONS: Final = ("user_editable_context", "model_editable_context")
_LEFT_OUT: Final = "images and files"


def draft_of(message: Any, usual_model: str, documents: Documents, left_out: Counter[str]) -> Draft | None:
    """A turn, or a piece of one; None for what is none. `documents` are those that stand before it."""
    fields = fields_of(message)
    if not fields:
        return None
    about, content, author = (fields_of(fields.get(name)) for name in ("metadata", "content", "author"))
    name = text_of(author.get("role"))
    role = _ROLES.get(name)
    is_hidden = about.get("is_visually_hidden_from_conversation") is True
    drawn = _drawn(content, about) if name == "tool" and not is_hidden else []
    if is_hidden or (role is None and not drawn):
        left_out[_what(name, is_hidden=role is not None)] += 1
        return None
    draft = Draft(role=role or Role.ASSISTANT, at=time_of(fields.get("create_time")))
    if drawn:
        draft.texts = drawn
        left_out[_LEFT_OUT] += len(drawn)
    else:
        _fill(draft, fields, documents, left_out)
    if draft.role is Role.ASSISTANT:
        draft.model = text_of(about.get("model_slug")) or usual_model
    draft.texts, draft.thoughts = ([text for text in found if text.strip()] for found in (draft.texts, draft.thoughts))
    return draft if draft.texts or draft.thoughts or draft.is_step else None


def _fill(draft: Draft, fields: dict[str, Any], documents: Documents, left_out: Counter[str]) -> None:
    content, about = fields_of(fields.get("content")), fields_of(fields.get("metadata"))
    kind, recipient = content.get("content_type"), text_of(fields.get("recipient")) or "all"
    if kind == "thoughts":
        draft.thoughts = [_thought(thought) for thought in objects_of(content.get("thoughts"))]
    elif kind == "reasoning_recap":
        return
    elif kind in _INSTRUCTIONS:
        left_out["custom instructions"] += 1
    elif recipient.startswith(chatgpt_canvas.TOOL) and draft.role is Role.ASSISTANT:
        draft.texts = [chatgpt_canvas.shown(recipient, _words(content), documents) or ""]
    elif recipient != "all":
        left_out["tool calls"] += 1
        draft.is_step = draft.role is Role.ASSISTANT
    else:
        names = _Attachments(about)
        texts = _texts(content, names, left_out)
        draft.texts = with_links(texts, about) if draft.role is Role.ASSISTANT else texts
        for note in names.rest():
            left_out[_LEFT_OUT] += 1
            draft.texts.append(note)


def _what(role: str, *, is_hidden: bool) -> str:
    if is_hidden or role == "system":
        return "hidden instructions"
    return "tool results" if role == "tool" else "messages of other roles"


def _thought(thought: dict[str, Any]) -> str:
    return text_of(thought.get("content")) or text_of(thought.get("summary"))


def _words(content: dict[str, Any]) -> str:
    """The text of a call, wherever it stands."""
    parts = (part for part in list_of(content.get("parts")) if isinstance(part, str))
    return text_of(content.get("text")) or "\n".join(parts)


class _Attachments:
    """The files of a message, by what its parts point to."""

    def __init__(self, about: dict[str, Any]) -> None:
        attached = objects_of(about.get("attachments"))
        self._waiting = {text_of(one.get("id")) or f"#{number}": one for number, one in enumerate(attached)}

    def name_of(self, pointer: Any) -> str:
        """The name of an image that a part shows, which is then no other file of the message."""
        key = text_of(pointer).rpartition("/")[2].partition("#")[0]
        return text_of(self._waiting.pop(key, {}).get("name"))

    def rest(self) -> list[str]:
        return [image_note(one.get("name")) if _is_image(one) else file_note(one.get("name")) for one in self._waiting.values()]


def _is_image(attachment: dict[str, Any]) -> bool:
    return text_of(attachment.get("mimeType") or attachment.get("mime_type")).startswith("image/")


def _texts(content: dict[str, Any], names: _Attachments, left_out: Counter[str]) -> list[str]:
    kind = text_of(content.get("content_type"))
    if kind in ("code", "execution_output", "computer_output"):
        text = _words(content)
        return [code_block(text, _language(content, text))] if text.strip() else []
    if isinstance(content.get("parts"), list):
        texts = [_said(part, names, left_out) for part in list_of(content.get("parts"))]
        spoken = [text for text in texts if text != RECORDING]
        return spoken if any(text.strip() for text in spoken) else texts
    words = next((content[name] for name in ("text", "result", "content") if isinstance(content.get(name), str)), "")
    source = link(content.get("title"), content.get("url"))
    if not words.strip() and not source:
        if content:
            left_out["other pieces"] += 1
        return []
    if not source:
        return [words]
    return ["\n".join(f"> {line}" for line in words.splitlines()), source]


def _language(content: dict[str, Any], text: str) -> str:
    language = text_of(content.get("language"))
    if language and language != "unknown":
        return language
    return "json" if text.lstrip()[:1] in ("{", "[") else ""


def _said(part: Any, names: _Attachments, left_out: Counter[str]) -> str:
    if isinstance(part, str):
        return part
    piece = fields_of(part)
    if isinstance(piece.get("text"), str):  # a transcript of what was spoken
        return piece["text"]
    left_out[_LEFT_OUT] += 1
    kind, name = text_of(piece.get("content_type")), names.name_of(piece.get("asset_pointer"))
    if "image" in kind:
        return image_note(name)
    return RECORDING if "audio" in kind else file_note(name)


def _drawn(content: dict[str, Any], about: dict[str, Any]) -> list[str]:
    """A note for each picture that a tool drew, called by what was asked for."""
    pictures = [part for part in objects_of(content.get("parts")) if "image" in text_of(part.get("content_type"))]
    title = text_of(about.get("image_gen_title"))
    return [drawing_note(_prompt(picture) or title) for picture in pictures]


def _prompt(picture: dict[str, Any]) -> str:
    return text_of(fields_of(fields_of(picture.get("metadata")).get("dalle")).get("prompt"))
