"""Who may speak to the program: default deny, in the guard's order."""

import asyncio

import pytest

from rxchat.domain.accounts import Person
from rxchat.domain.program_tokens import ProgramToken
from rxchat.security.asgi import Message, Receive, Scope, Send
from rxchat.security.body_limits import MOST
from rxchat.security.connection_limits import Connections
from rxchat.security.guard import Guard
from rxchat.security.policy import Policy
from rxchat.security.websocket_limits import OpenWebsockets

HOST, ORIGIN = "localhost:8000", "http://localhost:8000"
EDITOR = ProgramToken(id=3, user_id=7, name="Editor")
ANN = Person(user_id=7, session_id=42)
SIGNED_IN = {"host": HOST, "cookie": "rxchat_session=ann"}
PAGE = {"accept": "text/html,*/*"}


class Keeper:
    """A door that Ann's cookie and token open."""

    def __init__(self, *, is_auth_disabled: bool = False, is_team: bool = False, metrics_token: str = "") -> None:
        hosts = frozenset({"localhost", "127.0.0.1", "[::1]"})
        self.policy = Policy(
            hosts=hosts,
            origins=(ORIGIN,),
            is_auth_disabled=is_auth_disabled,
            is_team=is_team,
            metrics_token=metrics_token,
        )
        self.csp = "page policy"
        self.sockets = OpenWebsockets()

    async def person(self, *, cookie: str | None, token: str | None) -> Person | None:
        return ANN if self.policy.is_auth_disabled or "ann" in (cookie, token) else None

    async def program(self, secret: str | None) -> ProgramToken | None:
        return EDITOR if secret == "rxchat_editor" else None


