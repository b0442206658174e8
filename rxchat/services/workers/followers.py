"""Followers: workers whose readers follow answers that are written here, and how far each is in them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from rxchat.cluster.messages import Frames, Position, ReplyFrame
from rxchat.services.chat.generation import Generation

ALIVE_SECONDS: Final = 0.2
"""How often a follower hears something, where nothing is new."""
POSITIONS_SECONDS: Final = 1.0
"""How often it hears how far all of its answers are, so that it notices what got lost."""
MOST_CHARACTERS: Final = 2**16
"""Of one message, which has about four times as many bytes at most."""


class Follower:
    """`here` are the answers that are written here, by their ids. `grown` is called when there is something to send."""

    def __init__(self, positions: Iterable[Position], here: Mapping[int, Generation], grown: Callable[[], None]) -> None:
        self._grown = grown
        self._cursors: dict[int, _Cursor] = {}
        self._due: dict[int, None] = {}
        self._sent_at = self._told_at = float("-inf")
        for position in positions:
            if (generation := here.get(position.reply_id)) is not None:
                self._cursors[position.reply_id] = _Cursor(generation, position, partial(self._note, position.reply_id))
                self._due[position.reply_id] = None

    @property
    def size(self) -> int:
        """How many answers it follows."""
        return len(self._cursors)

    def messages(self) -> Iterator[Frames]:
        """What is new, and from time to time how far everything is. An answer's end is the last of it."""
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= POSITIONS_SECONDS:
            self._told_at = now
            self._due = dict.fromkeys(self._cursors)
        if self._due or now - self._sent_at >= ALIVE_SECONDS:
            self._sent_at = now
            due, self._due = self._due, {}
            ended = [reply_id for reply_id in due if self._cursors[reply_id].is_over]
            yield from _packed([self._cursors[reply_id].next() for reply_id in due])
            for reply_id in ended:
                self._drop(reply_id)

    def close(self) -> None:
        """It gets nothing more. What `messages` is about to give, it may still get."""
        for reply_id in list(self._cursors):
            self._drop(reply_id)

    def _drop(self, reply_id: int) -> None:
        if (cursor := self._cursors.pop(reply_id, None)) is not None:
            cursor.close()

    def _note(self, reply_id: int) -> None:
        self._due[reply_id] = None
        self._grown()


class _Cursor:
    """How far a follower is in one answer."""

    def __init__(self, generation: Generation, position: Position, grown: Callable[[], None]) -> None:
        self._generation = generation
        written, thinking = generation.pieces
        self._written = _Rest(written, position.text)
        self._thinking = _Rest(thinking, position.thinking)
        self.close = generation.watch(grown)

    @property
    def is_over(self) -> bool:
        return self._generation.outcome is not None

    def next(self) -> ReplyFrame:
        """What the follower hasn't got, which counts as sent then."""
        return ReplyFrame(self._generation.reply_id, *self._written.take(), *self._thinking.take())


class _Rest:
    """The pieces of a growing text from the one on that has the character at `position`."""

    def __init__(self, pieces: Sequence[str], position: int) -> None:
        self._pieces = pieces
        self._count = self._at = 0
        for piece in pieces:
            if self._at + len(piece) > position:
                break
            self._at += len(piece)
            self._count += 1

    def take(self) -> tuple[int, str]:
        """Where it begins, and it."""
        at, text = self._at, "".join(self._pieces[self._count :])
        self._count, self._at = len(self._pieces), at + len(text)
        return at, text


def _packed(frames: Iterable[ReplyFrame]) -> Iterator[Frames]:
    """As few messages as possible, one at least."""
    packed: list[ReplyFrame] = []
    room = MOST_CHARACTERS
    for frame in (part for whole in frames for part in _parts(whole)):
        size = len(frame.text) + len(frame.thinking)
        if packed and size > room:
            yield Frames(tuple(packed))
            packed, room = [], MOST_CHARACTERS
        packed.append(frame)
        room -= size
    yield Frames(tuple(packed))


def _parts(frame: ReplyFrame) -> Iterator[ReplyFrame]:
    """A frame in parts that each fit into a message: reasoning first, as it comes first."""
    reply_id, text_at, text, thinking_at, thinking = frame
    if len(text) + len(thinking) <= MOST_CHARACTERS:
        yield frame
        return
    for start in range(0, len(thinking), MOST_CHARACTERS):
        yield ReplyFrame(reply_id, text_at, "", thinking_at + start, thinking[start : start + MOST_CHARACTERS])
    for start in range(0, len(text), MOST_CHARACTERS):
        yield ReplyFrame(reply_id, text_at + start, text[start : start + MOST_CHARACTERS], thinking_at + len(thinking), "")
