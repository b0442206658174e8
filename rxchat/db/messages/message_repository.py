"""Messages: read in pages and windows, started, appended to and finished."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.answer_ends import AnswerEnds
from rxchat.db.messages.appending import Appender
from rxchat.db.messages.branch_repository import ids_through, shown_end, shown_ids, versions_in
from rxchat.db.messages.fence import require_living
from rxchat.db.messages.first_branches import prepare_first_branch
from rxchat.db.messages.message_images import images_in
from rxchat.db.messages.message_mapping import COLUMNS, no_message, read_messages, saved_messages
from rxchat.db.messages.ownership import owned_by
from rxchat.db.messages.streaming import IS_STREAMING, end_orphans, interrupt, is_orphaned
from rxchat.db.messages.turn_keys import recall, remember, require_unused
from rxchat.db.messages.turns import begin, begin_again, conversation_of
from rxchat.db.open_answers import UnsavedAnswer
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.domain.artifacts import Artifact
from rxchat.domain.conversations import Outcome, SavedMessage
from rxchat.domain.message_window import MessageWindow
from rxchat.domain.messages import ImagePart, Role
from rxchat.domain.reasoning import AnswerParts
from rxchat.domain.turns import NewTurn, Turn, TurnKey

_MESSAGE_OF_CONVERSATION: Final = col(ConversationRow.id) == col(MessageRow.conversation_id)


class MessageRepository:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._appender = Appender(database)
        self._ends = AnswerEnds(database, self._appender)
        self._answers = database.open_answers

    @property
    def is_shared(self) -> bool:
        """Whether other workers may write answers as well."""
        return self._answers.worker is not None

    @run_to_completion
    async def list_visible(
        self, user_id: int, conversation_id: int, *, limit: int = 50, before_id: int | None = None
    ) -> list[SavedMessage]:
        """`newest` without the rest of the window."""
        async with self._database.session() as session:
            end_id = await shown_end(session, user_id, conversation_id)
            ids = await shown_ids(session, conversation_id, end_id, limit=limit, before_id=before_id)
            return await read_messages(session, ids, self._answers)

    @run_to_completion
    async def newest(self, user_id: int, conversation_id: int, *, limit: int, before_id: int | None = None) -> MessageWindow:
        """The last messages shown, in reading order; with `before_id` the last of its ancestors."""
        async with self._database.session() as session:
            end_id = await shown_end(session, user_id, conversation_id)
            ids = await shown_ids(session, conversation_id, end_id, limit=limit + 1, before_id=before_id)
            return MessageWindow(
                messages=tuple(await read_messages(session, ids[-limit:], self._answers)),
                has_earlier=len(ids) > limit,
                has_later=before_id is not None,
                is_shown=True,
                versions=await versions_in(session, conversation_id, is_branched=end_id is not None),
            )

    @run_to_completion
    async def window(self, user_id: int, conversation_id: int, message_id: int, *, earlier: int, later: int) -> MessageWindow:
        """A message and its neighbours on the shown branch, or on the newest branch that contains it."""
        async with self._database.session() as session:
            end_id = await shown_end(session, user_id, conversation_id)
            ids, is_shown = await ids_through(session, conversation_id, end_id, message_id)
            if message_id not in ids:
                raise no_message()
            index = ids.index(message_id)
            first, end = max(index - earlier, 0), index + later + 1
            messages = await read_messages(session, ids[first:end], self._answers)
            versions = await versions_in(session, conversation_id, is_branched=end_id is not None)
        return MessageWindow(
            messages=tuple(messages), has_earlier=first > 0, has_later=end < len(ids), is_shown=is_shown, versions=versions
        )

    @run_to_completion
    async def get(self, user_id: int, message_id: int) -> SavedMessage:
        query = (
            select(*COLUMNS)
            .join(ConversationRow, _MESSAGE_OF_CONVERSATION)
            .where(col(MessageRow.id) == message_id, col(MessageRow.role).in_(list(Role)), *owned_by(user_id))
        )
        async with self._database.session() as session:
            found = await saved_messages(session, (await session.execute(query)).all(), self._answers)
        if not found:
            raise no_message()
        return found[0]

    @run_to_completion
    async def images(self, user_id: int, message_id: int) -> tuple[ImagePart | None, ...]:
        """A message's images, None for unreadable ones. All other reads leave images out."""
        query = (
            select(col(MessageRow.images))
            .join(ConversationRow, _MESSAGE_OF_CONVERSATION)
            .where(col(MessageRow.id) == message_id, *owned_by(user_id))
        )
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise no_message()
        return await asyncio.to_thread(images_in, row.images)

    @run_to_completion
    async def begin_turn(self, turn: NewTurn, *, history_limit: int = 0) -> Turn:
        """Save a question and its empty answer. Raises InvalidRequest while another answer is being written.

        The turn's history ends with the question and holds at most `history_limit` messages.
        """
        first = None
        if turn.conversation_id is not None and turn.edited_id is not None:
            first = await prepare_first_branch(self._database, turn.user_id, turn.conversation_id)

        async def begin_in(session: AsyncSession) -> Turn:
            return await begin(session, turn, self._answers, first, history_limit=history_limit)

        return await self._begin(begin_in, turn.user_id, turn.key)

    @run_to_completion
    async def retry_turn(
        self, user_id: int, message_id: int, provider: str, model: str, *, history_limit: int = 0, key: TurnKey | None = None
    ) -> Turn:
        """Start another answer to the message's question; the old answer stays as a version. See `begin_turn`."""
        async with self._database.session() as reading:
            conversation_id = await conversation_of(reading, user_id, message_id)
        first = await prepare_first_branch(self._database, user_id, conversation_id)

        async def begin_in(session: AsyncSession) -> Turn:
            return await begin_again(
                session, user_id, message_id, provider, model, self._answers, first, history_limit=history_limit
            )

        return await self._begin(begin_in, user_id, key)

    @run_to_completion
    async def turn_of(self, user_id: int, key: TurnKey) -> Turn | None:
        """The turn that was started under the key, without its history. See `recall`."""
        async with self._database.session() as session:
            return await recall(session, user_id, key)

    @run_to_completion
    async def _begin(self, begin_in: Callable[[AsyncSession], Awaitable[Turn]], user_id: int, key: TurnKey | None) -> Turn:
        """Register the answer before its row is visible: others would take it for one without a writer. Raises SentBefore."""
        turn = None
        try:
            async with self._database.transaction() as session:
                await require_living(session, self._answers)
                if key is not None and self._answers.worker is not None:
                    await require_unused(session, user_id, key)
                turn = await begin_in(session)
                if key is not None:
                    await remember(session, user_id, key, turn.reply_id)
                self._answers.begin(turn.reply_id)
        except BaseException:
            if turn is not None:
                self._answers.close(turn.reply_id)
            raise
        return turn

    async def append(self, message_id: int, *, text: str = "", thinking: str = "") -> None:
        """Append to a streaming answer; answers that grow at once share a transaction. Raises NotSaved."""
        if text or thinking:
            await self._appender.append(message_id, text, thinking)

    @run_to_completion
    async def finish(
        self,
        message_id: int,
        outcome: Outcome,
        *,
        text: str = "",
        thinking: str = "",
        whole: AnswerParts | None = None,
        artifacts: Sequence[Artifact] = (),
    ) -> None:
        """Append the last text, or replace it by `whole`; store the outcome and the artifacts, and record the usage."""
        await self._ends.save(message_id, outcome, text=text, thinking=thinking, whole=whole, artifacts=artifacts)

    def hold(self, message_id: int, unsaved: UnsavedAnswer) -> None:
        """Show the answer as finished until `finish` succeeds in saving it."""
        self._answers.hold(message_id, unsaved)

    def release(self, message_id: int) -> None:
        """Give up writing the answer: if its row is still streaming, the next read interrupts it."""
        self._ends.forget(message_id)

    @run_to_completion
    async def end_left_behind(self, user_id: int, conversation_id: int) -> bool:
        """Interrupt a streaming answer of this conversation that has no writer. Returns whether there was one."""
        which = col(MessageRow.conversation_id) == conversation_id
        is_theirs = exists().where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        async with self._database.session() as session:
            if not await session.scalar(select(exists().where(IS_STREAMING, which, is_orphaned(self._answers), is_theirs))):
                return False
        async with self._database.transaction() as session:
            return await end_orphans(session, self._answers, which) > 0

    @run_to_completion
    async def interrupt_orphans(self) -> int:
        """Interrupt the answers of a crashed process and record their calls. Only the one serving process may do so."""
        async with self._database.transaction() as session:
            return await interrupt(session)
