"""Reads a conversation of Claude's export.

Its messages stand in the order they were written in (`chat_messages`), each with the one it follows, where the export is not
an old one. The export does not say which model answered.
"""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

from rxchat.domain.archives import Archive
from rxchat.domain.messages import Role
from rxchat.services.foreign_messages import IMAGE, Draft, archive_of, import_id_of, objects_of, text_of, time_of

PROVIDER: Final = "claude"
_ROLES: Final = {"human": Role.USER, "assistant": Role.ASSISTANT}
_EPOCH: Final = datetime.fromtimestamp(0, UTC)


def read(item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """Raises ValueError with the reason in words."""
    begun = time_of(item.get("created_at"))
    drafts: list[Draft] = []
    own: dict[str, int | None] = {}
    last_at = begun or _EPOCH
    for message in objects_of(item.get("chat_messages")):
        previous = drafts[-1].number if drafts else None
        follows = message.get("parent_message_uuid")
        parent = own.get(follows) if isinstance(follows, str) else previous
        draft = _draft(message, len(drafts) + 1, parent, last_at, left_out)
        uuid = text_of(message.get("uuid"))
        own[uuid] = parent if draft is None else draft.number
        if draft is not None:
            drafts.append(draft)
            last_at = draft.at
    return archive_of(
        drafts,
        import_id=import_id_of("claude", item.get("uuid"), item),
        title=item.get("name"),
        provider=PROVIDER,
        created_at=begun,
        is_pinned=item.get("is_starred") is True,
    )


def _draft(message: dict[str, Any], number: int, parent: int | None, last_at: datetime, left_out: Counter[str]) -> Draft | None:
    """A turn; None for what is none."""
    role = _ROLES.get(text_of(message.get("sender")))
    if role is None:
        left_out["messages of other roles"] += 1
        return None
    draft = Draft(
        number=number,
        parent=parent,
        role=role,
        at=time_of(message.get("created_at")) or last_at,
        model="" if role is Role.USER else text_of(message.get("model")),
    )
    for block in objects_of(message.get("content")):
        _add_block(draft, block, left_out)
    if not draft.texts:
        draft.texts.append(text_of(message.get("text")))
    draft.texts += [_attached(attachment) for attachment in objects_of(message.get("attachments"))]
    files = objects_of(message.get("files"))
    left_out["images and files"] += len(files)
    draft.texts += [IMAGE for _ in files]
    draft.texts = [text for text in draft.texts if text.strip()]
    return draft if draft.texts or draft.thoughts else None


def _add_block(draft: Draft, block: dict[str, Any], left_out: Counter[str]) -> None:
    match block.get("type"):
        case "text":
            draft.texts.append(text_of(block.get("text")))
        case "thinking":
            draft.thoughts.append(text_of(block.get("thinking")))
        case "tool_use":
            left_out["tool calls"] += 1
        case "tool_result":
            left_out["tool results"] += 1
        case _:
            left_out["other pieces"] += 1


def _attached(attachment: dict[str, Any]) -> str:
    """The text that was taken from a file, in a fence that nothing in it closes."""
    text = text_of(attachment.get("extracted_content"))
    name = " ".join(text_of(attachment.get("file_name")).split()) or "Attached text"
    if not text.strip():
        return ""
    fence = "`" * 3
    while fence in text:
        fence += "`"
    return f"{name}:\n\n{fence}\n{text}\n{fence}"
