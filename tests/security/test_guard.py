"""Who may speak to the program."""

import pytest

from rxchat.security.guard import Guard, Message, Receive, Scope, Send


async def ask(kind: str = "http", method: str = "GET", path: str = "/", **headers: str) -> list[Message]:
    """What the guard sends back; the program behind it answers 200 or accepts the socket."""
    sent: list[Message] = []

    async def program(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {"type": kind, "method": method, "path": path, "headers": pairs}
    await Guard(program, ["localhost", "127.0.0.1", "[::1]"])(scope, receive, send)
    return sent


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "127.0.0.1", "[::1]:8000", "[::1]"])
async def test_the_page_is_served_under_this_computers_own_names(host: str):
    assert (await ask(host=host))[0]["status"] == 200


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8000", "localhost.evil.test", "127.0.0.1.evil.test:8000", ""])
async def test_a_name_bound_to_this_computer_from_elsewhere_is_refused(host: str):
    assert (await ask(host=host))[0]["status"] == 403
    assert (await ask("websocket", host=host))[0] == {"type": "websocket.close", "code": 4403}


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://localhost:9999", "file://"])
async def test_another_sites_socket_or_form_is_refused(origin: str):
    assert (await ask("websocket", host="localhost:8000", origin=origin))[0]["type"] == "websocket.close"
    assert (await ask(method="POST", host="localhost:8000", origin=origin))[0]["status"] == 403


async def test_the_pages_own_socket_is_let_in():
    sent = await ask("websocket", host="localhost:8000", origin="http://localhost:8000")
    assert sent == [{"type": "websocket.accept"}]


async def test_a_script_without_an_origin_is_let_in_but_a_cross_site_request_is_not():
    assert (await ask(method="POST", host="localhost:8000"))[0]["status"] == 200
    assert (await ask(method="POST", host="localhost:8000", sec_fetch_site="cross-site"))[0]["status"] == 403


async def test_hashed_files_are_kept_for_good_and_pages_are_not():
    assets = dict((await ask(host="localhost", path="/assets/x.js"))[0]["headers"])
    page = dict((await ask(host="localhost"))[0]["headers"])
    assert b"immutable" in assets[b"cache-control"]
    assert page[b"cache-control"] == b"no-cache"
    assert page[b"x-content-type-options"] == b"nosniff"
