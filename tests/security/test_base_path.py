"""Everything below a path."""

from typing import Any

import httpx
import pytest

from rxchat.security.asgi import Message, Receive, Scope, Send
from rxchat.security.base_path import UnderBasePath, base_path_of

ORIGIN = "http://www.example.org:8080"


class Program:
    """What is below the path: it keeps what it is asked, and answers with the headers it was given."""

    def __init__(self, *headers: tuple[bytes, bytes]) -> None:
        self.scopes: list[Scope] = []
        self._headers = [*headers]

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": self._headers})
            await send({"type": "http.response.body", "body": b"inside"})


async def asked(program: Program, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(UnderBasePath(program, "/chat"))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        return await client.get(path)


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/chat/", "/"), ("/chat/c/1", "/c/1"), ("/chat/chat/x", "/chat/x"), ("/chat//x", "//x"), ("/chat/a%2Fb", "/a/b")],
)
async def test_the_program_sees_paths_without_it(path: str, inside: str):
    program = Program()
    assert (await asked(program, path)).text == "inside"
    (scope,) = program.scopes
    assert scope["path"] == inside
    assert scope["raw_path"] == path.removeprefix("/chat").encode()
    assert base_path_of(scope) == "/chat"


@pytest.mark.parametrize("path", ["/", "/c/1", "/chatter", "/api/health", "/CHAT/"])
async def test_nothing_else_is_served(path: str):
    program = Program()
    answer = await asked(program, path)
    assert answer.status_code == 404
    assert answer.json()["error"]["hint"] == "Its addresses begin with /chat/."
    assert program.scopes == []


async def test_the_path_itself_leads_to_the_page():
    answer = await asked(Program(), "/chat?m=1")
    assert (answer.status_code, answer.headers["location"]) == (308, "/chat/?m=1")
    assert (await asked(Program(), "/chat")).headers["location"] == "/chat/"


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("/c/1?m=2", "/chat/c/1?m=2"),
        (f"{ORIGIN}/api/models", f"{ORIGIN}/chat/api/models"),
        ("https://example.org/x", "https://example.org/x"),
        ("//example.org/x", "//example.org/x"),
        ("models", "models"),
    ],
)
async def test_redirects_stay_below_it(location: str, sent: str):
    assert (await asked(Program((b"location", location.encode())), "/chat/x")).headers["location"] == sent


@pytest.mark.parametrize(
    ("cookie", "sent"),
    [
        ("rxchat_session=a; Max-Age=5; Path=/; HttpOnly", "rxchat_session=a; Max-Age=5; Path=/chat/; HttpOnly"),
        ("__Host-rxchat_session=h.a; Path=/; HttpOnly; Secure", "__Host-rxchat_session=h.a; Path=/; HttpOnly; Secure"),
    ],
)
async def test_cookies_are_for_it_alone_unless_they_are_bound_to_the_host(cookie: str, sent: str):
    assert (await asked(Program((b"Set-Cookie", cookie.encode())), "/chat/x")).headers["set-cookie"] == sent


@pytest.mark.parametrize(("path", "inside"), [("/chat/_event/", ["/_event/"]), ("/_event/", [])])
async def test_websockets_are_below_it_too(path: str, inside: list[str]):
    program, sent = Program(), list[Message]()

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "websocket", "path": path, "headers": []}
    await UnderBasePath(program, "/chat")(scope, receive, send)
    assert [scope["path"] for scope in program.scopes] == inside
    assert [message["type"] for message in sent] == ([] if inside else ["websocket.close"])


async def test_the_programs_start_is_passed_on():
    program = Program()

    async def never(*_: object) -> Any:
        raise AssertionError

    await UnderBasePath(program, "/chat")({"type": "lifespan"}, never, never)
    assert [scope["type"] for scope in program.scopes] == ["lifespan"]
    assert base_path_of(program.scopes[0]) == ""
