"""Claude export: reads one conversation.

Its messages stand in the order they were written in (`chat_messages`), each with the one it follows, where the export is not
an old one. The export does not say which model answered.
"""

from collections import Counter
from typing import Any, Final

from rxchat.domain.archives import Archive
from rxchat.services.cancellation import go_on
from rxchat.services.transfer.formats.claude_messages import draft_of
from rxchat.services.transfer.formats.import_format import ImportFormat
from rxchat.services.transfer.formats.imported_artifacts import with_artifacts
from rxchat.services.transfer.formats.imported_documents import Documents
from rxchat.services.transfer.formats.imported_messages import archive_of, import_id_of, objects_of, text_of, time_of
from rxchat.services.transfer.formats.imported_trees import ImportedNode, turns_of

PROVIDER: Final = "claude"
PARENT: Final = "parent_message_uuid"


def read(item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """Raises ValueError with the reason in words."""
    nodes: list[ImportedNode] = []
    documents: dict[str | None, Documents] = {}
    previous: str | None = None
    messages = objects_of(item.get("chat_messages"))
    has_parents = any(isinstance(message.get(PARENT), str) for message in messages)
    for number, message in enumerate(messages):
        go_on()
        key = text_of(message.get("uuid"))
        if not key or key in documents:
            key = f"#{number}"
        follows = message.get(PARENT)
        is_first = has_parents and PARENT in message and follows is None
        parent = follows if isinstance(follows, str) else None if is_first else previous
        documents[key] = documents.get(parent, Documents()).following()
        draft = draft_of(message, documents[key], left_out)
        nodes.append(ImportedNode(key=key, parent=parent, draft=draft))
        previous = key
    shown = text_of(item.get("current_leaf_message_uuid"))
    turns, end = turns_of(nodes, shown if shown in documents else previous)
    archive = archive_of(
        turns,
        import_id=import_id_of("claude", item.get("uuid"), item),
        title=item.get("name"),
        provider=PROVIDER,
        created_at=time_of(item.get("created_at")),
        updated_at=time_of(item.get("updated_at")),
        current_message_id=end,
        is_pinned=item.get("is_starred") is True,
    )
    return with_artifacts(archive, left_out)


FORMAT: Final = ImportFormat(
    name="claude",
    label="Claude",
    accepts=lambda item: "chat_messages" in item,
    read=read,
)
