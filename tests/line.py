"""A line between workers of one process, which can be cut: messages arrive as soon as they are sent, as they are written."""

from collections import Counter
from collections.abc import Callable

from rxchat.cluster.bus import BusState, Receive
from rxchat.cluster.messages import Message, decode, encode


class Line:
    """`is_lossy` says of a message that it gets lost, although its sender doesn't notice."""

    def __init__(self) -> None:
        self.buses: dict[str, LineBus] = {}
        self.is_cut = False
        self.is_lossy: Callable[[Message], bool] = lambda _message: False
        self.carried = Counter[str]()
        """Messages by kind, once for each receiver."""

    def bus(self, worker: str) -> "LineBus":
        return self.buses.setdefault(worker, LineBus(self, worker))

    def carry(self, sender: str, receiver: str, message: Message) -> None:
        self.carried[type(message).__name__] += 1
        if not self.is_lossy(message):
            self.buses[receiver].take(encode(sender, message))


class LineBus:
    def __init__(self, line: Line, worker: str) -> None:
        self._line = line
        self._worker = worker
        self._receivers: list[Receive] = []

    @property
    def state(self) -> BusState:
        return BusState.DEAF if self._line.is_cut else BusState.OK

    async def send(self, worker: str, message: Message) -> bool:
        if self._line.is_cut or worker not in self._line.buses:
            return False
        self._line.carry(self._worker, worker, message)
        return True

    async def broadcast(self, message: Message) -> bool:
        if self._line.is_cut:
            return False
        for worker in [worker for worker in self._line.buses if worker != self._worker]:
            self._line.carry(self._worker, worker, message)
        return True

    async def run(self) -> None:
        """It is connected by itself."""

    def hear(self, receive: Receive) -> None:
        self._receivers.append(receive)

    def take(self, written: bytes) -> None:
        sender, message = decode(written)
        for receive in self._receivers:
            receive(sender, message)
