"""ChatGPT export: reads one conversation.

A conversation is a tree of nodes (`mapping`), of which `current_node` is the leaf that was shown. Many nodes hold no turn: the
tree's root, hidden instructions, calls of tools and what they gave.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from rxchat.domain.archives import Archive
from rxchat.services.cancellation import go_on
from rxchat.services.transfer.formats.chatgpt_messages import draft_of
from rxchat.services.transfer.formats.import_format import ImportFormat
from rxchat.services.transfer.formats.imported_documents import Documents
from rxchat.services.transfer.formats.imported_messages import archive_of, fields_of, import_id_of, list_of, text_of, time_of
from rxchat.services.transfer.formats.imported_trees import ImportedNode, turns_of

PROVIDER: Final = "openai"


def read(item: dict[str, Any], left_out: Counter[str]) -> Archive:
    """Raises ValueError with the reason in words."""
    current, usual_model = item.get("current_node"), text_of(item.get("default_model_slug"))
    documents: dict[str | None, Documents] = {None: Documents()}
    nodes: list[ImportedNode] = []
    for node_id, parent, node in _nodes(fields_of(item.get("mapping")), current):
        go_on()
        documents[node_id] = documents[parent].following()
        draft = draft_of(node.get("message"), usual_model, documents[node_id], left_out)
        nodes.append(ImportedNode(key=node_id, parent=parent, draft=draft))
    turns, end = turns_of(nodes, current if isinstance(current, str) else None)
    return archive_of(
        turns,
        import_id=import_id_of("chatgpt", item.get("conversation_id") or item.get("id"), item),
        title=item.get("title"),
        provider=PROVIDER,
        created_at=time_of(item.get("create_time")),
        updated_at=time_of(item.get("update_time")),
        current_message_id=end,
        is_archived=item.get("is_archived") is True,
        is_pinned=item.get("pinned_time") is not None,
    )


def _nodes(mapping: dict[str, Any], current: Any) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Each node with its parent, parents first, siblings in their order."""
    nodes = {node_id: fields_of(node) for node_id, node in mapping.items()}
    above = _parents(nodes)
    shown = _path_to(above, current)
    children: dict[str | None, list[str]] = {}
    for node_id in nodes:
        children.setdefault(above[node_id], []).append(node_id)
    waiting: list[str] = _in_order(nodes, None, children.get(None, []), shown)[::-1]
    while waiting:
        node_id = waiting.pop()
        yield node_id, above[node_id], nodes[node_id]
        waiting += _in_order(nodes, node_id, children.get(node_id, []), shown)[::-1]


def _parents(nodes: dict[str, dict[str, Any]]) -> dict[str, str | None]:
    """By what each says of itself, else by what its parent says."""
    above: dict[str, str | None] = {}
    for node_id, node in nodes.items():
        for child in list_of(node.get("children")):
            if isinstance(child, str) and child != node_id:
                above.setdefault(child, node_id)
    for node_id, node in nodes.items():
        parent = node.get("parent")
        if isinstance(parent, str) and parent in nodes:
            above[node_id] = parent
        above.setdefault(node_id, None)
    return above


def _in_order(nodes: dict[str, dict[str, Any]], parent: str | None, siblings: list[str], shown: set[str]) -> list[str]:
    """The oldest first: as their parent has them, else by their times, else with the one on the way to the current node last."""
    if len(siblings) < 2:
        return siblings
    listed = {child: index for index, child in enumerate(list_of(nodes.get(parent or "", {}).get("children"))) if _is_key(child)}
    if all(sibling in listed for sibling in siblings):
        return sorted(siblings, key=lambda sibling: listed[sibling])
    times = {sibling: time_of(fields_of(nodes[sibling].get("message")).get("create_time")) for sibling in siblings}
    known = {sibling: at for sibling, at in times.items() if at is not None}
    if len(known) == len(siblings):
        return sorted(siblings, key=lambda sibling: known[sibling])
    return sorted(siblings, key=lambda sibling: sibling in shown)


def _is_key(value: Any) -> bool:
    return isinstance(value, str)


def _path_to(above: dict[str, str | None], current: Any) -> set[str]:
    path: set[str] = set()
    while isinstance(current, str) and current in above and current not in path:
        path.add(current)
        current = above[current]
    return path


FORMAT: Final = ImportFormat(
    name="chatgpt",
    label="ChatGPT",
    accepts=lambda item: "mapping" in item,
    read=read,
)
