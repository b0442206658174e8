"""Instructions over HTTP, and what strict fakes of three vendors then find in their system slot."""

import json
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

import httpx
import pytest
from fakes.anthropic import FakeAnthropic
from fakes.gemini import FakeGemini
from fakes.mistral import FakeMistral

from rxchat.domain.artifact_instructions import ARTIFACT_INSTRUCTIONS
from rxchat.wiring import Services

Hello = Callable[..., dict[str, Any]]
OURS, LEGACY = "/api/preferences/instructions", "/api/settings/custom-instructions"
MODELS = {"claude": "claude-sonnet-5-5", "mistral": "mistral-large-latest", "gemini": "gemini-3.5-flash"}
PERSON = "# About the user\n\nI repair pumps.\n\n# How to respond\n\nBe brief."
PROJECT = "\n\n# Project instructions\n\nMetric."
WHOLE = f"Speak like a pirate.\n\n{PERSON}{PROJECT}"
TAUGHT = f"{WHOLE}\n\n{ARTIFACT_INSTRUCTIONS}"


@pytest.fixture
def vendors(monkeypatch: pytest.MonkeyPatch, anthropic: FakeAnthropic) -> Generator[dict[str, Any]]:
    """Ask for it before the services: they read the environment."""
    with FakeMistral() as mistral, FakeGemini() as gemini:
        for name, fake in {"MISTRAL": mistral, "GEMINI": gemini}.items():
            fake.answer("Yes.")
            monkeypatch.setenv(f"{name}_API_KEY", fake.key)
            monkeypatch.setenv(f"{name}_BASE_URL", fake.url)
        yield {"claude": anthropic, "mistral": mistral, "gemini": gemini}


def system_slots(vendor: str, fake: Any) -> list[str | None]:
    """The system prompt of each request for an answer, joined where a vendor takes it in parts."""
    asked = fake.chats if vendor == "gemini" else fake.messages
    found: list[Any] = []
    for request in asked:
        body = request.body if isinstance(request.body, dict) else json.loads(request.body)
        if vendor == "claude":
            found.append(body.get("system"))
        elif vendor == "gemini":
            found.append(body.get("systemInstruction", {}).get("parts"))
        else:
            found.append(next((message["content"] for message in body["messages"] if message["role"] == "system"), None))
    return ["".join(part["text"] for part in slot) if isinstance(slot, list) else slot for slot in found]


def write(services: Services, statement: str, *values: object) -> list[Any]:
    with closing(sqlite3.connect(services.settings.sqlite_path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


async def instructed_chat(client: httpx.AsyncClient, services: Services, body: dict[str, Any]) -> int:
    """A conversation with a first turn, its own system prompt in the older program's form, and a project."""
    conversation: int = (await client.post("/api/chat", json=body | {"save": True})).json()["conversation_id"]
    project = (
        "INSERT INTO projects (user_id, name, custom_instructions) SELECT min(id), 'Engines', 'Metric.' FROM users RETURNING id"
    )
    ((project_id,),) = write(services, project)
    settings = '{"systemPrompt": "Speak like a pirate."}'
    write(services, "UPDATE conversations SET project_id = ?, settings = ? WHERE id = ?", project_id, settings, conversation)
    await client.patch(OURS, json={"about_you": "I repair pumps.", "how_to_respond": "Be brief."})
    return conversation


@pytest.mark.parametrize("vendor", MODELS)
async def test_all_levels_reach_every_vendor_with_the_same_bytes_each_turn(
    vendors: dict[str, Any], services: Services, client: httpx.AsyncClient, hello: Hello, vendor: str
):
    fake, body = vendors[vendor], hello(f"{vendor}:{MODELS[vendor]}")
    conversation = await instructed_chat(client, services, body)
    turn = body | {"conversation_id": conversation}
    for path in ("/api/chat", "/api/chat/stream", "/api/chat"):
        assert (await client.post(path, json=turn)).status_code == 200
    assert system_slots(vendor, fake) == [ARTIFACT_INSTRUCTIONS, TAUGHT, TAUGHT, TAUGHT]
    await client.patch(OURS, json={"how_to_respond": "Be thorough."})
    await client.patch(f"/api/conversations/{conversation}/instructions", json={"project": False, "artifacts": False})
    await client.post("/api/chat", json=turn)
    edited = WHOLE.replace("Be brief.", "Be thorough.").removesuffix(PROJECT)
    assert system_slots(vendor, fake)[-1] == edited
    await client.post("/api/chat", json=turn | {"system": "Rhyme."})
    assert system_slots(vendor, fake)[-1] == edited.replace("Speak like a pirate.", "Rhyme.")
    await client.post("/api/chat", json=body)  # nothing of it is saved
    await client.post("/api/chat", json=body | {"system": "Rhyme."})
    assert system_slots(vendor, fake)[-2:] == [None, "Rhyme."]


async def test_a_conversations_levels_are_shown_and_switched(
    vendors: dict[str, Any], services: Services, client: httpx.AsyncClient, hello: Hello
):
    conversation = await instructed_chat(client, services, hello(f"mistral:{MODELS['mistral']}"))
    path = f"/api/conversations/{conversation}/instructions"
    shown = (await client.get(path)).json()
    assert shown["system"] == TAUGHT
    assert [(level["level"], level["name"], level["is_on"]) for level in shown["levels"]] == [
        ("conversation", None, True),
        ("person", None, True),
        ("project", "Engines", True),
        ("artifacts", None, True),
    ]
    off = {"conversation": False, "person": False, "project": False, "artifacts": False}
    switched = (await client.patch(path, json=off)).json()
    assert (switched["system"], [level["is_on"] for level in switched["levels"]]) == (None, [False] * 4)
    assert [level["text"] for level in switched["levels"]] == [level["text"] for level in shown["levels"]]
    assert (await client.patch(path, json={"person": True})).json()["system"].startswith("# About the user")
    assert (await client.patch(path, json={"team": True})).status_code == 422
    for method in ("GET", "PATCH"):
        missing = await client.request(method, "/api/conversations/999/instructions", json={} if method == "PATCH" else None)
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


async def test_the_older_programs_address_takes_and_gives_its_forms(client: httpx.AsyncClient):
    empty = {"custom_instructions": "", "aboutYou": "", "howToRespond": ""}
    assert (await client.get(LEGACY)).json() == empty
    plain = await client.put(LEGACY, json={"custom_instructions": "Be brief."})
    assert plain.json() == empty | {"custom_instructions": "Be brief.", "howToRespond": "Be brief."}
    assert (await client.put(LEGACY, json={"aboutYou": "I repair pumps."})).status_code == 200
    assert (await client.get(OURS)).json() == {"about_you": "I repair pumps.", "how_to_respond": "Be brief."}
    form = '{"aboutYou": "Ann", "howToRespond": "Sing."}'
    whole = (await client.put(LEGACY, json={"custom_instructions": form})).json()
    assert whole == {"custom_instructions": form, "aboutYou": "Ann", "howToRespond": "Sing."}
    assert (await client.put(LEGACY, json={"custom_instructions": ""})).json() == empty


@pytest.mark.parametrize("body", [{"about_you": "x" * 10_001}, {"tone": "dry"}, {"how_to_respond": 7}, {"about_you": "\ud83d"}])
async def test_what_does_not_fit_is_refused(client: httpx.AsyncClient, body: dict[str, Any]):
    content = json.dumps(body)
    refused = await client.patch(OURS, content=content, headers={"content-type": "application/json"})
    assert refused.status_code == 422
    assert (await client.get(OURS)).json() == {"about_you": "", "how_to_respond": ""}
