"""The tree that the messages of a conversation form: several versions of one message have the same parent."""

from bisect import insort
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from rxchat.domain.messages import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One message's place: what it follows, and who says it."""

    id: int
    parent_id: int | None
    role: str


class MessageTree:
    """Roots are the versions of the first message. A file may come from elsewhere: whatever its parents say, all of this ends."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = {node.id: node for node in sorted(nodes, key=lambda node: node.id)}
        self._children: dict[int | None, list[int]] = {}
        for node in self._nodes.values():
            parent = node.parent_id if node.parent_id in self._nodes else None
            self._children.setdefault(parent, []).append(node.id)
        placed = set(self._below(self._children.get(None, [])))
        for message_id in self._nodes:
            if message_id not in placed:
                first = min(self._circle_above(message_id))
                self._make_root(first)
                placed.update(self._below([first]))

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._nodes

    def branch_to(self, message_id: int | None) -> list[Node]:
        """The messages from the first one down to this one; none where there is no such message."""
        branch: list[Node] = []
        while message_id in self._nodes:
            branch.append(self._nodes[message_id])
            message_id = branch[-1].parent_id
        return branch[::-1]

    def versions(self, roles: Collection[str]) -> dict[int, list[int]]:
        """Of each message with one of these roles that was said more than once the ids of all its versions, the oldest first.

        Answers that follow nothing are those of a flat history, and no versions of each other.
        """
        found: dict[int, list[int]] = {}
        for parent, children in self._children.items():
            for role in roles if parent is not None else set(roles) - {Role.ASSISTANT}:
                same = [child for child in children if self._nodes[child].role == role]
                if len(same) > 1:
                    found |= dict.fromkeys(same, same)
        return found

    def newest_end_below(self, message_id: int) -> int:
        """Where the newest of the branches that go through this message ends."""
        return max(one for one in self._below([message_id]) if not self._children.get(one))

    def _circle_above(self, message_id: int) -> list[int]:
        """The messages that follow each other in a circle, of one that leads there."""
        path: dict[int | None, int] = {}
        at: int | None = message_id
        while at in self._nodes and at not in path:
            path[at] = len(path)
            at = self._nodes[at].parent_id
        return [one for one, place in path.items() if one is not None and place >= path[at]]

    def _make_root(self, message_id: int) -> None:
        node = self._nodes[message_id]
        self._children[node.parent_id].remove(message_id)
        insort(self._children.setdefault(None, []), message_id)
        self._nodes[message_id] = replace(node, parent_id=None)

    def _below(self, ids: Iterable[int]) -> Iterator[int]:
        """These messages and all that follow them."""
        waiting = list(ids)
        while waiting:
            message_id = waiting.pop()
            yield message_id
            waiting += self._children.get(message_id, [])
