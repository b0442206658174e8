"""A page without a browser: the packets that the built page exchanges over its websocket, and when each word was there."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import websockets
from websockets.typing import Origin

from bench.answer import Answer
from bench.program import Program

ROOT: Final = "reflex___state____state"
LOAD: Final = f"{ROOT}.hydrate_and_load"
SHOW: Final = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
SEND: Final = f"{ROOT}.rxchat___state___sending____sending_state.send"
LIVE: Final = f"{ROOT}.live"
MARKER: Final = "_rx_state_"
MESSAGES: Final = "messages" + MARKER
FRAME: Final = "frame" + MARKER


class SocketPage:
    """One tab. `seen` holds the milliseconds since 1970 at which each word was there; `frames` and `size` what came."""

    def __init__(self, program: Program) -> None:
        self.seen: list[float] = []
        self.frames = self.size = 0
        self._program = program
        self._text = ""
        self._socket: Any = None

    async def open(self) -> None:
        """Load the front page."""
        url = self._program.url.replace("http", "ws", 1) + f"/_event/?EIO=4&transport=websocket&token={uuid4()}"
        cookie = {"cookie": f"rxchat_session={self._program.cookie}"}
        self._socket = await websockets.connect(url, origin=Origin(self._program.url), additional_headers=cookie, proxy=None)
        await self._socket.recv()
        event = {"name": LOAD, "payload": {"hashes": []}, "router_data": {"pathname": "/", "asPath": "/"}}
        await self._socket.send("40/_event," + json.dumps({"event": event}))
        await self._until(lambda delta: delta.get(ROOT, {}).get("is_hydrated" + MARKER) is True)

    async def read(self, answer: Answer, tag: str) -> None:
        """Ask for the answer, and read it to its end."""
        await self._fire(SEND, "/", text=answer.question(tag), token=tag, images=[])
        await self._until(lambda delta: self._has_all(delta.get(LIVE, {}), answer, tag, is_over=_is_answered(delta)))

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def _fire(self, name: str, path: str, query: dict[str, str] | None = None, **payload: Any) -> None:
        router = {"pathname": path, "asPath": path, "query": query or {}}
        await self._socket.send("42/_event," + json.dumps(["event", {"name": name, "payload": payload, "router_data": router}]))

    async def _until(self, is_so: Callable[[dict[str, Any]], bool]) -> None:
        while True:
            packet = str(await self._socket.recv())
            if packet == "2":
                await self._socket.send("3")
            if not packet.startswith("42/_event,"):
                continue
            _, update = json.loads(packet.partition(",")[2])
            for event in update.get("events", ()):
                if event["name"] == "_redirect":
                    path = event["payload"]["path"]
                    await self._fire(SHOW, path, {"conversation_id": path.rpartition("/")[2]})
            self.frames += LIVE in update.get("delta", {})
            self.size += len(packet)
            if is_so(update.get("delta", {})):
                return

    def _has_all(self, live: dict[str, Any], answer: Answer, tag: str, *, is_over: bool) -> bool:
        """Note the words that are there; the last ones, on a busy machine all, may come with the finished message."""
        text = self._text = self._text + live.get(FRAME, {}).get("text", "")
        last = re.search(rf"{tag}(\d+)(?!.*{tag})", text, re.DOTALL)
        count = answer.words if is_over else int(last[1]) + 1 if last else 0
        self.seen.extend([time.time() * 1000] * (count - len(self.seen)))
        return len(self.seen) >= answer.words


def _is_answered(delta: dict[str, Any]) -> bool:
    messages = next((state[MESSAGES] for state in delta.values() if MESSAGES in state), [])
    return bool(messages) and (messages[-1]["role"], messages[-1]["status"]) == ("assistant", "complete")


async def read_at_once(program: Program, answer: Answer, tags: list[str], on_ready: Callable[[], None]) -> list[SocketPage]:
    """Open one page for each tag, call `on_ready`, and have all of them answered at once."""
    pages = [SocketPage(program) for _ in tags]
    try:
        for page in pages:
            await page.open()
        await asyncio.sleep(1)  # what opening leaves to do
        on_ready()
        await asyncio.gather(*(page.read(answer, tag) for page, tag in zip(pages, tags, strict=True)))
    finally:
        await asyncio.gather(*(page.close() for page in pages))
    return pages
