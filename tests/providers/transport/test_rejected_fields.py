import json
from collections.abc import AsyncGenerator

import pytest
from fakes.server import FakeReply, FakeRequest, FakeServer

from rxchat.domain.chunks import Chunk, Started
from rxchat.domain.errors import RequestRejected
from rxchat.domain.provider_connection import Connection
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import custom_endpoint
from rxchat.providers.transport.rejected_fields import note_on, unwelcome_fields

from ..conftest import ask, collect

WHOLE = {"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]}
FIELDS = ("stream_options", "temperature", "top_p")
SENT = {"stream_options": {}, "temperature": 1, "model": "m"}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (
            {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]},
            "s",
        ),
        ({"error": {"message": "Unrecognized request argument supplied: stream_options"}}, "s"),
        ("unknown field `stream_options`, expected one of `model`", "s"),
        ({"detail": [{"loc": ["body", name], "msg": "extra fields not permitted"} for name in FIELDS]}, "st"),
        ({"message": "'temperature' does not support 0.2 with this model"}, "t"),
        ({"message": "temperature must be between 0 and 1"}, ""),
        ({"message": "my_stream_options is unknown"}, ""),
        ({"message": "top_p is not supported"}, ""),
        ({"message": "no such model"}, ""),
    ],
)
def test_a_field_is_unwelcome_where_a_refusal_names_it(body: object, fields: str):
    named = {"s": "stream_options", "t": "temperature"}
    assert unwelcome_fields(body, FIELDS, SENT) == {named[letter] for letter in fields}


def test_a_person_is_told_what_of_their_choices_was_left_out():
    assert note_on("Acme", {"stream_options"}) == ()
    assert note_on("Acme", {"stream_options", "top_p"}) == ("Acme doesn't support top_p, so it was left out.",)
    assert note_on("Acme", FIELDS) == ("Acme doesn't support temperature and top_p, so they were left out.",)


class Strict(FakeServer):
    """Refuses each field of `unknown`, one at a time, as pydantic does."""

    unknown: tuple[str, ...] = ("stream_options",)

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        field = next((field for field in self.unknown if field in request.json), None)
        if field is None:
            await reply.send_json(200, WHOLE)
        else:
            fault = {"type": "extra_forbidden", "loc": ["body", field], "msg": "Extra inputs are not permitted"}
            await reply.send_json(422, {"detail": [fault]})


@pytest.fixture
async def strict() -> AsyncGenerator[tuple[Strict, BaseProvider]]:
    with Strict() as server:
        provider = custom_endpoint("strict", "Strict", server.url)(Connection())
        yield server, provider
        await provider.aclose()


async def test_what_is_unwelcome_is_left_out_from_then_on(strict: tuple[Strict, BaseProvider]):
    server, provider = strict
    for _ in range(2):
        assert (await provider.send_message(ask(model="m"))).text == "Hello"
    assert ["stream_options" in request.json for request in server.requests] == [True, False, False]


async def test_several_are_left_out_one_after_another_and_told(strict: tuple[Strict, BaseProvider]):
    server, provider = strict
    server.unknown = ("stream_options", "temperature", "top_p")
    request = ask(model="m")
    request = type(request)(model="m", messages=request.messages, temperature=0.5, top_p=0.5)
    seen: list[Chunk] = []
    await collect(provider.stream_message(request), seen)
    assert isinstance(seen[0], Started)
    assert seen[0].notes == ("Strict doesn't support temperature and top_p, so they were left out.",)
    assert json.loads(server.last.body).keys() == {"model", "messages", "stream"}


async def test_what_cannot_be_left_out_is_told_with_its_name(strict: tuple[Strict, BaseProvider]):
    server, provider = strict
    server.unknown = ("messages",)
    with pytest.raises(RequestRejected, match="messages: Extra inputs are not permitted"):
        await provider.send_message(ask(model="m"))
    assert len(server.requests) == 1
