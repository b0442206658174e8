"""What strangers see through a share link: asked through the guard, without a session."""

import asyncio
import base64
import re
import statistics
import time
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from corpora.markup import PAYLOADS
from fakes.acme import DONE, AcmeProvider
from pictures import png

from rxchat.domain.chunks import TextDelta, ThinkingDelta
from rxchat.wiring import Services

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0"}
Share = Callable[..., Any]


@pytest.fixture
async def stranger(guarded: Any) -> AsyncGenerator[httpx.AsyncClient]:
    """Nobody: no cookie, no token."""
    transport = httpx.ASGITransport(guarded)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=BROWSER) as asking:
        yield asking


@pytest.fixture
def talk(client: httpx.AsyncClient, acme: AcmeProvider) -> Share:
    """Save a turn and return the id of its conversation."""

    async def turn(question: str, answer: str, *, reasoning: str = "", image: bool = False, **more: Any) -> int:
        acme.say(*([ThinkingDelta(text=reasoning)] if reasoning else []), TextDelta(text=answer), DONE)
        picture = {"type": "image", "media_type": "image/png", "data": base64.b64encode(png()).decode()}
        content = [picture, {"type": "text", "text": question}] if image else question
        body = {
            "model": "acme:live",
            "messages": [{"role": "user", "content": content}],
            **({"save": True} | more if "conversation_id" not in more else more),
        }
        answered = await client.post("/api/chat", json=body)
        assert answered.status_code == 200, answered.text
        return answered.json()["conversation_id"]

    return turn


@pytest.fixture
def share(client: httpx.AsyncClient) -> Share:
    async def made(conversation_id: int, **body: Any) -> dict[str, Any]:
        answered = await client.post(f"/api/conversations/{conversation_id}/share", json=body)
        assert answered.status_code == 201, answered.text
        return answered.json()

    return made


async def test_it_opens_without_a_session_and_reads_and_sets_no_cookie(stranger: httpx.AsyncClient, talk: Share, share: Share):
    link = await share(await talk("How do pumps work?", "They *push* water."))
    for path in (link["path"], link["path"].replace("/share/", "/shared/"), f"{link['path']}/"):
        page = await stranger.get(path, headers={"cookie": "rxchat_session=guess; other=1"}, follow_redirects=True)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "How do pumps work?" in page.text
        assert "They <em>push</em> water." in page.text
        assert "<script" not in page.text
        assert "set-cookie" not in page.headers
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert page.headers["cache-control"] == "no-store"
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "script" not in policy
        assert "unsafe" not in policy
    assert (await stranger.head(link["path"])).status_code == 200


async def test_links_that_lead_nowhere_are_all_the_same(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient, talk: Share, share: Share, services: Services
):
    conversation_id = await talk("A secret", "An answer")
    revoked, private = [await share(conversation_id) for _ in range(2)]
    await client.delete(f"/api/share/{revoked['token']}")
    await client.put(f"/api/share/{private['token']}/settings", json={"is_public": False})
    other = await talk("Other", "Other")
    expired = await share(other, expires_in_days=1)
    await services.sharing.shares.change(services.auth.local_user_id, expired["token"], lasts=timedelta(days=-1))
    deleted = await share(await talk("Deleted", "Deleted"))
    await client.delete(f"/api/conversations/{deleted['conversation_id']}")
    dead = [each["path"] for each in (revoked, private, expired, deleted)]
    dead += ["/share/never-there", "/share/" + "x" * 500, "/shared/%00", "/share/..%2f..", f"{deleted['path']}'--"]
    pages = [await stranger.get(path) for path in dead]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert len({tuple(sorted((n, v) for n, v in page.headers.items() if n != "x-request-id")) for page in pages}) == 1
    bodies = [(await stranger.get(f"/api{path.replace('/shared/', '/share/')}")).json() for path in dead[:5]]
    assert all(body == bodies[0] for body in bodies)
    await client.post(f"/api/conversations/{deleted['conversation_id']}/restore")
    assert (await stranger.get(deleted["path"])).status_code == 200
    await client.delete(f"/api/conversations/{deleted['conversation_id']}?for_good=true")
    assert (await stranger.get(deleted["path"])).content == pages[0].content


async def test_a_dead_link_takes_as_long_as_one_that_never_was(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient, talk: Share, share: Share, monkeypatch: pytest.MonkeyPatch,
    services: Services,
):  # fmt: skip
    private = await share(await talk("A secret", "An answer " * 5_000))
    await client.put(f"/api/share/{private['token']}/settings", json={"is_public": False})
    monkeypatch.setattr(services.sharing.page_hits, "_most", 10_000)
    times: dict[str, list[float]] = {private["path"]: [], "/share/" + "x" * 32: []}
    for path in [*times] * 40:
        started = time.process_time()  # all of it is work of this process: the clock also counts what others do
        assert (await stranger.get(path)).status_code == 404
        times[path].append(time.process_time() - started)
    one, other = (statistics.median(each) for each in times.values())
    assert abs(one - other) < 0.25 * max(one, other)


