"""Which model answers next."""

import pytest
from fakes.acme import AcmeProvider

from rxchat.domain.models import Capabilities, Lifecycle, ModelInfo
from rxchat.domain.provider_connection import Connection
from rxchat.providers.registry import ProviderRegistry
from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.providers.vendors.mistral import MistralProvider
from rxchat.services.models.model_selection import ModelSelection, select_model

ACME, CLAUDE = AcmeProvider(), ClaudeProvider(Connection(api_key="k"))
LISTED = [
    ModelInfo(provider="acme", id="known", name="Known"),
    ModelInfo(provider="acme", id="old", name="Old", lifecycle=Lifecycle.RETIRED, replacement="new"),
    ModelInfo(provider="acme", id="new", name="New"),
    *CLAUDE.known_models(),
]


def test_a_new_chat_takes_what_is_preferred_then_a_vendors_default():
    assert select_model(LISTED, [ACME, CLAUDE]).ref == "claude:claude-sonnet-5-5"
    assert select_model(LISTED, [ACME, CLAUDE], preferred=["gone:x", "acme:new"]) == ModelSelection(ref="acme:new", name="New")


def test_a_conversation_keeps_its_model():
    chosen = select_model(LISTED, [ACME, CLAUDE], conversation_model="acme:known", preferred=["acme:new"])
    assert chosen == ModelSelection(ref="acme:known", name="Known")


@pytest.mark.parametrize(
    ("model", "ref", "words"),
    [
        ("acme:old", "acme:new", "Old has been retired. New will reply from now on."),
        ("claude:claude-sonnet-4-20250514", "claude:claude-sonnet-5-5", "claude-sonnet-4-20250514 is no longer available"),
        ("mistral:mistral-large-latest", "acme:new", "mistral isn't connected. New will reply"),
    ],
)
def test_a_model_that_is_gone_is_said_with_what_answers_in_its_place(model: str, ref: str, words: str):
    chosen = select_model(LISTED, [ACME, CLAUDE], conversation_model=model, preferred=["acme:new"])
    assert chosen.ref == ref
    assert words in chosen.note


def test_with_no_model_at_all_there_is_none():
    assert select_model([], [], conversation_model="acme:known") == ModelSelection(
        ref="", name="none", note="acme isn't connected."
    )


def test_why_a_provider_does_not_answer_is_told():
    registry = ProviderRegistry()
    for provider in (AcmeProvider, ClaudeProvider, MistralProvider):
        registry.register(provider)
    registry.disable("claude")
    for own, cause in (
        ("custom-lab:m:7b", "The custom provider custom-lab was removed."),
        ("lab:m:7b", "The provider lab is missing."),
        ("claude:m", "Claude is turned off."),
        ("mistral:m", "Mistral AI isn't connected."),
    ):
        choice = select_model(LISTED, [ACME], conversation_model=own, registry=registry)
        assert (choice.ref, choice.note) == ("acme:known", f"{cause} Known will reply from now on.")


def test_a_model_that_cannot_chat_is_taken_only_where_it_is_asked_for():
    listed = [
        ModelInfo(provider="acme", id="text-embedding-3", name="Vectors"),
        ModelInfo(provider="acme", id="whisper-1", name="Whisper"),
        ModelInfo(provider="acme", id="small-instruct", name="Small"),
        ModelInfo(provider="acme", id="drawer", name="Drawer", capabilities=Capabilities(chat=False)),
    ]
    assert select_model(listed, [ACME]).ref == "acme:small-instruct"
    assert select_model(listed, [ACME], conversation_model="acme:whisper-1").ref == "acme:whisper-1"
    assert select_model(listed[:2], [ACME]).ref == ""
