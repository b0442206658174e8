"""`/api/images` and the images of messages."""

import base64
from typing import Any

import httpx
import pytest
from fakes.acme import DONE, AcmeProvider
from pictures import JPEG, png, telling_jpeg, telling_png

from rxchat.domain.images import LARGEST_IMAGE
from rxchat.domain.messages import ImagePart


def picture(data: bytes) -> dict[str, str]:
    return {"type": "image", "media_type": "image/png", "data": base64.b64encode(data).decode()}


def looking(*images: bytes, text: str = "", **more: Any) -> dict[str, Any]:
    content = [*map(picture, images), {"type": "text", "text": text}]
    return {"model": "acme:known", "messages": [{"role": "user", "content": content}], **more}


def seen(acme: AcmeProvider) -> list[bytes]:
    return [part.data for message in acme.requests[-1].messages for part in message.parts if isinstance(part, ImagePart)]


async def test_an_image_is_uploaded_looked_at_and_removed(client: httpx.AsyncClient):
    response = await client.post("/api/images", params={"name": "a/cat.gif"}, content=png())
    told = response.json()
    assert response.status_code == 201
    address = f"/api/images/{told['id']}"
    assert told == {"id": told["id"], "media_type": "image/png", "size": len(png()), "name": "cat.gif", "url": address}
    shown = await client.get(address)
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, png(), "image/png")
    assert shown.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "Cookie" in shown.headers["vary"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert (await client.delete(address)).status_code == 204
    gone = await client.get(address)
    assert (gone.status_code, gone.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html><script>1</script>"])
async def test_what_is_no_image_is_refused_whatever_it_is_called(client: httpx.AsyncClient, content: bytes):
    headers = {"content-type": "image/png"}
    response = await client.post("/api/images", params={"name": "cat.png"}, content=content, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
    assert "PNG, JPEG, GIF or WebP" in response.json()["error"]["hint"]


async def test_one_that_is_too_large_is_not_read(client: httpx.AsyncClient):
    assert (await client.post("/api/images", content=bytes(LARGEST_IMAGE + 1))).status_code == 413


async def test_a_saved_turn_keeps_its_images_and_later_turns_send_them(client: httpx.AsyncClient, acme: AcmeProvider):
    cat, dog = png(shade=1), png(shade=2)
    acme.say("A cat.", DONE)
    first = await client.post("/api/chat", json=looking(cat, dog, save=True))
    conversation = first.json()["conversation_id"]
    messages = f"/api/conversations/{conversation}/messages"
    question, answer = (await client.get(messages)).json()["messages"]
    assert answer["images"] == []
    assert question["images"] == [f"/api/messages/{question['id']}/images/{number}" for number in (1, 2)]
    assert [(await client.get(address)).content for address in question["images"]] == [cat, dog]
    assert (await client.get(f"/api/messages/{question['id']}/images/3")).status_code == 404
    acme.say("A dog.", DONE)
    body = {"model": "acme:known", "messages": [{"role": "user", "content": "And the other?"}], "conversation_id": conversation}
    assert (await client.post("/api/chat/stream", json=body)).status_code == 200
    assert seen(acme) == [cat, dog]
    acme.say("A cat!", DONE)
    await client.post("/api/chat", json={"model": "acme:known", "conversation_id": conversation, "regenerate": answer["id"]})
    assert seen(acme) == [cat, dog]
    acme.say("An owl.", DONE)
    edited = looking(dog, text="This?", conversation_id=conversation, edit=question["id"])
    assert (await client.post("/api/chat", json=edited)).status_code == 200
    assert seen(acme) == [dog]


async def test_an_export_and_its_import_keep_the_images(client: httpx.AsyncClient, acme: AcmeProvider):
    acme.say("A cat.", DONE)
    conversation = (await client.post("/api/chat", json=looking(png(), text="What?", save=True))).json()["conversation_id"]
    exported = (await client.get("/api/export")).content
    markdown = (await client.post(f"/api/conversations/{conversation}/export", params={"format": "markdown"})).text
    assert "## You\n\n*[Image]*\n\nWhat?" in markdown
    await client.delete(f"/api/conversations/{conversation}")
    assert (await client.post("/api/import", content=exported)).json()["conversations"] == 1
    [imported] = (await client.get("/api/conversations")).json()["conversations"]
    question, _ = (await client.get(f"/api/conversations/{imported['id']}/messages")).json()["messages"]
    assert [(await client.get(address)).content for address in question["images"]] == [png()]


async def test_what_a_picture_tells_is_kept_nowhere_and_sent_to_nobody(client: httpx.AsyncClient, acme: AcmeProvider):
    uploaded = (await client.post("/api/images", content=telling_jpeg())).json()
    assert (await client.get(uploaded["url"])).content == JPEG
    acme.say("Nice.", DONE, "Nice.", DONE)
    await client.post("/api/chat", json=looking(telling_png(), text="Where?", save=True))
    assert seen(acme) == [png()]
    await client.post("/api/chat", json=looking(telling_png(), text="Where?"))
    assert seen(acme) == [png()]
    exported = (await client.get("/api/export")).content
    await client.delete("/api/conversations/1")
    telling = exported.replace(base64.b64encode(png()), base64.b64encode(telling_png()))
    assert telling != exported
    assert (await client.post("/api/import", content=telling)).json()["conversations"] == 1
    [imported] = (await client.get("/api/conversations")).json()["conversations"]
    question, _ = (await client.get(f"/api/conversations/{imported['id']}/messages")).json()["messages"]
    assert [(await client.get(address)).content for address in question["images"]] == [png()]
