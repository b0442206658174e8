"""The options for a conversation's answers, event by event."""

from collections.abc import Callable

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.domain.controls import NEVER, WITHOUT_REASONING, Controls
from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import AnswerOptions, Reasoning
from rxchat.state.answer_settings import AnswerSettingsState, offered
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.models import ModelState
from rxchat.state.sending import SendingState
from rxchat.wiring import Services

from .conftest import Tab


async def test_a_new_chat_begins_with_its_options_and_keeps_them(tab: Tab, acme: AcmeProvider, services: Services):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(AnswerSettingsState.change("system", "Be brief."))
    await tab.fire(AnswerSettingsState.choose_preset("Precise"))
    await tab.fire(SendingState.send("Hi", "token-1"))
    acme.say("Hello!", DONE)
    await tab.open("/c/1")
    await tab.until(ChatState, lambda state: bool(state.messages) and not state.is_running)
    assert (acme.requests[0].system, acme.requests[0].temperature) == ("Be brief.", 0.2)
    assert (await tab.read(AnswerSettingsState, "values"))["system"] == "Be brief."
    reply = (await tab.read(ChatState, "messages"))[-1]
    await tab.fire(AnswerSettingsState.change("max_tokens", "64"))
    await tab.fire(BranchState.regenerate(reply.id))
    acme.say("Hi.", DONE)
    await tab.until(ChatState, lambda state: not state.is_running and len(acme.requests) == 2)
    assert (acme.requests[1].system, acme.requests[1].max_tokens) == ("Be brief.", 64)
    kept = (await services.chat.conversations.get(services.auth.local_user_id, 1)).settings
    assert kept == AnswerOptions(system="Be brief.", temperature=0.2, max_tokens=64)
    await tab.open("/")
    await tab.until(AnswerSettingsState, lambda state: state.conversation_id == 0)
    assert await tab.read(AnswerSettingsState, "chosen_preset") == "Default"


async def test_the_options_of_a_new_chat_outlive_a_restart_and_its_first_message_takes_them(
    new_tab: Callable[[], Tab], acme: AcmeProvider, services: Services
):
    before, after = new_tab(), new_tab()
    await before.open("/")
    await before.fire(AnswerSettingsState.change("system", "Be brief."))
    await after.return_with("/", AnswerSettingsState.change("temperature", "0.5"))  # typed before the page had loaded again
    await after.until(AnswerSettingsState, lambda state: state.values["temperature"] == "0.5")
    assert (await after.read(AnswerSettingsState, "values"))["system"] == "Be brief."
    await after.until(ModelState, lambda state: state.chosen != "")
    await after.fire(SendingState.send("Hi", "token-1"))
    acme.say("Hello!", DONE)
    await acme.asked.wait()
    assert (acme.requests[0].system, acme.requests[0].temperature) == ("Be brief.", 0.5)
    assert await services.models.preferences.new_chat(services.auth.local_user_id) == AnswerOptions()


async def test_what_cannot_be_kept_stays_in_its_field_with_the_reason(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(AnswerSettingsState.change("temperature", "hot"))
    assert "between 0 and 2" in (await tab.read(AnswerSettingsState, "errors"))["temperature"]
    await tab.fire(AnswerSettingsState.change("top_p", "0.5"))
    assert (await tab.read(AnswerSettingsState, "values"))["temperature"] == "hot"
    await tab.fire(AnswerSettingsState.change("temperature", "1"))
    assert await tab.read(AnswerSettingsState, "errors") == {}
    assert await tab.read(AnswerSettingsState, "values") == {
        "system": "",
        "max_tokens": "",
        "temperature": "1",
        "top_p": "0.5",
        "reasoning": "",
    }


def a_model(controls: Controls) -> ModelInfo:
    return ModelInfo(provider="acme", id="m", name="Acme M", max_output_tokens=9, controls=controls)


@pytest.mark.parametrize(
    ("controls", "reasoning", "samples", "why_not"),
    [
        (Controls(), Reasoning.HIGH, True, ""),
        (Controls(samples_with=NEVER), None, False, "Acme M sets temperature and top P itself."),
        (Controls(samples_with=WITHOUT_REASONING), None, False, "itself unless reasoning is off."),
        (Controls(samples_with=WITHOUT_REASONING), Reasoning.OFF, True, ""),
    ],
)
def test_what_a_model_refuses_is_not_offered(controls: Controls, reasoning: Reasoning | None, samples: bool, why_not: str):
    found = offered(a_model(controls), AnswerOptions(reasoning=reasoning))
    assert (found.samples, found.most_tokens) == (samples, 9)
    assert found.why_not.endswith(why_not)


def test_what_is_kept_and_not_sent_is_said():
    never = a_model(Controls(samples_with=NEVER))
    for options in (AnswerOptions(temperature=0.0), AnswerOptions(top_p=0.5)):
        assert offered(never, options).why_not.endswith("itself. Your values are kept but not sent.")
    assert offered(a_model(Controls()), AnswerOptions(temperature=0.0)).why_not == ""
    deep = AnswerOptions(reasoning=Reasoning.HIGH)
    assert offered(never, deep).unheard == "Acme M has no reasoning setting. “High” is kept but not sent."
    assert offered(a_model(Controls(efforts=(Reasoning.OFF,))), deep).unheard == ""
    assert offered(never, AnswerOptions()).unheard == offered(None, deep).unheard == ""


async def test_the_offer_is_that_of_the_chosen_model(tab: Tab, acme: AcmeProvider):
    await tab.open("/")
    await tab.until(ModelState, lambda state: state.chosen != "")
    await tab.fire(AnswerSettingsState.open())
    assert (await tab.read(AnswerSettingsState, "offered")).model == "Known"
    assert offered(None, AnswerOptions()).efforts == ("off", "low", "medium", "high")
