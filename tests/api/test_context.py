from typing import Any

import httpx
from fakes._anthropic_cache import PromptCache
from fakes.anthropic import FakeAnthropic

MODEL = "claude:claude-sonnet-5-5"


async def asked(client: httpx.AsyncClient, text: str, conversation: int | None = None) -> dict[str, Any]:
    body = {"model": MODEL, "messages": [{"role": "user", "content": text}]}
    place = {"conversation_id": conversation} if conversation else {"save": True}
    answer = await client.post("/api/chat", json=body | place)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_context_is_told_compacted_edited_and_undone(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    anthropic.cache = PromptCache()
    first = await asked(client, "What is it? " * 300)
    conversation = first["conversation_id"]
    path = f"/api/conversations/{conversation}"
    told = (await client.get(f"{path}/context")).json()
    assert told["counted_tokens"] == first["usage"]["input_tokens"] + first["usage"]["output_tokens"]
    assert (told["model"], told["can_compact"], told["summary"]) == (MODEL, False, None)
    assert told["next_cost"] > 0
    assert (await client.post(f"{path}/compact")).status_code == 422
    await asked(client, "And what more?", conversation)
    anthropic.next(text="They asked what it is.")
    told = (await client.post(f"{path}/compact", json={"model": MODEL})).json()
    assert told["summary"]["text"] == "They asked what it is."
    place = f"/api/messages/{told['summary']['message_id']}/summary"
    assert (await client.get(place)).json() == told["summary"]
    assert (await client.put(place, json={"text": "Other words."})).status_code == 204
    await asked(client, "Go on.", conversation)
    assert "Other words." in anthropic.messages[-1].body.decode()
    assert "What is it?" not in anthropic.messages[-1].body.decode()
    assert (await client.delete(place)).status_code == 204
    assert (await client.get(place)).status_code == 404
    assert (await client.get(f"{path}/context")).json()["summary"] is None
    shown = (await client.get(f"{path}/messages")).json()["messages"]
    assert len(shown) == 6


async def test_a_summary_that_fails_says_so(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    conversation = (await asked(client, "One"))["conversation_id"]
    await asked(client, "Two", conversation)
    anthropic.next(text="Half a", stop_reason="max_tokens")
    refused = await client.post(f"/api/conversations/{conversation}/compact")
    assert (refused.status_code, refused.json()["error"]["code"]) == (502, "not_summarized")
    assert refused.json()["error"]["hint"]
    for wrong in ({"model": ""}, {"models": 1}, []):
        assert (await client.post(f"/api/conversations/{conversation}/compact", json=wrong)).status_code == 422
    assert (await client.get("/api/conversations/99999/context")).status_code == 404


async def test_a_new_chat_is_gauged_for_the_model_that_is_named(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    await client.patch("/api/preferences/instructions", json={"about_you": "I repair pumps. " * 10})
    said = (await client.get("/api/context", params={"model": MODEL})).json()
    assert (said["model"], said["counted_tokens"], said["branch"]["answers"], said["token_scale"]) == (MODEL, 0, 0, 1)
    assert said["used_tokens"] == said["estimated_tokens"] == said["parts"]["instructions"] > 0
    assert (await client.get("/api/context", params={"model": MODEL, "project_id": 99})).status_code == 404
    for wrong in ({}, {"model": ""}, {"model": MODEL, "project_id": 0}):
        assert (await client.get("/api/context", params=wrong)).status_code == 422
