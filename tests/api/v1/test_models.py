"""`/v1/models`: what a token may use, in either protocol."""

import httpx
import pytest
from programs import new_token, program_of

from rxchat.wiring import Services

VERSION = {"anthropic-version": "2023-06-01"}


async def test_models_are_listed_as_either_protocol_lists_them(program: httpx.AsyncClient, services: Services):
    listed = (await program.get("/v1/models")).json()
    assert listed["object"] == "list"
    assert all(card["object"] == "model" and card["id"].startswith(card["owned_by"] + ":") for card in listed["data"])
    page = (await program.get("/v1/models", headers=VERSION)).json()
    assert [entry["id"] for entry in page["data"]] == [card["id"] for card in listed["data"]]
    assert (page["first_id"], page["last_id"]) == (page["data"][0]["id"], page["data"][-1]["id"])
    assert {card["owned_by"] for card in listed["data"]} >= {"acme", "claude"}


@pytest.mark.parametrize("headers", [{}, VERSION])
async def test_one_model_is_read_by_its_ref_or_its_id(program: httpx.AsyncClient, headers: dict[str, str]):
    by_ref = await program.get("/v1/models/claude:claude-sonnet-5-5", headers=headers)
    assert by_ref.json()["id"] == "claude:claude-sonnet-5-5"
    assert (await program.get("/v1/models/claude-sonnet-5-5", headers=headers)).json() == by_ref.json()
    unknown = await program.get("/v1/models/maker/model:7b", headers=headers)
    assert unknown.status_code == 404
    assert (unknown.json().get("type") == "error") is bool(headers)


async def test_a_token_lists_what_it_opens(services: Services, guarded: object):
    secret = await new_token(services, models=("acme:*", "claude:claude-haiku-5-5"))
    async with program_of(guarded, secret) as program:
        ids = {card["id"] for card in (await program.get("/v1/models")).json()["data"]}
        assert {each for each in ids if not each.startswith("acme:")} == {"claude:claude-haiku-5-5"}
        assert (await program.get("/v1/models/claude:claude-sonnet-5-5")).status_code == 404
