"""Reads a conversation of ChatGPT's export.

A conversation is a tree of nodes (`mapping`), of which `current_node` is the leaf that was shown. Many nodes hold no turn: the
tree's root, hidden instructions, calls of tools and what they gave. Those are left out, and what follows them follows what came
before.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from rxchat.domain.archives import Archive
from rxchat.domain.messages import Role
from rxchat.services.foreign_messages import IMAGE, Draft, archive_of, fields_of, import_id_of, list_of, text_of, time_of

PROVIDER: Final = "openai"
_ROLES: Final = {"user": Role.USER, "assistant": Role.ASSISTANT}
_SPOKEN: Final = ("text", "multimodal_text")
_EPOCH: Final = datetime.fromtimestamp(0, UTC)


def read(item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """Raises ValueError with the reason in words."""
    mapping = fields_of(item.get("mapping"))
    begun = time_of(item.get("create_time"))
    drafts: list[Draft] = []
    own: dict[str, int | None] = {}
    last_at, usual_model = begun or _EPOCH, text_of(item.get("default_model_slug"))
    for node_id, parent_id, node in _nodes(mapping, item.get("current_node")):
        parent = own.get(parent_id or "")
        draft = _draft(node.get("message"), len(drafts) + 1, parent, last_at, usual_model, left_out)
        if draft is None:
            own[node_id] = parent
            continue
        last_at = draft.at
        if _continues(drafts, draft):
            drafts[-1].texts += draft.texts
            drafts[-1].thoughts += draft.thoughts
            drafts[-1].model = draft.model or drafts[-1].model
        else:
            drafts.append(draft)
        own[node_id] = drafts[-1].number
    return archive_of(
        drafts,
        import_id=import_id_of("chatgpt", item.get("conversation_id") or item.get("id"), item),
        title=item.get("title"),
        provider=PROVIDER,
        created_at=begun,
        is_archived=item.get("is_archived") is True,
        is_pinned=item.get("pinned_time") is not None,
    )


def _nodes(mapping: dict[str, Any], current: Any) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Each node with its parent, parents first. Of siblings, the one on the way to the current node is last."""
    nodes = {node_id: fields_of(node) for node_id, node in mapping.items()}
    shown = _path_to(nodes, current)
    children: dict[str | None, list[str]] = {}
    for node_id, node in nodes.items():
        parent = node.get("parent")
        children.setdefault(parent if isinstance(parent, str) and parent in nodes else None, []).append(node_id)
    waiting: list[tuple[str, str | None]] = [(root, None) for root in reversed(children.get(None, []))]
    while waiting:
        node_id, parent_id = waiting.pop()
        yield node_id, parent_id, nodes[node_id]
        in_order = sorted(children.get(node_id, []), key=lambda child: child in shown)
        waiting += [(child, node_id) for child in reversed(in_order)]


def _path_to(nodes: dict[str, dict[str, Any]], current: Any) -> set[str]:
    path: set[str] = set()
    while isinstance(current, str) and current in nodes and current not in path:
        path.add(current)
        current = nodes[current].get("parent")
    return path


def _continues(drafts: list[Draft], draft: Draft) -> bool:
    """Thoughts, and what is said between calls of tools, are one answer."""
    last = drafts[-1] if drafts else None
    return last is not None and draft.role is last.role is Role.ASSISTANT and draft.parent == last.number


def _draft(
    message: Any, number: int, parent: int | None, last_at: datetime, usual_model: str, left_out: Counter[str]
) -> Draft | None:
    """A turn; None for what is none."""
    told = fields_of(message)
    if not told:
        return None
    about, content, author = (fields_of(told.get(name)) for name in ("metadata", "content", "author"))
    kind = content.get("content_type")
    role = _ROLES.get(text_of(author.get("role")))
    if role is None or about.get("is_visually_hidden_from_conversation") is True:
        left_out[_what(text_of(author.get("role")), is_hidden=role is not None)] += 1
        return None
    texts: list[str] = []
    thoughts: list[str] = []
    if kind == "thoughts":
        thoughts = [text_of(fields_of(thought).get("content")) for thought in list_of(content.get("thoughts"))]
    elif kind in _SPOKEN and told.get("recipient") in (None, "all"):
        texts = [_said(part, left_out) for part in list_of(content.get("parts"))]
    elif kind != "reasoning_recap":
        left_out["tool calls"] += 1
    texts, thoughts = ([text for text in found if text.strip()] for found in (texts, thoughts))
    if not texts and not thoughts:
        return None
    return Draft(
        number=number,
        parent=parent,
        role=role,
        at=time_of(told.get("create_time")) or last_at,
        model="" if role is Role.USER else text_of(about.get("model_slug")) or usual_model,
        texts=texts,
        thoughts=thoughts,
    )


def _what(role: str, *, is_hidden: bool) -> str:
    if is_hidden or role == "system":
        return "hidden instructions"
    return "tool results" if role == "tool" else "messages of other roles"


def _said(part: Any, left_out: Counter[str]) -> str:
    if isinstance(part, str):
        return part
    piece = fields_of(part)
    if isinstance(piece.get("text"), str):  # a transcript of what was spoken
        return piece["text"]
    left_out["images and files"] += 1
    return IMAGE if "image" in text_of(piece.get("content_type")) else ""
