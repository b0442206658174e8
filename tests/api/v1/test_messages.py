"""`/v1/messages` beside what its own library shows in test_chat_completions.py."""

import httpx
from fakes.acme import DONE, AcmeProvider

from rxchat.domain.chunks import TextDelta, ThinkingDelta

ASKED = {"model": "acme:known", "max_tokens": 9, "messages": [{"role": "user", "content": "Hello there"}]}


async def test_thinking_is_written_for_who_asks_for_it(program: httpx.AsyncClient, acme: AcmeProvider):
    acme.say(ThinkingDelta(text="Hm."), TextDelta(text="Hi."), DONE)
    kinds = [block["type"] for block in (await program.post("/v1/messages", json=ASKED)).json()["content"]]
    assert kinds == ["text"]
    acme.say(ThinkingDelta(text="Hm."), TextDelta(text="Hi."), DONE)
    asked = ASKED | {"thinking": {"type": "adaptive"}}
    kinds = [block["type"] for block in (await program.post("/v1/messages", json=asked)).json()["content"]]
    assert kinds == ["thinking", "text"]


async def test_an_estimate_says_that_it_is_one(program: httpx.AsyncClient):
    counted = await program.post("/v1/messages/count_tokens", json={name: ASKED[name] for name in ("model", "messages")})
    assert counted.json()["input_tokens"] > 1
    assert counted.headers["x-rxchat-estimate"] == "true"
