"""Messages with the names of who answered."""

from datetime import UTC, datetime

from fakes.acme import AcmeProvider

from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import Failure
from rxchat.domain.messages import Role
from rxchat.state.message_views import shown
from rxchat.wiring import Services


def an_answer(provider: str, model: str, failure: Failure | None = None) -> SavedMessage:
    return SavedMessage(
        id=2,
        conversation_id=1,
        parent_id=1,
        role=Role.ASSISTANT,
        text="",
        created_at=datetime.now(UTC),
        status=MessageStatus.ERROR if failure else MessageStatus.COMPLETE,
        provider=provider,
        model=model,
        failure=failure,
    )


async def test_an_answer_has_its_providers_name(services: Services, acme: AcmeProvider):
    known, gone = shown([an_answer("acme", "known"), an_answer("gone", "old")])
    assert (known.label, known.model, known.switch_to) == ("Acme", "Known", "")
    assert (gone.label, gone.model) == ("gone", "old")


async def test_a_failed_one_names_the_model_to_switch_to(services: Services, acme: AcmeProvider):
    (failed,) = shown([an_answer("acme", "known", Failure(code="overloaded", message="Acme is overloaded right now."))])
    assert failed.switch_to.startswith("local:")
    assert failed.switch_name != ""
