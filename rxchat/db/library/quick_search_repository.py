"""Quick search: titles, messages and names in one go, with a fixed number of statements."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import CompoundSelect, Integer, Row, Select, case, cast, func, literal, null, select, union_all
from sqlmodel import col

from rxchat.db.conversations.search import find_artifacts, find_messages, find_titles, terms_of
from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.paging import contains
from rxchat.db.library.prompt_queries import visible_to
from rxchat.db.messages.ownership import owned_by
from rxchat.db.read_queue import ReadQueue
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import FolderRow, ProjectRow, PromptRow
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.search import FilterOptions, Named, NamedKind, QuickHits

_ALL: Final = ConversationFilter(is_archived=None)
_MOST_NAMES: Final = 2_500
"""Of each kind, where all are listed."""


_NO_PARENT: Final = cast(null(), Integer)
_COLUMNS: Final[dict[NamedKind, tuple[Any, Any, Any, Any]]] = {
    NamedKind.PROJECT: (col(ProjectRow.user_id), col(ProjectRow.id), col(ProjectRow.name), _NO_PARENT),
    NamedKind.FOLDER: (col(FolderRow.user_id), col(FolderRow.id), col(FolderRow.name), col(FolderRow.parent_folder_id)),
    NamedKind.PROMPT: (col(PromptRow.user_id), col(PromptRow.id), col(PromptRow.title), _NO_PARENT),
}


class QuickSearchRepository:
    """In a team, the prompts that others share are found as well."""

    def __init__(self, database: Database, *, is_team: bool = False) -> None:
        self._database = database
        self._is_team = is_team
        self._queue = ReadQueue("searches")

    async def find(self, user_id: int, text: str, *, limit: int) -> QuickHits:
        """At most `limit` hits of each kind, archived conversations included. Raises NotRead if too many searches are running."""
        async with self._queue.slot(user_id):
            return await self._find(user_id, text, limit)

    @run_to_completion
    async def _find(self, user_id: int, text: str, limit: int) -> QuickHits:
        terms = terms_of(text)
        if not terms:
            return QuickHits()
        async with self._database.session() as session:
            return QuickHits(
                titles=tuple(await find_titles(session, user_id, terms, _ALL, limit=limit)),
                artifacts=tuple(await find_artifacts(session, user_id, terms, _ALL, limit=limit)),
                messages=tuple(await find_messages(session, user_id, terms, _ALL, limit=limit)),
                names=tuple(_named(row) for row in await session.execute(self._names(user_id, NamedKind, text, limit))),
            )

    @run_to_completion
    async def filter_options(self, user_id: int) -> FilterOptions:
        provider = func.coalesce(func.nullif(col(ConversationRow.provider), ""), "claude")
        ref = provider.concat(":").concat(col(ConversationRow.model))
        used = select(ref).distinct().where(*owned_by(user_id), func.coalesce(col(ConversationRow.model), "") != "")
        kinds = (NamedKind.PROJECT, NamedKind.FOLDER)
        async with self._database.session() as session:
            models = (await session.scalars(used.order_by(ref))).all()
            names = await session.execute(self._names(user_id, kinds, "", _MOST_NAMES))
            return FilterOptions(models=tuple(models), names=tuple(_named(row) for row in names))

    def _names(self, user_id: int, kinds: Iterable[NamedKind], text: str, limit: int) -> CompoundSelect[*tuple[Any, ...]]:
        """Names with all words of `text`: those that begin with it first, then in alphabetical order."""
        return union_all(*(select(self._of_kind(user_id, kind, text, limit).subquery()) for kind in kinds))

    def _of_kind(self, user_id: int, kind: NamedKind, text: str, limit: int) -> Select[*tuple[Any, ...]]:
        owner, id_, name, parent = _COLUMNS[kind]
        is_visible = visible_to(user_id, is_team=self._is_team) if kind is NamedKind.PROMPT else owner == user_id
        is_later = case((name.istartswith(text, autoescape=True), 0), else_=1)
        return (
            select(literal(kind.value).label("kind"), id_.label("id"), name.label("name"), parent.label("parent_id"))
            .where(is_visible, *contains(text, name))
            .order_by(is_later, func.lower(name), id_)
            .limit(limit)
        )


def _named(row: Row[*tuple[Any, ...]]) -> Named:
    return Named(kind=NamedKind(row.kind), id=row.id, name=row.name or "", parent_id=row.parent_id)