async def test_only_what_was_ticked_leaves(stranger: httpx.AsyncClient, client: httpx.AsyncClient, talk: Share, share: Share):
    conversation_id = await talk("Look at this", "A dot.", reasoning="Thought of it", image=True, system="Be a pirate")
    await client.patch(f"/api/conversations/{conversation_id}", json={"settings": {"system": "Be a pirate"}})
    bare = await share(conversation_id)
    whole = await share(conversation_id, include_reasoning=True, include_images=True)
    page = (await stranger.get(bare["path"])).text
    for word in ("Thought of it", "<img", "pirate", "acme", "local"):
        assert word not in page
    assert (await stranger.get(f"{bare['path']}/images/0/1")).status_code == 404
    page = (await stranger.get(whole["path"])).text
    assert "Thought of it" in page
    assert "pirate" not in page
    (image,) = re.findall(r'<img src="([^"]+)"', page)
    picture = await stranger.get(image)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert picture.headers["x-robots-tag"] == "noindex, nofollow"
    said = (await stranger.get(f"/api{whole['path']}")).json()
    assert said.keys() == {"title", "shared_at", "messages", "next_start"}
    assert all(message.keys() == {"role", "content", "reasoning", "images"} for message in said["messages"])
    assert (await stranger.get(f"{whole['path']}/images/0/2")).status_code == 404
    assert (await stranger.get(f"{whole['path']}/images/1/1")).status_code == 404


async def test_a_snapshot_stays_as_it_was_until_it_is_updated(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient, talk: Share, share: Share
):
    conversation_id = await talk("First question", "First answer")
    link = await share(conversation_id)
    await talk("Second question", "Second answer", conversation_id=conversation_id)
    await client.patch(f"/api/conversations/{conversation_id}", json={"title": "A private name"})
    page = (await stranger.get(link["path"])).text
    assert "First answer" in page
    assert "Second" not in page
    assert "A private name" not in page
    updated = await client.put(f"/api/share/{link['token']}/snapshot", json={})
    assert updated.json()["message_count"] == 4
    page = (await stranger.get(link["path"])).text
    assert "Second answer" in page
    assert "A private name" in page


async def test_a_text_that_is_hostile_or_without_end_holds_nobody_up(
    stranger: httpx.AsyncClient, talk: Share, share: Share, client: httpx.AsyncClient
):
    link = await share(await talk("\n\n".join(PAYLOADS), "> " * 2_000 + "\n\n" + "- a\n" * 20_000))
    opening = asyncio.create_task(stranger.get(link["path"]))
    slowest = 0.0
    async with asyncio.timeout(30):
        while not opening.done():
            started = time.perf_counter()
            assert (await client.get("/api/health")).status_code == 200
            slowest = max(slowest, time.perf_counter() - started)
    assert (await opening).status_code == 200
    assert slowest < 10  # a text that holds everybody up takes minutes


async def test_four_megabytes_are_plain_text(stranger: httpx.AsyncClient, talk: Share, share: Share):
    link = await share(await talk("Say it", "**word** " * 450_000))
    page = await stranger.get(link["path"])
    assert page.text.count("**word**") == 450_000


async def test_a_long_conversation_is_read_page_by_page(stranger: httpx.AsyncClient, talk: Share, share: Share):
    conversation_id = await talk("Question 0", "Answer 0")
    for number in range(1, 30):
        await talk(f"Question {number}", f"Answer {number}", conversation_id=conversation_id)
    link = await share(conversation_id)
    first = (await stranger.get(link["path"])).text
    assert "Answer 24" in first
    assert "Question 25" not in first
    (more,) = re.findall(r'href="([^"]+)">Next messages', first)
    rest = (await stranger.get(more)).text
    assert "Question 25" in rest
    assert "Answer 29" in rest
    assert "Next messages" not in rest
    for odd in ("-1", "x", "9" * 40, "1e3", "999999"):
        assert (await stranger.get(f"{link['path']}?start={odd}")).status_code == 200


async def test_views_are_counted_for_people_only(
    stranger: httpx.AsyncClient, client: httpx.AsyncClient, talk: Share, share: Share, services: Services
):
    link = await share(await talk("Hello", "Hi"))
    for _ in range(3):
        await stranger.get(link["path"])
    await stranger.head(link["path"])
    await stranger.get(f"{link['path']}?start=1")
    for agent in ("Googlebot/2.1", "Slackbot-LinkExpanding 1.0", "curl/8", ""):
        await stranger.get(link["path"], headers={"user-agent": agent})
    await stranger.get(link["path"], headers={"sec-purpose": "prefetch"})
    await services.sharing.views.save()
    (found,) = (await client.get("/api/share")).json()["links"]
    assert found["view_count"] == 3


async def test_a_network_that_opens_too_many_waits(stranger: httpx.AsyncClient, talk: Share, share: Share):
    link = await share(await talk("Hello", "Hi"))
    answers = [await stranger.get("/share/guess") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [404] * 60 + [429]
    refused = await stranger.get(link["path"])
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    api = await stranger.get(f"/api{link['path']}")
    assert (api.status_code, api.json()["error"]["code"]) == (429, "too_many_attempts")
    assert int(api.headers["retry-after"]) >= 1


async def test_the_owner_sees_what_would_leave_before_it_does(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, talk: Share
):
    conversation_id = await talk("Look", "A dot.", reasoning="Thought of it", image=True)
    seen = (await client.get(f"/api/conversations/{conversation_id}/share")).json()
    assert (seen["message_count"], seen["reasoning_count"], seen["image_count"], seen["links"]) == (2, 1, 1, [])
    path = f"/api/conversations/{conversation_id}/share/preview"
    page = await client.get(path)
    assert "A dot." in page.text
    assert "Thought" not in page.text
    page = await client.get(f"{path}?reasoning=true&images=true")
    assert "Thought of it" in page.text
    (image,) = re.findall(r'<img src="([^"]+)"', page.text)
    assert (await client.get(image)).headers["content-type"] == "image/png"
    assert (await client.get(image.removesuffix("/1") + "/9")).status_code == 404
    assert (await stranger.get(path)).status_code == 401
