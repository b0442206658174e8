"""Gemini's generateContent as it behaves, on a loopback port. What a test can tell it to do is in `script.py`.

By hand: `PYTHONPATH=tests python -m fakes.gemini --port 8899`.
"""

import json
from typing import Any

from fakes._gemini_rules import MODELS, check_key, check_request
from fakes.script import FakeVendor, Refused, Script, Stream, run, sse, words
from fakes.server import FakeReply, FakeRequest

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class FakeGemini(FakeVendor):
    """A stand-in for Google's API. `wraps_errors` puts them into a list of one, `details` stand in each of them.

    A script's `error_code` becomes the `reason` of an error, its `stop_details` stand in the last candidate, and the ending
    "error" breaks in as bare lines.
    """

    usual_key = "AIza-fake-0123456789abcdef"
    cards = MODELS
    stop_reason = "STOP"
    garbage = b'data: {"candidates": [{"conte\n\n'

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.page_size = 1000
        self.wraps_errors = False
        self.details: list[dict[str, Any]] = []

    @property
    def chats(self) -> list[FakeRequest]:
        """The requests for an answer."""
        return [request for request in self.requests if "enerateContent" in request.path]

    async def serve(self, request: FakeRequest, reply: FakeReply) -> None:
        check_key(request.headers, request.query, self.key)
        path, _, verb = request.path.rpartition("/")[2].partition(":")
        if (request.method, request.path) == ("GET", "/v1/models"):
            await self._list(request, reply)
        elif request.method == "POST" and request.path.startswith("/v1/models/") and verb in _VERBS:
            if verb.startswith("stream") and request.query.get("alt") != ["sse"]:
                raise Refused(400, "INVALID_ARGUMENT", "The fake streams with alt=sse only.")
            served = {card["name"].removeprefix("models/") for card in self.models if _generates(card)}
            body = check_request(path, request.body, served)
            last = body["contents"][-1]["parts"]
            await self.play(body | {"model": path, "messages": [{"content": last}]}, reply, streams=verb.startswith("stream"))
        else:
            raise Refused(404, "NOT_FOUND", "Requested entity was not found.")

    async def _list(self, request: FakeRequest, reply: FakeReply) -> None:
        if self.listing is not None:
            await reply.send(200, {"content-type": "application/json"}, self.listing)
            return
        start = int(request.query.get("pageToken", ["0"])[0])
        end = start + min(int(request.query.get("pageSize", ["50"])[0]), self.page_size)
        rest = {"nextPageToken": str(end)} if end < len(self.models) else {}
        await reply.send_json(200, {"models": self.models[start:end]} | rest)

    def error_kind(self, status: int) -> str:
        return STATUSES.get(status, "INTERNAL" if status >= 500 else "INVALID_ARGUMENT")

    def error_body(self, refused: Refused) -> Any:
        reason = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": refused.code, "domain": "googleapis.com"}
        details = [*([reason] if refused.code else []), *self.details]
        error = {"code": refused.status, "message": refused.message, "status": refused.kind}
        body = {"error": error | ({"details": details} if details else {})}
        return [body] if self.wraps_errors else body

    def failure(self, refused: Refused, newline: str) -> bytes:
        """Never in a list: Google's own client cannot read one that breaks in."""
        code = next((status for status, word in STATUSES.items() if word == refused.kind), 500)
        body = {"error": {"code": code, "message": refused.message, "status": refused.kind}}
        return (json.dumps(body, indent=2) + "\n").replace("\n", newline).encode()

    def whole(self, body: dict[str, Any], text: str, script: Script) -> dict[str, Any]:
        parts = [{"text": script.thinking, "thought": True}] if script.thinking else []
        return _response(body, [*parts, {"text": text}], text, script, self.stop_reason)

    def stream(self, body: dict[str, Any], text: str, script: Script) -> Stream:
        parts: list[dict[str, Any]] = [{"text": word, "thought": True} for word in words(script.thinking)]
        parts += [{"text": word} for word in words(text)]
        pieces = [sse(_response(body, [part], "", script), script.newline) for part in parts]
        return Stream(pieces=pieces, closing=sse(_response(body, [{"text": ""}], text, script, self.stop_reason), script.newline))


_VERBS = ("generateContent", "streamGenerateContent")


def _generates(card: dict[str, Any]) -> bool:
    return "generateContent" in card["supportedGenerationMethods"]


def _response(
    body: dict[str, Any], parts: list[dict[str, Any]], text: str, script: Script, finish_reason: str = ""
) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if finish_reason:
        candidate |= {"finishReason": script.stop_reason or finish_reason, **(script.stop_details or {})}
    usage: dict[str, Any] = {"promptTokenCount": 35, "cachedContentTokenCount": 7, "totalTokenCount": 35}
    if finish_reason:
        written, thought = len(words(text)), len(words(script.thinking))
        usage |= {"candidatesTokenCount": written, "thoughtsTokenCount": thought, "totalTokenCount": 35 + written + thought}
    head = {"modelVersion": body["model"], "responseId": "resp-1"}
    return {"candidates": [candidate]} | ({"usageMetadata": usage} if script.usage else {}) | head


if __name__ == "__main__":
    run(FakeGemini)
