"""What a token may use, and what it's told of the rest."""

from dataclasses import replace

import pytest

from rxchat.api.v1.callers import model_for
from rxchat.domain.errors import Forbidden, ProviderDisabled, UnknownModel
from rxchat.domain.program_tokens import ProgramToken
from rxchat.wiring import Services

ALL = ProgramToken(id=1, user_id=1, name="Editor")


async def test_a_model_is_found_by_its_ref_or_by_an_id_that_only_one_has(services: Services):
    for ref in ("claude:claude-sonnet-5-5", "claude-sonnet-5-5"):
        provider, model = model_for(ALL, ref, services.models, services.providers)
        assert (provider.name, model) == ("claude", "claude-sonnet-5-5")
    with pytest.raises(UnknownModel):
        model_for(ALL, "made-up", services.models, services.providers)


async def test_a_token_is_told_which_model_it_may_not_use(services: Services):
    limited = replace(ALL, models=("acme:*",))
    assert model_for(limited, "acme:anything", services.models, services.providers)[1] == "anything"
    for ref in ("claude:claude-sonnet-5-5", "claude-sonnet-5-5"):
        with pytest.raises(Forbidden, match="Editor"):
            model_for(limited, ref, services.models, services.providers)


async def test_a_provider_that_is_off_stays_off(services: Services):
    services.providers.registry.disable("acme")
    with pytest.raises(ProviderDisabled):
        model_for(ALL, "acme:known", services.models, services.providers)
