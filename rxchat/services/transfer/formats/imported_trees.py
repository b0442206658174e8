"""Imported trees: turns an export's message tree into ours. Some nodes hold no turn, and several may make up one answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from rxchat.domain.messages import Role
from rxchat.services.transfer.formats.imported_markdown import TOOLS
from rxchat.services.transfer.formats.imported_messages import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedNode:
    """A node of the tree, and its message, if any. Nodes come after their parents, and siblings in their order."""

    key: str
    parent: str | None
    draft: Draft | None


def turns_of(nodes: Sequence[ImportedNode], current: str | None) -> tuple[list[Draft], int | None]:
    """Returns the turns, numbered in their order, and the number of the last turn of the branch shown, if there are several.

    Nodes without a turn are left out, and their children move up to the turn before. Reasoning, and text between tool calls, are
    joined into one answer. `current` is the key of the node that was shown; without a match the last branch is.
    """
    up, at = _turns_above(nodes)
    drafts = [node.draft for node in nodes if node.draft is not None]
    dropped = _steps_on_the_way(drafts, up)
    kept_above: list[int | None] = []
    for parent in up:
        kept_above.append(kept_above[parent] if parent is not None and dropped[parent] else parent)
    turns, numbers = _joined(drafts, kept_above, dropped)
    followers = _followers(turns)
    if all(len(followed_by) < 2 for followed_by in followers.values()):
        return turns, None
    start = at.get(current) if current is not None else None
    while start is not None and dropped[start]:
        start = kept_above[start]
    end = followers[None][-1] if start is None else numbers[start]
    while followers.get(end):
        end = followers[end][-1]
    return turns, end


def _turns_above(nodes: Sequence[ImportedNode]) -> tuple[list[int | None], dict[str, int | None]]:
    """Returns the index of each draft's parent, and by node key the index of the draft at or above that node."""
    up: list[int | None] = []
    at: dict[str, int | None] = {}
    for node in nodes:
        before = at.get(node.parent) if node.parent is not None else None
        if node.draft is None:
            at[node.key] = before
        else:
            at[node.key] = len(up)
            up.append(before)
    return up, at


def _steps_on_the_way(drafts: list[Draft], up: list[int | None]) -> list[bool]:
    """Returns which drafts only call tools for a later answer. Tool calls without one become the answer, and say so."""
    has_answer = [False] * len(drafts)
    for draft, parent in zip(drafts, up, strict=True):
        if parent is not None and draft.role is Role.ASSISTANT:
            has_answer[parent] = True
    for draft, is_answered in zip(drafts, has_answer, strict=True):
        if draft.is_step and not is_answered:
            draft.texts = [TOOLS]
    return [draft.is_step and is_answered for draft, is_answered in zip(drafts, has_answer, strict=True)]


def _joined(drafts: list[Draft], up: list[int | None], dropped: list[bool]) -> tuple[list[Draft], list[int]]:
    """Returns the remaining turns, and for each draft the number of its turn. Versions of an answer stay separate."""
    counts: dict[int | None, int] = {}
    for parent, is_dropped in zip(up, dropped, strict=True):
        counts[parent] = counts.get(parent, 0) + (not is_dropped)
    turns: list[Draft] = []
    numbers: list[int] = []
    for index, draft in enumerate(drafts):
        parent = up[index]
        number = numbers[parent] if parent is not None else 0
        if dropped[index]:
            numbers.append(number)
            continue
        before = turns[number - 1] if number else None
        if before is not None and draft.role is before.role is Role.ASSISTANT and counts[parent] == 1:
            if not draft.is_step or not before.texts:
                before.texts += draft.texts
            before.thoughts += draft.thoughts
            before.model = draft.model or before.model
        else:
            draft.number, draft.parent = len(turns) + 1, number or None
            turns.append(draft)
            number = draft.number
        numbers.append(number)
    return turns, numbers


def _followers(turns: list[Draft]) -> dict[int | None, list[int]]:
    followers: dict[int | None, list[int]] = {}
    for turn in turns:
        followers.setdefault(turn.parent, []).append(turn.number)
    return followers
