"""`/api/conversations`."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider
from fakes.anthropic import FakeAnthropic, system_of
from fastapi import FastAPI
from published import published

from rxchat.api.current_user import person
from rxchat.domain.artifact_instructions import ARTIFACT_INSTRUCTIONS
from rxchat.domain.turns import NewTurn
from rxchat.services.events import ConversationChanged
from rxchat.wiring import Services

Hello = Callable[..., dict[str, Any]]


async def new(client: httpx.AsyncClient, title: str = "Holiday", model: str = "acme:known") -> dict[str, Any]:
    response = await client.post("/api/conversations", json={"title": title, "model": model})
    assert response.status_code == 201
    return response.json()


async def titles(client: httpx.AsyncClient, **params: str | int | bool) -> list[str]:
    listed = (await client.get("/api/conversations", params=params)).json()
    return [conversation["title"] for conversation in listed["conversations"]]


async def pages(client: httpx.AsyncClient, **params: str | int) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = []
    cursor: dict[str, str] | None = {}
    while cursor is not None:
        page = (await client.get("/api/conversations", params=params | cursor)).json()
        found.append(page["conversations"])
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
    return found


async def test_a_new_conversation_is_empty_and_can_be_talked_in(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    made = await new(client)
    assert (made["title"], made["provider"], made["model"], made["is_pinned"]) == ("Holiday", "acme", "known", False)
    where = f"/api/conversations/{made['id']}/messages"
    assert (await client.get(where)).json() == {"messages": [], "has_earlier": False}
    acme.say("Hi", DONE)
    assert (await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))).status_code == 200
    question, answer = (await client.get(where)).json()["messages"]
    assert (question["role"], question["content"], question["parent_id"]) == ("user", "Hello", None)
    assert (answer["role"], answer["content"], answer["parent_id"]) == ("assistant", "Hi", question["id"])
    assert (answer["status"], answer["provider"], answer["model"], answer["finish_reason"]) == (
        "complete",
        "acme",
        "known",
        "stop",
    )
    assert answer["usage"]["output_tokens"] == 2
    assert answer["created_at"].endswith("Z")


async def test_messages_come_in_pages(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    made = await new(client)
    for word in ("one", "two"):
        acme.say(word, DONE)
        await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))
    where = f"/api/conversations/{made['id']}/messages"
    last = (await client.get(where, params={"limit": 1})).json()
    assert ([message["content"] for message in last["messages"]], last["has_earlier"]) == (["two"], True)
    rest = (await client.get(where, params={"before": last["messages"][0]["id"]})).json()
    assert ([message["content"] for message in rest["messages"]], rest["has_earlier"]) == (["Hello", "one", "Hello"], False)


async def test_a_conversation_can_be_changed_and_put_away(client: httpx.AsyncClient):
    made = await new(client)
    where = f"/api/conversations/{made['id']}"
    changed = (await client.patch(where, json={"title": "  Summer  ", "is_pinned": True})).json()
    assert (changed["title"], changed["is_pinned"], changed["is_archived"]) == ("Summer", True, False)
    assert (await client.get(where)).json() == changed
    await client.patch(where, json={"is_archived": True})
    assert (await titles(client), await titles(client, archived=True)) == ([], ["Summer"])
    assert (await client.delete(where)).status_code == 204
    for response in (await client.get(where), await client.delete(where), await client.get(f"{where}/messages")):
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")
    assert await titles(client, archived=True) == []


async def test_what_was_deleted_can_be_restored(client: httpx.AsyncClient):
    made = await new(client)
    where = f"/api/conversations/{made['id']}"
    await client.delete(where)
    assert (await client.post(f"{where}/restore")).json() == made
    assert await titles(client) == ["Holiday"]
    assert (await client.post("/api/conversations/999/restore")).status_code == 404


async def test_a_duplicate_has_the_same_messages_and_goes_its_own_way(
    client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello
):
    made = await new(client)
    acme.say("Hi", DONE)
    await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))
    response = await client.post(f"/api/conversations/{made['id']}/duplicate")
    assert (response.status_code, response.json()["title"]) == (201, "Holiday (copy)")
    messages = (await client.get(f"/api/conversations/{response.json()['id']}/messages")).json()["messages"]
    assert [message["content"] for message in messages] == ["Hello", "Hi"]
    await client.delete(f"/api/conversations/{made['id']}")
    assert await titles(client) == ["Holiday (copy)"]
    assert (await client.post("/api/conversations/999/duplicate")).status_code == 404


async def test_a_branch_off_has_the_messages_up_to_one(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    made = await new(client)
    where = f"/api/conversations/{made['id']}"
    for answer in ("Hi", "Later"):
        acme.say(answer, DONE)
        await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))
    _, first, *_ = (await client.get(f"{where}/messages")).json()["messages"]
    response = await client.post(f"{where}/duplicate", params={"up_to": first["id"]})
    assert (response.status_code, response.json()["title"]) == (201, "Holiday (branch)")
    messages = (await client.get(f"/api/conversations/{response.json()['id']}/messages")).json()["messages"]
    assert [message["content"] for message in messages] == ["Hello", "Hi"]
    for up_to, status in ((999, 404), (0, 422), ("x", 422)):
        assert (await client.post(f"{where}/duplicate", params={"up_to": up_to})).status_code == status


async def test_pinned_ones_can_be_listed_apart(client: httpx.AsyncClient):
    pinned = await new(client, "Pinned")
    await new(client, "Other")
    await client.patch(f"/api/conversations/{pinned['id']}", json={"is_pinned": True})
    assert (await titles(client, pinned=True), await titles(client, pinned=False)) == (["Pinned"], ["Other"])
    assert await titles(client) == ["Other", "Pinned"]


async def test_each_change_is_announced_once_for_the_open_tabs(client: httpx.AsyncClient, services: Services):
    async with published(services.events, ConversationChanged) as changes:
        made = await new(client)
        where = f"/api/conversations/{made['id']}"
        await client.patch(where, json={"title": "Summer", "is_pinned": True, "settings": {"temperature": 0.5}})
        copy = (await client.post(f"{where}/duplicate")).json()
        await client.delete(where)
        await client.post(f"{where}/restore")
        await client.delete(where, params={"for_good": True})
    mine, other = (ConversationChanged(services.auth.local_user_id, one["id"]) for one in (made, copy))
    assert changes == [mine, mine, other, mine, mine, mine]


async def test_the_list_comes_in_pages_and_of_one_provider(client: httpx.AsyncClient):
    for number in range(5):
        await new(client, f"Number {number}")
    await new(client, "Of Claude", "claude:claude-sonnet-5-5")
    seen = [conversation["title"] for page in await pages(client, limit=2) for conversation in page]
    assert seen == ["Of Claude", *(f"Number {number}" for number in reversed(range(5)))]
    assert await titles(client, provider="claude") == ["Of Claude"]
    response = await client.get("/api/conversations", params={"cursor": "nonsense"})
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")


async def test_a_search_finds_titles_and_messages_with_their_line(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    made = await new(client, "Gardens of Babylon")
    acme.say("Tulips grow in gardens.", DONE)
    await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"]))
    await new(client, "Something else")
    assert await titles(client, q="babylon") == ["Gardens of Babylon"]
    (found,) = (await client.get("/api/conversations", params={"q": "tulips"})).json()["conversations"]
    assert found["id"] == made["id"]
    assert [piece["text"] for piece in found["match"]["line"] if piece["is_match"]] == ["Tulips"]
    assert await titles(client, q="nowhere") == []
    by_title, by_message = await pages(client, q="gardens", limit=1)
    assert by_title[0]["match"]["message_id"] is None
    assert by_message[0]["match"]["message_id"] == found["match"]["message_id"]


async def test_an_export_is_a_file(client: httpx.AsyncClient, acme: AcmeProvider, hello: Hello):
    acme.say("Hi", DONE)
    made = (await client.post("/api/chat", json=hello("acme:known", save=True))).json()["conversation_id"]
    where = f"/api/conversations/{made}/export"
    exported = await client.post(where)
    assert exported.headers["content-disposition"] == f'attachment; filename="conversation-{made}.json"'
    assert [message["content"] for message in exported.json()["messages"]] == ["Hello", "Hi"]
    text = await client.post(where, params={"format": "markdown"})
    assert text.headers["content-type"].startswith("text/markdown")
    assert text.text == "# Hello\n\n## You\n\nHello\n\n## known\n\nHi\n"
    assert (await client.post(where, params={"format": "pdf"})).status_code == 422
    assert (await client.post("/api/conversations/999/export")).status_code == 404


async def test_nobody_reaches_what_is_somebody_elses(api: FastAPI, client: httpx.AsyncClient, services: Services, hello: Hello):
    made = await new(client)
    api.dependency_overrides[person] = lambda: services.auth.local_user_id + 1
    where = f"/api/conversations/{made['id']}"
    for response in (
        await client.get(where),
        await client.patch(where, json={"title": "Mine"}),
        await client.delete(where),
        await client.get(f"{where}/messages"),
        await client.post(f"{where}/export"),
        await client.post(f"{where}/restore"),
        await client.post(f"{where}/duplicate"),
        await client.post("/api/chat", json=hello("acme:known", conversation_id=made["id"])),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")
    assert await titles(client) == await titles(client, q="Holiday") == []
    api.dependency_overrides.clear()
    assert await titles(client) == ["Holiday"]


async def test_versions_are_made_shown_and_named(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    model = "claude:claude-sonnet-5-5"
    asked = {"model": model, "messages": [{"role": "user", "content": "Hello"}]}
    made = (await client.post("/api/chat", json=asked | {"save": True})).json()
    id_, first = made["conversation_id"], int(made["id"])
    again = {"model": model, "conversation_id": id_, "regenerate": first}
    anthropic.answer("Hello again.")
    second = int((await client.post("/api/chat", json=again)).json()["id"])
    address = f"/api/conversations/{id_}"
    shown = (await client.get(f"{address}/messages")).json()["messages"]
    assert [(m["content"], m["siblings"]) for m in shown] == [("Hello", []), ("Hello again.", [first, second])]
    back = (await client.put(f"{address}/branch", json={"message_id": first})).json()["messages"]
    assert back[-1]["id"] == first
    edited = asked | {"conversation_id": id_, "edit": shown[0]["id"], "messages": [{"role": "user", "content": "Hi"}]}
    await client.post("/api/chat", json=edited)
    assert [m["content"] for m in (await client.get(f"{address}/messages")).json()["messages"]] == ["Hi", "Hello again."]
    for wrong in ({"regenerate": first}, again | {"messages": asked["messages"]}, again | {"conversation_id": 99}):
        assert (await client.post("/api/chat", json={"model": model} | wrong)).status_code in {404, 422}
    assert (await client.put(f"{address}/branch", json={"message_id": 999})).status_code == 404


async def test_settings_are_kept_and_sent_unless_the_request_says_otherwise(client: httpx.AsyncClient, anthropic: FakeAnthropic):
    made = (await client.post("/api/conversations", json={"model": "claude:claude-sonnet-5-5"})).json()
    address = f"/api/conversations/{made['id']}"
    await client.patch(address, json={"settings": {"system": "Be brief.", "max_tokens": 50}})
    changed = (await client.patch(address, json={"settings": {"temperature": 0.5, "max_tokens": None}})).json()["settings"]
    assert changed == {"system": "Be brief.", "temperature": 0.5, "top_p": None, "max_tokens": None, "reasoning": None}
    asked = {
        "model": "claude:claude-sonnet-5-5",
        "messages": [{"role": "user", "content": "Hello"}],
        "conversation_id": made["id"],
    }
    await client.post("/api/chat", json=asked)
    await client.post("/api/chat", json=asked | {"system": "Be long."})
    assert [system_of(request) for request in anthropic.messages] == [
        f"{own}\n\n{ARTIFACT_INSTRUCTIONS}" for own in ("Be brief.", "Be long.")
    ]
    assert (await client.patch(address, json={"settings": {"temperature": 3}})).status_code == 422


async def test_what_is_deleted_for_good_is_gone_also_while_it_is_answered(
    client: httpx.AsyncClient, acme: AcmeProvider, services: Services
):
    user_id = services.auth.local_user_id
    turn = NewTurn(user_id=user_id, conversation_id=None, text="zqsecret", title="T", provider="acme", model="known")
    generation = await services.chat.generations.start(turn, acme)
    where = f"/api/conversations/{generation.conversation_id}"
    assert (await client.delete(where, params={"for_good": True})).status_code == 204
    assert services.chat.generations.running(user_id, generation.conversation_id) is None
    for response in (await client.post(f"{where}/restore"), await client.delete(where, params={"for_good": True})):
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")
    assert all(b"zqsecret" not in file.read_bytes() for file in services.settings.data_dir.glob("rxchat.db*"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"model": "acme:known"}, ["Holiday", "Work"]),
        ({"model": "acme:other"}, []),
        ({"from": "2020-01-01T00:00:00Z"}, ["Holiday", "Work"]),
        ({"to": "2020-01-01T00:00:00+02:00"}, []),
        ({"q": "holi", "model": "known"}, ["Holiday"]),
        ({"q": "holi", "to": "2020-01-01T00:00:00Z"}, []),
        ({"folder": 1}, []),
    ],
)
async def test_the_list_and_the_search_take_the_same_filters(
    client: httpx.AsyncClient, query: dict[str, str | int], expected: list[str]
):
    for title in ("Holiday", "Work"):
        await new(client, title)
    assert sorted(await titles(client, **query)) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2020-01-01T00:00:00"},
        {"to": "soon"},
        {"to": "0.5"},
        {"from": "0001-01-01T00:00:00+14:00"},
        {"folder": 0},
        {"model": ""},
    ],
)
async def test_a_filter_that_means_nothing_is_said_to(client: httpx.AsyncClient, query: dict[str, str | int]):
    answer = await client.get("/api/conversations", params=query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
