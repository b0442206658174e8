"""Ollama's own API as it behaves, on a loopback port. What a test can tell it to do is in `script.py`.

By hand: `PYTHONPATH=tests python -m fakes.ollama --port 8899`.
"""

import json
from collections.abc import Callable
from typing import Any

from fakes._ollama_rules import MODELS, check_key, check_request, context_of, full_name, shown
from fakes.script import FakeVendor, Refused, Script, Stream, run, words
from fakes.server import FakeReply, FakeRequest


class FakeOllama(FakeVendor):
    """A stand-in for an Ollama server. `may_show` is called before a model is shown: it may hold that up.

    What does not fit into `num_ctx` it leaves out without a word, as the real one does; `forgotten` counts such requests.
    """

    usual_key = "ollama-fake-0123456789abcdef"
    cards = MODELS
    content_type = "application/x-ndjson"
    ping = b"\n"
    garbage = b'{"model": "llama3.2", "mess\n'

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.forgotten = 0
        self.may_show: Callable[[str], bool] = lambda _: True
        """Whether a model is shown; one that is not gets no answer."""

    @property
    def chats(self) -> list[FakeRequest]:
        """The requests for an answer."""
        return [request for request in self.requests if request.path == "/api/chat"]

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        if request.path == "/api/show":  # no part of the scripted exchange
            await self._show(request, reply)
        else:
            await super().respond(request, reply)

    async def serve(self, request: FakeRequest, reply: FakeReply) -> None:
        check_key(request.headers, self.key)
        match request.method, request.path:
            case "GET", "/api/version":
                await reply.send_json(200, {"version": "0.20.1"})
            case "GET", "/api/tags" if self.listing is not None:
                await reply.send(200, {"content-type": "application/json"}, self.listing)
            case "GET", "/api/tags":
                await reply.send_json(200, {"models": self.models})
            case "POST", "/api/chat":
                body = check_request(request.body, self._names())
                if _least_tokens(body) > body.get("options", {}).get("num_ctx", 4_096):
                    self.forgotten += 1
                await self.play(body, reply, streams=body.get("stream", True))
            case _:
                await reply.send(404, {"content-type": "text/plain"}, b"404 page not found")

    def _names(self) -> set[str]:
        return {card["model"] for card in self.models}

    async def _show(self, request: FakeRequest, reply: FakeReply) -> None:
        model = request.json["model"]
        if not self.may_show(model):
            await reply.stall()
        if full_name(model) not in self._names():
            await reply.send_json(404, {"error": f"model '{model}' not found"})
        else:
            await reply.send_json(200, shown(model))

    def error_kind(self, status: int) -> str:
        del status
        return ""

    def error_body(self, refused: Refused) -> dict[str, Any]:
        return {"error": refused.message}

    def failure(self, refused: Refused, newline: str) -> bytes:
        return json.dumps(self.error_body(refused)).encode() + newline.encode()

    def whole(self, body: dict[str, Any], text: str, script: Script) -> dict[str, Any]:
        thinking = {"thinking": script.thinking} if script.thinking else {}
        return _head(body) | {"message": {"role": "assistant", "content": text, **thinking}} | self._end_of(text, script)

    def stream(self, body: dict[str, Any], text: str, script: Script) -> Stream:
        def line(message: dict[str, Any], end: dict[str, Any]) -> bytes:
            event = _head(body) | {"message": {"role": "assistant", **message}} | end
            return json.dumps(event, ensure_ascii=False).encode() + script.newline.encode()

        more = {"done": False}
        pieces = [line({"content": "", "thinking": word}, more) for word in words(script.thinking)]
        pieces += [line({"content": word}, more) for word in words(text)]
        return Stream(pieces=pieces, closing=line({"content": ""}, self._end_of(text, script)))

    def _end_of(self, text: str, script: Script) -> dict[str, Any]:
        """The numbers at the end. A prompt that was all in the cache is not counted: `usage=False`."""
        end = {"done": True, "done_reason": script.stop_reason or self.stop_reason, "total_duration": 5, "load_duration": 1}
        counted = {"prompt_eval_count": 35, "prompt_eval_duration": 2} if script.usage else {}
        return end | counted | {"eval_count": len(words(text)) + len(words(script.thinking)), "eval_duration": 2}


def _head(body: dict[str, Any]) -> dict[str, Any]:
    return {"model": body["model"], "created_at": "2026-11-22T09:47:04.123456Z"}


def _least_tokens(body: dict[str, Any]) -> int:
    """What a text of long words would count: at most the model's own context is asked for."""
    text = sum(len(turn["content"]) for turn in body["messages"]) // 4
    return min(text, context_of(body["model"]))


if __name__ == "__main__":
    run(FakeOllama)
