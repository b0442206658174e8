"""Redis bus: one mailbox for each worker and one channel for all, by Redis' pub/sub, which keeps nothing."""

import asyncio
import logging
from itertools import count
from types import TracebackType
from typing import Any, Final, NamedTuple, cast

from redis.asyncio.connection import AbstractConnection

from rxchat.cluster.bus import BusState, Receive
from rxchat.cluster.messages import Hello, Message, UnknownMessage, decode, encode
from rxchat.cluster.redis_connection import FAILURES, connected, place_of, reason_of
from rxchat.cluster.sealed import NotOurs, Seal

SEND_SECONDS: Final = 0.25
GRACE_SECONDS: Final = 0.02
HELLO_SECONDS: Final = 5.0
DEAF_SECONDS: Final = 10.0
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 2.0

log = logging.getLogger(__name__)


class _Lost(Exception):
    """The bus must connect again. Its text is why, as the end of a sentence."""


class _Outgoing(NamedTuple):
    channel: str
    sealed: bytes
    heard_by: asyncio.Future[int]


class _Failures:
    """`with failures:` suppresses exceptions of the block, and logs the first of several in a row."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._is_on = False

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        if not self._is_on:
            self._is_on = True
            error = _first(error)
            words = "Messages between workers don't get through Redis at %s: %s. The database is asked instead, more slowly."
            is_usual = isinstance(error, (*FAILURES, _Lost))
            log.warning(words, self._place, reason_of(error), exc_info=None if is_usual else error)
        return True

    def end(self) -> None:
        if self._is_on:
            self._is_on = False
            log.warning("Messages between workers get through Redis at %s again.", self._place)


class RedisBus:
    """Sends and hears while `run` runs, on two connections. Whatever happens to them, it connects again.

    Messages that come at once travel together. None waits longer than a quarter of a second: then both connections are given up,
    because Redis or the network stands still, and what is to be sent meanwhile is lost at once.
    """

    def __init__(self, url: str, *, worker: str, seal: Seal) -> None:
        self._url = url
        self._worker = worker
        self._seal = seal
        self._receivers: list[Receive] = []
        self._outgoing: list[_Outgoing] = []
        self._is_due = asyncio.Event()
        self._is_connected = False
        self._heard_at = float("-inf")
        self._numbers = count()
        self._pause = FIRST_PAUSE
        self._failures = _Failures(place_of(url))

    @property
    def state(self) -> BusState:
        has_heard = self._is_connected and self._heard_at > _now() - DEAF_SECONDS
        return BusState.OK if has_heard else BusState.DEAF

    async def send(self, worker: str, message: Message) -> bool:
        return await self._publish(self._mailbox(worker), message) > 0

    async def broadcast(self, message: Message) -> bool:
        return await self._publish(self._everybody, message) > 0

    def hear(self, receive: Receive) -> None:
        self._receivers.append(receive)

    async def run(self) -> None:
        """Stay connected until this is cancelled."""
        while True:
            with self._failures:
                await self._converse()
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)

    async def _converse(self) -> None:
        """Send and hear until that fails, which ends all of it."""
        async with connected(self._url) as listener, connected(self._url) as sender:
            await self._subscribe(listener)
            self._is_connected, self._heard_at = True, float("-inf")
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._hear_all(listener))
                    tasks.create_task(self._send_all(sender))
                    tasks.create_task(self._prove_hearing())
            finally:
                self._is_connected = False
                _lose(self._taken())

    async def _subscribe(self, listener: AbstractConnection) -> None:
        channels = self._mailbox(self._worker), self._everybody
        async with asyncio.timeout(DEAF_SECONDS):
            await listener.send_command("SUBSCRIBE", *channels)
            for _ in channels:
                await listener.read_response()

    async def _hear_all(self, listener: AbstractConnection) -> None:
        while True:
            self._take(await listener.read_response())

    async def _send_all(self, sender: AbstractConnection) -> None:
        while True:
            await self._is_due.wait()
            outgoing = self._taken()
            sending = asyncio.create_task(_publish_all(sender, outgoing))
            try:
                await asyncio.wait([sending], timeout=SEND_SECONDS)
                if not sending.done():  # it may be this process that stood still: what has come meanwhile is read first
                    await asyncio.wait([sending], timeout=GRACE_SECONDS)
                if not sending.done():
                    raise _Lost("a message took too long")
                sending.result()
            finally:
                sending.cancel()
                _lose(outgoing)

    async def _prove_hearing(self) -> None:
        """Send to oneself every few seconds. Raises _Lost when nothing of it is heard."""
        since = _now()
        while True:
            await self.send(self._worker, Hello(next(self._numbers)))
            await asyncio.sleep(HELLO_SECONDS)
            if max(self._heard_at, since) <= _now() - DEAF_SECONDS:
                raise _Lost("nothing is heard any more")

    def _take(self, reply: Any) -> None:
        """What came from Redis. Messages of others who use it are ignored."""
        kind, channel, sealed = reply
        if kind != b"message":
            return
        try:
            sender, message = decode(self._seal.open(sealed, channel.decode()))
        except (NotOurs, UnknownMessage) as exc:
            log.debug("A message was ignored: %s.", exc)
            return
        if sender != self._worker:
            self._deliver(sender, message)
        elif isinstance(message, Hello):
            self._heard_itself()

    def _deliver(self, sender: str, message: Message) -> None:
        for receive in self._receivers:
            try:
                receive(sender, message)
            except Exception:
                log.exception("A message of another worker couldn't be taken.")

    def _heard_itself(self) -> None:
        self._heard_at, self._pause = _now(), FIRST_PAUSE
        self._failures.end()

    async def _publish(self, channel: str, message: Message) -> int:
        """How many have heard it."""
        if not self._is_connected:
            return 0
        sealed = self._seal.seal(encode(self._worker, message), channel)
        outgoing = _Outgoing(channel, sealed, asyncio.get_running_loop().create_future())
        self._outgoing.append(outgoing)
        self._is_due.set()
        return await outgoing.heard_by

    def _taken(self) -> list[_Outgoing]:
        taken, self._outgoing = self._outgoing, []
        self._is_due.clear()
        return taken

    def _mailbox(self, worker: str) -> str:
        return f"rxchat:{self._seal.name}:w:{worker}"

    @property
    def _everybody(self) -> str:
        return f"rxchat:{self._seal.name}:all"


async def _publish_all(sender: AbstractConnection, outgoing: list[_Outgoing]) -> None:
    commands = [sender.pack_command("PUBLISH", each.channel, each.sealed) for each in outgoing]
    await sender.send_packed_command([part for command in commands for part in command], check_health=False)
    for each in outgoing:
        _settle(each.heard_by, cast(int, await sender.read_response()))


def _lose(outgoing: list[_Outgoing]) -> None:
    for each in outgoing:
        _settle(each.heard_by, 0)


def _settle(heard_by: asyncio.Future[int], count: int) -> None:
    if not heard_by.done():
        heard_by.set_result(count)


def _first(error: BaseException) -> BaseException:
    """What went wrong first among what ended together."""
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return error


def _now() -> float:
    return asyncio.get_running_loop().time()