class Program:
    """What is behind the guard: it keeps what it is asked, and answers 200 or takes the socket."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.heard: list[Message] = []
        self.has_heard = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while not self.heard or self.heard[-1]["type"] != "websocket.disconnect":
                self.heard.append(await receive())
                self.has_heard.set()
        else:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
            await send({"type": "http.response.body", "body": b"ok"})


class Wire:
    def __init__(self, *messages: Message) -> None:
        self.coming: asyncio.Queue[Message] = asyncio.Queue()
        for message in messages:
            self.coming.put_nowait(message)
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return await self.coming.get()

    async def send(self, message: Message) -> None:
        self.sent.append(message)


async def ask(
    headers: dict[str, str], *, method: str = "GET", path: str = "/", body: bytes = b"", access: Keeper | None = None
) -> tuple[int, Program]:
    """The status a request gets, and the program that may have seen it."""
    program, wire = Program(), Wire({"type": "http.request", "body": body})
    scope: Scope = {"type": "http", "method": method, "path": path, "headers": pairs(headers)}
    made = access or Keeper()
    await Guard(program, lambda: made)(scope, wire.receive, wire.send)
    return wire.sent[0]["status"], program


async def knock(headers: dict[str, str], access: Keeper | None = None) -> list[Message]:
    """The messages to a websocket that connects and then leaves."""
    wire = Wire({"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000})
    made = access or Keeper()
    scope: Scope = {"type": "websocket", "path": "/_event/", "headers": pairs(headers)}
    await Guard(Program(), lambda: made)(scope, wire.receive, wire.send)
    return wire.sent


def pairs(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8000", "localhost.evil.test", "127.0.0.1.evil.test:8000", ""])
async def test_a_name_bound_to_this_computer_from_elsewhere_is_refused(host: str):
    headers = SIGNED_IN | {"host": host}
    status, program = await ask(headers)
    assert (status, program.scopes) == (403, [])
    assert await knock(headers | {"origin": ORIGIN}) == [{"type": "websocket.close", "code": 4403}]


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "http://localhost:9999", "file://", "http://localhost:8000.evil.test"]
)
async def test_another_sites_socket_or_form_is_refused_even_with_our_cookie(origin: str):
    headers = SIGNED_IN | {"origin": origin}
    assert await knock(headers) == [{"type": "websocket.close", "code": 4403}]
    status, program = await ask(headers, method="POST")
    assert (status, program.scopes) == (403, [])


async def test_our_own_page_is_let_in():
    headers = SIGNED_IN | {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    assert (await ask(headers, method="POST"))[0] == 200
    assert (await knock(headers))[0] == {"type": "websocket.accept"}


async def test_a_script_is_let_in_by_its_token():
    assert (await ask({"host": HOST, "authorization": "Bearer ann"}, method="POST"))[0] == 200
    assert (await ask({"host": HOST, "authorization": "bearer  ann"}))[0] == 200
    assert (await ask({"host": HOST, "authorization": "Bearer other"}))[0] == 401
    assert (await ask({"host": HOST, "authorization": "Basic ann"}))[0] == 401


async def test_who_sends_nothing_to_be_known_by_is_told_to_sign_in_and_changes_nothing():
    status, program = await ask({"host": HOST}, method="POST", path="/api/chat")
    assert (status, program.scopes) == (401, [])
    for doors in ("/sign-in", "/sign-out", "/api/health"):
        status, program = await ask({"host": HOST}, method="POST", path=doors)
        assert (status, program.scopes) == (403, [])


@pytest.mark.parametrize(
    "strange", [{"origin": "https://evil.test"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"host": "evil.test"}]
)
@pytest.mark.parametrize("known", [{}, {"cookie": "rxchat_session=ann"}, {"authorization": "Bearer ann"}])
async def test_another_site_is_refused_whoever_it_asks_as(known: dict[str, str], strange: dict[str, str]):
    status, program = await ask({"host": HOST} | known | strange, method="POST", path="/api/chat")
    assert (status, program.scopes) == (403, [])


async def test_a_browsers_cookie_without_an_origin_changes_nothing():
    assert (await ask(SIGNED_IN, method="POST"))[0] == 403
    assert (await ask(SIGNED_IN | {"authorization": "Bearer ann"}, method="POST"))[0] == 403


async def test_without_a_session_data_is_refused_and_a_person_is_shown_the_way_in():
    status, program = await ask({"host": HOST}, path="/api/models")
    assert (status, program.scopes) == (401, [])
    status, program = await ask({"host": HOST} | PAGE, path="/c/5")
    assert (program.scopes[0]["path"], program.scopes[0]["rxchat.wanted"]) == ("/sign-in", "/c/5")
    assert (await ask({"host": HOST, "sec-fetch-mode": "cors"} | PAGE, path="/c/5"))[0] == 401
    assert (await ask({"host": HOST} | PAGE, path="/assets/x.js"))[0] == 401
    assert await knock({"host": HOST, "origin": ORIGIN}) == [{"type": "websocket.close", "code": 4403}]


@pytest.mark.parametrize("path", ["/api/health", "/api/ready", "/sign-in", "/sign-in/AbC-_9", "/sign-out", "/favicon.svg"])
async def test_few_doors_stand_open(path: str):
    assert (await ask({"host": HOST}, path=path))[0] == 200


@pytest.mark.parametrize(
    "path", ["/sign-in/../settings", "/sign-in/a/b", "/sign-in/%2e%2e", "/api/health/x", "/API/health", "//api/health"]
)
async def test_no_other_address_passes_for_one_of_them(path: str):
    assert (await ask({"host": HOST}, path=path))[0] == 401


async def test_the_program_learns_who_asks_and_no_secret():
    forged = SIGNED_IN | {"X-Rxchat-Person": "1/1", "authorization": "Bearer x"}
    _, program = await ask(forged)
    seen = dict(program.scopes[0]["headers"])
    assert program.scopes[0]["rxchat.person"] == ANN
    assert seen[b"x-rxchat-person"] == b"7/42"
    assert not {b"cookie", b"authorization", b"X-Rxchat-Person"} & seen.keys()


@pytest.mark.parametrize(
    ("headers", "path", "is_team", "told"),
    [
        (SIGNED_IN | PAGE, "/c/5", True, ["rxchat_person=7"]),
        (SIGNED_IN | PAGE, "/c/5", False, []),
        (SIGNED_IN, "/c/5", True, []),
        (SIGNED_IN | PAGE, "/api/models", True, []),
        ({"host": HOST} | PAGE, "/c/5", True, []),
    ],
)
async def test_a_page_of_a_team_brings_along_whose_it_is(headers: dict[str, str], path: str, is_team: bool, told: list[str]):
    """Its scripts then forget what the browser has kept for somebody else: shell/early/guarded_storage.js."""
    wire, access = Wire({"type": "http.request", "body": b""}), Keeper(is_team=is_team)
    scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": pairs(headers)}
    await Guard(Program(), lambda: access)(scope, wire.receive, wire.send)
    cookies = [value.decode() for name, value in wire.sent[0]["headers"] if name == b"set-cookie"]
    assert [cookie.partition(";")[0] for cookie in cookies] == told


async def test_nobody_cannot_say_who_they_are():
    _, program = await ask({"host": HOST, "x-rxchat-person": "1/1"}, path="/sign-in")
    assert b"x-rxchat-person" not in dict(program.scopes[0]["headers"])
    assert program.scopes[0]["rxchat.person"] is None


async def test_too_large_a_body_is_refused():
    token = {"host": HOST, "authorization": "Bearer ann"}
    assert (await ask(token | {"content-length": str(MOST + 1)}, method="POST"))[0] == 413
    assert (await ask(token, method="POST", body=b"x" * (MOST + 1)))[0] == 413


async def test_an_open_door_still_keeps_other_sites_out():
    access = Keeper(is_auth_disabled=True)
    assert (await ask({"host": HOST}, access=access))[0] == 200
    assert (await ask({"host": HOST}, method="POST", access=access))[0] == 200
    assert (await ask({"host": HOST, "origin": "https://evil.test"}, method="POST", access=access))[0] == 403
    assert (await ask({"host": "evil.test"}, access=access))[0] == 403


async def test_a_broken_cookie_is_no_cookie():
    assert (await ask({"host": HOST, "cookie": "a=b; ;;rxchat_session"}, path="/api/x"))[0] == 401


async def test_a_socket_is_cut_when_its_session_ends():
    access, program = Keeper(), Program()
    wire = Wire({"type": "websocket.connect"}, {"type": "websocket.receive", "text": "hi"})
    scope: Scope = {"type": "websocket", "path": "/_event/", "headers": pairs(SIGNED_IN | {"origin": ORIGIN})}
    serving = asyncio.create_task(Guard(program, lambda: access)(scope, wire.receive, wire.send))
    await asyncio.wait_for(program.has_heard.wait(), 30)
    assert access.sockets.sessions() == [42]
    access.sockets.cut([42])
    await asyncio.wait_for(serving, 30)
    assert program.heard[-1]["type"] == "websocket.disconnect"
    assert wire.sent[-1] == {"type": "websocket.close", "code": 4401}
    assert access.sockets.sessions() == []


@pytest.mark.parametrize("before", ['x={"a":1}; ', "prefs=a b; ", "a@b=1; ", "ünï=1; ", "flag; ", "=; "])
async def test_a_strange_cookie_of_another_program_does_not_hide_ours(before: str):
    assert (await ask({"host": HOST, "cookie": f"{before}rxchat_session=ann"}))[0] == 200


async def test_a_token_opens_no_websocket():
    """What it opened could not be ended with a session."""
    sent = await knock({"host": HOST, "origin": ORIGIN, "authorization": "Bearer ann"})
    assert sent == [{"type": "websocket.close", "code": 4403}]


async def test_a_good_token_beside_a_bad_cookie_is_a_scripts():
    headers = {"host": HOST, "cookie": "rxchat_session=bad", "authorization": "Bearer ann"}
    assert (await ask(headers))[0] == 200
    assert (await ask(headers, method="POST"))[0] == 200
    assert (await ask(headers | {"origin": "https://evil.test"}, method="POST"))[0] == 403
    assert (await ask(headers | {"sec-fetch-site": "cross-site"}, method="POST"))[0] == 403


async def test_a_persons_sockets_are_bounded():
    access = Keeper()
    while access.sockets.enter(ANN) is not None:
        pass
    assert await knock(SIGNED_IN | {"origin": ORIGIN}, access) == [{"type": "websocket.close", "code": 4403}]


async def test_a_connection_is_kept_once_somebody_has_come_in_by_it():
    connections = Connections(10)
    place = connections.enter("192.0.2.1", lambda: None)
    for headers in ({"host": HOST}, SIGNED_IN):
        wire, access = Wire({"type": "http.request", "body": b""}), Keeper()
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "headers": pairs(headers),
            "state": {"rxchat.connection": place},
        }
        await Guard(Program(), lambda access=access: access)(scope, wire.receive, wire.send)
        assert connections.make_room(1) == (0 if headers is SIGNED_IN else 1)
        place = connections.enter("192.0.2.1", lambda: None)


PROGRAM = {"host": HOST, "authorization": "Bearer rxchat_editor"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (PROGRAM, 200),
        ({"host": HOST, "x-api-key": "rxchat_editor"}, 200),
        (PROGRAM | {"cookie": "rxchat_session=eve"}, 200),  # it isn't looked at
        (SIGNED_IN | {"origin": ORIGIN, "sec-fetch-site": "same-origin"}, 401),
        ({"host": HOST, "authorization": "Bearer ann"}, 401),
        ({"host": HOST}, 401),
        ({"host": HOST, "x-api-key": " "}, 401),
        (PROGRAM | {"origin": "https://evil.test"}, 403),
        (PROGRAM | {"sec-fetch-site": "cross-site"}, 403),
        (PROGRAM | {"host": "evil.test"}, 403),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/v1/messages"), ("GET", "/v1/models"), ("OPTIONS", "/v1/chat/completions")]
)
async def test_a_program_needs_its_token_and_nothing_else_opens_its_door(
    headers: dict[str, str], status: int, method: str, path: str
):
    found, program = await ask(headers, method=method, path=path)
    assert found == status
    for scope in program.scopes:
        assert scope["rxchat.token"] == EDITOR
        assert not {name for name, _ in scope["headers"]} & {b"authorization", b"x-api-key", b"cookie"}


@pytest.mark.parametrize("path", ["/", "/api/models", "/v1x", "/v1", "/sign-in", "/v1/../api/models"])
async def test_a_programs_token_opens_nothing_else(path: str):
    is_programs = path.startswith("/v1/") or path == "/v1"
    assert (await ask(PROGRAM, path=path))[0] == (200 if is_programs or path == "/sign-in" else 401)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (SIGNED_IN, 401),
        ({"host": HOST, "authorization": "Bearer ann"}, 401),
        ({"host": HOST, "authorization": "Bearer rxchat_editor"}, 401),
        ({"host": HOST, "authorization": "Bearer count"}, 200),
        ({"host": "evil.test", "authorization": "Bearer count"}, 403),
    ],
)
async def test_the_metrics_are_opened_by_their_own_token_only(headers: dict[str, str], expected: int):
    status, program = await ask(headers, path="/metrics", access=Keeper(metrics_token="count"))
    assert (status, len(program.scopes)) == (expected, expected == 200)
    if program.scopes:
        assert program.scopes[0]["rxchat.person"] is None
        assert b"authorization" not in dict(program.scopes[0]["headers"])


@pytest.mark.parametrize("path", ["/metrics/", "/metrics/x", "/Metrics"])
async def test_no_other_address_passes_for_the_metrics(path: str):
    status, program = await ask({"host": HOST, "authorization": "Bearer count"}, path=path, access=Keeper(metrics_token="count"))
    assert (status, program.scopes) == (401, [])
