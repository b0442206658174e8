"""Keyed turns: a turn that is sent again under the same key is answered by the answer that it has."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import Restarting
from rxchat.domain.turns import TurnKey
from rxchat.services.chat.answer_events import growing_in
from rxchat.services.chat.elsewhere import Elsewhere
from rxchat.services.chat.generation import Generation


class KeyedTurns:
    """`running` are the answers in progress here, by conversation; `elsewhere` follows those of other workers."""

    def __init__(
        self, messages: MessageRepository, running: Mapping[int, Generation], elsewhere: Elsewhere | None = None
    ) -> None:
        self._messages = messages
        self._running = running
        self.is_closed = False
        self._elsewhere = elsewhere
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def once(self, user_id: int, key: TurnKey | None) -> AsyncGenerator[Generation | None]:
        """The answer that the turn has already. While the block runs, no other turn begins under the key.

        Raises Restarting for a new turn after `close`.
        """
        if key is None:
            self._require_open()
            yield None
            return
        lock = self._locks.setdefault((user_id, key.text), asyncio.Lock())
        async with lock:
            earlier = await self.find(user_id, key)
            if earlier is None:
                self._require_open()
            yield earlier

    def close(self) -> None:
        """From now on, no turn begins. Answers in progress go on."""
        self.is_closed = True

    def _require_open(self) -> None:
        if self.is_closed:
            raise Restarting("rxchat is restarting.")

    async def find(self, user_id: int, key: TurnKey) -> Generation | None:
        """The answer to the turn, growing or finished. Raises InvalidRequest if something else was sent under the key."""
        turn = await self._messages.turn_of(user_id, key)
        if turn is None:
            return None
        running = self._running.get(turn.conversation_id)
        if running is not None and running.reply_id == turn.reply_id:
            return running
        saved = await self._messages.get(user_id, turn.reply_id)
        if saved.status is MessageStatus.STREAMING and self._elsewhere is not None:
            return await self._elsewhere.follow(growing_in(turn, user_id, saved))
        return Generation.of_saved(turn, user_id, saved)
