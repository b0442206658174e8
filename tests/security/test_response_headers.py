"""What every answer carries."""

import pytest

from rxchat.security.asgi import Message
from rxchat.security.response_headers import guarded_replies


async def headers_of(
    path: str, status: int = 200, kind: str = "text/html; charset=utf-8", *, is_secure: bool = False, **own: str
) -> dict[str, str]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    guarded = guarded_replies(path, send, csp="page policy", is_secure=is_secure, request_id="abc")
    given = [(b"content-type", kind.encode())] if kind else []
    given += [(name.replace("_", "-").encode(), value.encode()) for name, value in own.items()]
    await guarded({"type": "http.response.start", "status": status, "headers": given})
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


async def test_a_page_has_the_pages_policy_and_an_id():
    headers = await headers_of("/")
    assert headers["content-security-policy"] == "page policy"
    assert headers["x-request-id"] == "abc"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "strict-transport-security" not in headers


async def test_data_may_do_nothing_at_all():
    assert "default-src 'none'" in (await headers_of("/api/x", kind="application/json"))["content-security-policy"]


async def test_scripts_and_sheets_lack_what_is_for_pages_alone():
    """Twenty of them come with the first page: without these headers each is 216 bytes less."""
    for kind in ("text/javascript; charset=utf-8", "text/css; charset=utf-8"):
        headers = await headers_of("/assets/x-1234.js", kind=kind)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert not headers.keys() & {"content-security-policy", "permissions-policy", "x-frame-options"}
    assert "default-src 'none'" in (await headers_of("/favicon.svg", kind="image/svg+xml"))["content-security-policy"]


async def test_a_page_that_has_not_changed_keeps_its_policy():
    assert (await headers_of("/", 304, ""))["content-security-policy"] == "page policy"


async def test_a_policy_of_its_own_stays():
    assert (await headers_of("/sign-in", content_security_policy="own"))["content-security-policy"] == "own"


async def test_https_is_made_to_stay():
    assert "strict-transport-security" in await headers_of("/", is_secure=True)


@pytest.mark.parametrize(
    ("path", "status", "caching"),
    [
        ("/assets/x-1234.js", 200, "immutable"),
        ("/assets/x.js", 404, "no-cache"),
        ("/", 200, "no-cache"),
        ("/api/x", 200, "no-store"),
    ],
)
async def test_hashed_files_are_kept_for_good_pages_asked_about_and_data_never_kept(path: str, status: int, caching: str):
    assert caching in (await headers_of(path, status))["cache-control"]
