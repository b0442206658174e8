"""Ids of somebody else's things in bodies and queries; test_front_door.py has those in paths.

A new member that takes an id fails here until it is tried.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from library_clients import read
from prepared_api import prepared_api

THEIR_PROJECT = THEIR_FOLDER = 1
HERS, OWN = "{hers}", "{own}"
"""A conversation of person 1, and one of the asking person 2."""
MODEL = {"model": "acme:known", "messages": [{"role": "user", "content": "Hello"}]}
BRANCH = "/api/conversations/{conversation_id}/branch"
# A request of person 2 for each member that takes an id, with an id of person 1, and what it is answered with.
TRIED: dict[tuple[str, str, str], list[tuple[str, dict[str, Any], int]]] = {
    ("post", "/api/chat", "conversation_id"): [("", MODEL | {"conversation_id": HERS}, 404)],
    ("post", "/api/chat", "project_id"): [("", MODEL | {"save": True, "project_id": THEIR_PROJECT}, 404)],
    ("post", "/api/chat/stream", "conversation_id"): [("", MODEL | {"conversation_id": HERS}, 404)],
    ("post", "/api/chat/stream", "project_id"): [("", MODEL | {"save": True, "project_id": THEIR_PROJECT}, 404)],
    ("get", "/api/context", "project_id"): [(f"?model=acme:known&project_id={THEIR_PROJECT}", {}, 404)],
    ("get", "/api/conversations", "project"): [("?project=1", {}, 200), ("?project=1&q=valve", {}, 200)],
    ("get", "/api/conversations", "folder"): [("?folder=1", {}, 200), ("?folder=1&q=valve", {}, 200)],
    ("post", "/api/conversations", "project_id"): [("", {"model": "acme:known", "project_id": THEIR_PROJECT}, 404)],
    ("patch", "/api/conversations/{conversation_id}", "project_id"): [("", {"project_id": THEIR_PROJECT}, 404)],
    ("post", "/api/conversations/{conversation_id}/duplicate", "up_to"): [("?up_to={message}", {}, 404)],
    ("put", BRANCH, "message_id"): [("", {"message_id": "{message}"}, 404)],
    **{
        ("post", f"/api/conversations/{name}", "ids"): [("", {"ids": [OWN, HERS]}, 404), ("", {"ids": [HERS]}, 404)]
        for name in ("archive", "delete", "restore")
    },
    ("post", "/api/conversations/move", "ids"): [("", {"ids": [OWN, HERS], "folder_id": None}, 404)],
    ("post", "/api/conversations/move", "project_id"): [("", {"ids": [OWN], "project_id": THEIR_PROJECT}, 404)],
    ("post", "/api/conversations/move", "folder_id"): [("", {"ids": [OWN], "folder_id": THEIR_FOLDER}, 404)],
    ("post", "/api/folders", "parent_id"): [("", {"name": "x", "parent_id": THEIR_FOLDER}, 404)],
    ("post", "/api/folders", "project_id"): [("", {"name": "x", "project_id": THEIR_PROJECT}, 404)],
    # What no longer exists is left out when a folder is put back, and what is somebody else's doesn't exist.
    ("post", "/api/folders", "conversation_ids"): [("", {"name": "x", "conversation_ids": [HERS]}, 201)],
    ("post", "/api/folders", "folder_ids"): [("", {"name": "x", "folder_ids": [THEIR_FOLDER]}, 201)],
    ("patch", "/api/folders/{folder_id}", "parent_id"): [("", {"parent_id": THEIR_FOLDER}, 404)],
    ("patch", "/api/folders/{folder_id}", "project_id"): [("", {"project_id": THEIR_PROJECT}, 404)],
    ("post", "/api/folders/{folder_id}/items", "conversation_id"): [("", {"conversation_id": HERS}, 404)],
}
THEIRS = {
    "projects": "user_id = 1",
    "conversation_folders": "user_id = 1",
    "prompt_library": "user_id = 1",
    "conversations": "user_id = 1",
    "conversation_folder_items": "folder_id IN (SELECT id FROM conversation_folders WHERE user_id = 1)",
    "artifacts": "conversation_id IN (SELECT id FROM conversations WHERE user_id = 1)",
    "messages": "conversation_id IN (SELECT id FROM conversations WHERE user_id = 1)",
}


def is_id(name: str, schema: dict[str, Any]) -> bool:
    takes_numbers = '"integer"' in json.dumps(schema)
    return takes_numbers and (name.endswith(("_id", "_ids")) or name in {"id", "ids", "project", "folder", "up_to"})


def members_of(
    schema: dict[str, Any], schemas: dict[str, Any], seen: tuple[str, ...] = ()
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The members of a body, those of the bodies in it too."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in seen:
        return
    found = schemas[name] if name else schema
    seen = (*seen, name) if name else seen
    for part in (*(each for kind in ("anyOf", "oneOf", "allOf") for each in found.get(kind, ())), found.get("items", {})):
        yield from members_of(part, schemas, seen) if part else ()
    for key, member in found.get("properties", {}).items():
        yield key, member
        yield from members_of(member, schemas, seen)


def taking_ids() -> Iterator[tuple[str, str, str]]:
    document = prepared_api().openapi()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            given = [(each["name"], each["schema"]) for each in operation.get("parameters", ()) if each["in"] == "query"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                given += members_of(content["schema"], document["components"]["schemas"])
            yield from ((method, path, name) for name, schema in given if is_id(name, schema))


def rows_of(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} WHERE {which}").fetchall() for table, which in THEIRS.items()}


def filled(value: Any, ids: dict[str, int]) -> Any:
    """A request with the ids that its marks stand for."""
    if isinstance(value, dict):
        return {key: filled(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, ids) for each in value]
    return ids.get(value[1:-1], value) if isinstance(value, str) else value


def test_every_member_that_takes_an_id_is_tried() -> None:
    assert set(taking_ids()) == TRIED.keys()


async def test_an_id_of_somebody_else_in_a_request_reads_and_changes_nothing(
    somebody_elses: httpx.AsyncClient, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    database = tmp_path / "data" / "rxchat.db"
    own = (await read(somebody_elses, "/api/conversations"))["conversations"][0]["id"]
    folder = (await somebody_elses.post("/api/folders", json={"name": "Own"})).json()["id"]
    with closing(sqlite3.connect(database)) as connection:
        query = "SELECT c.id, max(m.id) FROM conversations c JOIN messages m ON m.conversation_id = c.id WHERE c.user_id = 1"
        hers, message = connection.execute(query).fetchone()
    ids = {"hers": hers, "own": own, "message": message}
    before = rows_of(database)
    assert all(before.values())
    for (method, path, member), requests in TRIED.items():
        for query, body, status in requests:
            with subtests.test(f"{method} {path} {member}"):
                address = path.format(conversation_id=own, folder_id=folder) + query.format(message=message)
                answer = await somebody_elses.request(method, address, json=filled(body, ids) if body else None)
                assert answer.status_code == status, answer.text
                if status == 200:
                    assert answer.json()["conversations"] == []
                if status == 201:
                    assert answer.json()["conversation_ids"] == []
                assert rows_of(database) == before
    kept = await read(somebody_elses, f"/api/conversations/{own}")
    assert (kept["project_id"], kept["is_archived"]) == (None, False)
    assert {each["parent_id"] for each in (await read(somebody_elses, "/api/folders"))["folders"]} == {None}
