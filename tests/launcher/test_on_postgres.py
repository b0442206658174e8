"""A whole chat where PostgreSQL holds the data: the real launcher, asked over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from postgres_server import clear
from sqlalchemy import URL

MODEL = "claude:claude-sonnet-5-5"

QUESTION = {"model": MODEL, "messages": [{"role": "user", "content": "What does it store?"}], "save": True}


@pytest.fixture
def vendor() -> Iterator[FakeAnthropic]:
    with FakeAnthropic() as fake:
        fake.answer("The flywheel stores it.")
        yield fake


@pytest.fixture
def environment(postgres_url: URL, vendor: FakeAnthropic) -> dict[str, str]:
    clear(postgres_url)
    address = postgres_url.render_as_string(hide_password=False)
    return {"RXCHAT_DATABASE_URL": address, "ANTHROPIC_API_KEY": vendor.key, "ANTHROPIC_BASE_URL": vendor.url}


def asked(program: Rxchat, method: str, path: str, body: Any = None) -> Any:
    sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    answer = program.request(method, path, sent, content_type=kind)
    assert answer.status in {200, 201, 202}, (path, answer.body)
    return json.loads(answer.body)


def test_a_chat_is_kept_found_exported_imported_and_counted(
    environment: dict[str, str], tmp_path: Path, subtests: pytest.Subtests
) -> None:
    data_dir = tmp_path / "data"
    with Rxchat(data_dir, environment=environment) as program:
        reply = asked(program, "POST", "/api/chat", QUESTION)
        with subtests.test("ask"):
            assert reply["content"] == "The flywheel stores it."
        with subtests.test("search"):
            (found,) = asked(program, "GET", "/api/conversations?q=flywheel")["conversations"]
            assert found["id"] == reply["conversation_id"]
        with subtests.test("read and export"):
            read = asked(program, "GET", f"/api/conversations/{reply['conversation_id']}/messages")["messages"]
            assert [message["images"] for message in read] == [[], []]
            assert program.request("GET", "/api/export?format=markdown").status == 200
        with subtests.test("export and import"):
            exported = program.request("GET", "/api/export?format=json").body
            assert program.request("DELETE", f"/api/conversations/{reply['conversation_id']}").status == 204
            assert asked(program, "GET", "/api/conversations")["conversations"] == []
            asked(program, "POST", "/api/import", exported)
            (found,) = asked(program, "GET", "/api/conversations?q=flywheel")["conversations"]
            assert found["id"] != reply["conversation_id"]
        with subtests.test("usage"):
            assert asked(program, "GET", "/api/usage")["total"]["requests"] >= 1
        with subtests.test("metrics"):
            assert b"rxchat_database_writes_waiting 0.0" in program.request("GET", "/metrics").body
    assert not list(data_dir.glob("*.db*"))
