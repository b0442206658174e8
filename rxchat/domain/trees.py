"""The tree that the messages of a conversation form: several versions of one message have the same parent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

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
        self._nodes = {node.id: node for node in nodes}
        self._children: dict[int | None, list[int]] = {}
        for node in sorted(self._nodes.values(), key=lambda node: node.id):
            parent = node.parent_id if node.parent_id in self._nodes else None
            self._children.setdefault(parent, []).append(node.id)

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._nodes

    def branch_to(self, message_id: int | None) -> list[Node]:
        """The messages from the first one down to this one; none where there is no such message."""
        branch: dict[int, Node] = {}
        while message_id in self._nodes and message_id not in branch:
            branch[message_id] = self._nodes[message_id]
            message_id = branch[message_id].parent_id
        return list(branch.values())[::-1]

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
        seen, waiting, ends = {message_id}, [message_id], list[int]()
        while waiting:
            below = [child for child in self._children.get(waiting.pop(), []) if child not in seen]
            seen.update(below)
            waiting += below
            ends += [child for child in below if child not in self._children]
        return max(ends, default=message_id)
