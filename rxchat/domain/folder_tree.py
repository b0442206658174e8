"""Folder tree: which folder is in which, and in which order, whatever the stored rows say."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

STEP: Final = 1024
"""Between the stored positions of two neighbours, so that another folder fits between them."""

Level = tuple[int | None, int | None]
"""Where siblings are: in a folder, or at the top of a project or of none. `(parent_id, project_id)`."""


class StoredFolder(NamedTuple):
    """The columns that place a folder. An adopted file may have any values there."""

    id: int
    parent_id: int | None
    project_id: int | None
    position: int


class FolderPlace(NamedTuple):
    """`position` counts from 0 among the siblings. `project_id` is that of the outermost folder."""

    id: int
    parent_id: int | None
    project_id: int | None
    position: int

    @property
    def level(self) -> Level:
        return self.parent_id, None if self.parent_id is not None else self.project_id


class FolderTree:
    """The folders of one user. `projects` are the user's own.

    A folder whose parent is missing is at the top, as is the one with the lowest id of folders that are in each other.
    """

    def __init__(self, folders: Sequence[StoredFolder], projects: Collection[int]) -> None:
        self._stored = {folder.id: folder for folder in folders}
        self._projects = frozenset(projects)
        self._parents = _parents(self._stored)
        self._siblings = defaultdict[Level, list[int]](list)
        for folder in sorted(folders, key=lambda each: (each.position, each.id)):
            parent_id = self._parents[folder.id]
            self._siblings[parent_id, None if parent_id is not None else self._own_project(folder.id)].append(folder.id)
        self._places = {place.id: place for place in self._walk()}

    @property
    def projects(self) -> frozenset[int]:
        return self._projects

    @property
    def places(self) -> Mapping[int, FolderPlace]:
        """By id, each folder after the one it is in, siblings in order."""
        return self._places

    def siblings(self, level: Level) -> Sequence[int]:
        """The folders of one level, in order."""
        return self._siblings.get(level, [])

    def stored_position(self, folder_id: int) -> int:
        return self._stored[folder_id].position

    def inside(self, folder_id: int) -> list[int]:
        """The folder itself and all that are in it."""
        found = [folder_id]
        for each in found:
            found += self.siblings((each, None))
        return found

    def depth(self, folder_id: int | None) -> int:
        """How many folders lead to it, itself included."""
        count = 0
        while folder_id is not None:
            count += 1
            folder_id = self._parents[folder_id]
        return count

    def height(self, folder_id: int) -> int:
        """The levels of folders in it, itself included."""
        above = self.depth(folder_id) - 1
        return max(self.depth(each) for each in self.inside(folder_id)) - above

    def _own_project(self, folder_id: int) -> int | None:
        project_id = self._stored[folder_id].project_id
        return project_id if project_id in self._projects else None

    def _walk(self) -> Iterator[FolderPlace]:
        tops = [level for level in self._siblings if level[0] is None]
        for _, project_id in sorted(tops, key=lambda level: level[1] or 0):
            waiting = [*reversed([*enumerate(self._siblings[None, project_id])])]
            while waiting:
                position, folder_id = waiting.pop()
                parent_id = self._parents[folder_id]
                yield FolderPlace(folder_id, parent_id, project_id, position)
                if inside := self._siblings.get((folder_id, None)):
                    waiting += reversed([*enumerate(inside)])


def _parents(folders: Mapping[int, StoredFolder]) -> dict[int, int | None]:
    """The parent of each folder that can be reached from the top."""
    parents = {id_: each.parent_id if each.parent_id in folders else None for id_, each in folders.items()}
    placed = set[int]()
    for start in sorted(parents):
        path = dict[int, None]()
        step: int | None = start
        while step is not None and step not in placed and step not in path:
            path[step] = None
            step = parents[step]
        if step in path:
            ids = [*path]
            parents[min(ids[ids.index(step) :])] = None
        placed.update(path)
    return parents


def stored_positions(others: Sequence[tuple[int, int]], folder_id: int, position: int | None) -> dict[int, int]:
    """What to store so that a folder is at `position` among `others`, its new siblings as `(id, stored position)` in order.

    Beyond the last, or where `position` is None, it is the last. Usually only its own row changes; the siblings get new positions
    when nothing fits between the neighbours.
    """
    at = len(others) if position is None else min(position, len(others))
    before = others[at - 1][1] if at else None
    after = others[at][1] if at < len(others) else None
    if before is None:
        return {folder_id: 0 if after is None else after - STEP}
    if after is None:
        return {folder_id: before + STEP}
    if after - before >= 2:
        return {folder_id: (before + after) // 2}
    ids = [id_ for id_, _ in others]
    return {id_: number * STEP for number, id_ in enumerate([*ids[:at], folder_id, *ids[at:]])}
