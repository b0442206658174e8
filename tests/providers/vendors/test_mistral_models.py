from typing import Any

import pytest
from fakes._mistral_rules import MODELS as CARDS
from fakes._mistral_rules import card
from fakes.mistral import FakeMistral

from rxchat.domain.controls import Controls
from rxchat.domain.errors import InvalidResponse
from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.domain.requests import Reasoning
from rxchat.providers.vendors.mistral import MistralProvider
from rxchat.providers.vendors.mistral_models import MODELS, by_name


def _listed(*cards: dict[str, Any]) -> list[ModelInfo]:
    return list(dict.fromkeys(by_name(cards).values()))


def test_the_list_known_without_asking_is_the_one_specified():
    provider = MistralProvider(Connection())
    assert [model.ref for model in provider.known_models()] == [
        "mistral:mistral-large-latest",
        "mistral:mistral-medium-latest",
        "mistral:mistral-small-latest",
        "mistral:mistral-7b-instruct",
    ]
    assert provider.get_default_model() == MODELS[0].id
    retired = MODELS[-1]
    assert (retired.lifecycle, retired.replacement) == (Lifecycle.RETIRED, "ministral-8b-latest")
    assert all(model.lifecycle is Lifecycle.ACTIVE for model in MODELS[:-1])


async def test_the_vendors_list_is_for_chat_and_has_each_model_once():
    with FakeMistral() as vendor:
        provider = MistralProvider(Connection(api_key=vendor.key, base_url=vendor.url))
        models = await provider.get_models()
        await provider.aclose()
    assert [model.id for model in models] == [
        "mistral-large-latest",
        "mistral-medium-latest",
        "mistral-small-latest",
        "ministral-8b-latest",
        "codestral-latest",
        "mistral-large-4",
    ]
    assert models[1] == ModelInfo(
        provider="mistral",
        id="mistral-medium-latest",
        name="Mistral Medium",
        context_window=262_144,
        capabilities=Capabilities(chat=True, images=True, reasoning=True, tools=True),
        controls=Controls(highest_temperature=1.5, efforts=(Reasoning.OFF, Reasoning.HIGH)),
    )
    assert models[4].capabilities.images is False


def test_a_model_is_found_by_each_of_its_names():
    listed = by_name(CARDS)
    assert listed["mistral-small-2603"] is listed["magistral-small-latest"] is listed["mistral-small-latest"]
    assert "mistral-embed-2312" not in listed


def test_the_name_that_stays_is_preferred():
    (model,) = _listed(card("mathstral-2604", aliases=("mathstral-latest", "a-latest")))
    assert model.id == "mathstral-latest"
    (model,) = _listed(card("mathstral-2604", aliases=("mathstral",)))
    assert model.id == "mathstral-2604"


def test_cards_that_are_joined_only_by_a_third_are_one_model():
    one, two = card("x-1", aliases=("x-2",)), card("x-3", aliases=("x-4",))
    assert len(_listed(one, two)) == 2
    assert len(_listed(one, two, card("x-2", aliases=("x-3",)))) == 1


def test_a_model_that_will_go_names_its_replacement():
    going = {"deprecation": "2026-12-31T12:00:00Z", "deprecation_replacement_model": "mistral-small-latest"}
    (model,) = _listed(card("mistral-novel-2601") | going)
    assert (model.lifecycle, model.replacement) == (Lifecycle.DEPRECATED, "mistral-small-latest")


def test_an_archived_model_of_ones_own_is_left_out():
    assert _listed(card("ft:mistral-small:1:x") | {"archived": True}) == []


@pytest.mark.parametrize("listing", ['{"data": [7]}', '{"data": 7}', "[]", "{"])
async def test_a_list_of_the_wrong_shape_is_an_invalid_response(listing: str):
    with FakeMistral() as vendor:
        vendor.listing = listing.encode()
        provider = MistralProvider(Connection(api_key=vendor.key, base_url=vendor.url))
        with pytest.raises(InvalidResponse):
            await provider.get_models()
        await provider.aclose()


def test_a_card_that_tells_no_abilities_is_no_chat_model_and_spoils_no_list():
    (model,) = _listed(card("mistral-novel-2601"), {"id": "bare"}, {"id": "deaf", "capabilities": {}})
    assert model.id == "mistral-novel-2601"
