"""Direct sending: what is for one tab goes to its websocket without a task for each packet and one for each wait.

Socket.IO sends to rooms, and each recipient in a task of its own; a tab is a room of one. Engine.IO waits for the next packet in
`asyncio.wait_for`, which is a task too before Python 3.12. A growing answer sends forty packets a second.
"""

import asyncio
from typing import Any

import reflex as rx
from engineio.async_socket import AsyncSocket  # pyright: ignore[reportMissingTypeStubs]
from engineio.exceptions import QueueEmpty, SocketIsClosedError  # pyright: ignore[reportMissingTypeStubs]
from socketio import AsyncManager, packet  # pyright: ignore[reportMissingTypeStubs]

_AsyncManager: Any = AsyncManager  # Socket.IO and Engine.IO have no types
_AsyncSocket: Any = AsyncSocket


class DirectManager(_AsyncManager):
    async def emit(self, event: str, data: Any, namespace: str, room: str | None = None, **options: Any) -> None:
        tab = self.eio_sid_from_sid(room, namespace) if room else None
        if tab is None or any(options.get(option) for option in ("to", "callback", "skip_sid")):
            await _AsyncManager.emit(self, event, data, namespace, room=room, **options)
            return
        server = self.server
        text = server.packet_class(packet.EVENT, namespace=namespace, data=[event, data]).encode()
        try:
            await server.eio.send(tab, text)
        except SocketIsClosedError:  # the tab has gone; what follows from that, its own event says
            return


async def next_packets(socket: Any) -> list[Any]:
    """As `AsyncSocket.poll`: those that wait to be sent, at least one; none at the end. Raises QueueEmpty where nothing comes."""
    queue: asyncio.Queue[Any] = socket.queue
    try:
        async with asyncio.timeout(socket.server.ping_interval + socket.server.ping_timeout):
            packets = [await queue.get()]
    except (TimeoutError, asyncio.CancelledError):
        raise QueueEmpty from None
    queue.task_done()
    while packets[-1] is not None and not queue.empty():
        packets.append(queue.get_nowait())
        queue.task_done()
    if packets[-1] is None and len(packets) > 1:
        queue.put_nowait(packets.pop())  # the end is for the next call
    return [] if packets == [None] else packets


def send_directly(app: rx.App) -> None:
    """Before the app's first connection."""
    server = app.sio
    assert server is not None
    manager: Any = DirectManager()
    manager.set_server(server)
    server.manager = manager
    _AsyncSocket.poll = next_packets
