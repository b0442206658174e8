"""Caps on spending, event by event."""

from decimal import Decimal

from fakes.acme import AcmeProvider

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.projects import ProjectFields
from rxchat.domain.usage import Cost
from rxchat.state.models import ModelState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import SendingState
from rxchat.state.spending import SpendState
from rxchat.wiring import Services

from .conftest import Tab


async def spend(database: Database, user_id: int, amount: str) -> None:
    outcome = Outcome(status=MessageStatus.COMPLETE, cost=Cost(amount=Decimal(amount)))
    await CallRepository(database).record(user_id, "claude", "m", outcome)


async def test_a_cap_is_set_and_removed_and_what_is_none_is_told(tab: Tab, acme: AcmeProvider):
    await tab.open("/settings/usage")
    await tab.until(SpendState, lambda state: bool(state.scopes))
    scopes = [scope.provider for scope in await tab.read(SpendState, "scopes")]
    assert scopes[0] == ""
    assert "claude" in scopes
    assert not {"local", "acme"} & set(scopes)
    for amount in ("a lot", "-1", ""):
        await tab.fire(SpendState.save({"provider": "claude", "amount": amount}))
        assert "US dollars" in await tab.read(SpendState, "fault")
        assert await tab.read(SpendState, "caps") == []
    await tab.fire(SpendState.save({"provider": "claude", "amount": " $7.50 "}))
    assert (await tab.read(SpendState, "fault"), await tab.read(SpendState, "word")) == ("", "Budget set to $7.50 per month")
    (cap,) = await tab.read(SpendState, "caps")
    assert (cap.provider, cap.limit, cap.percent, cap.is_noticed) == ("claude", "$7.50 per month", 0, False)
    await tab.fire(SpendState.remove("claude"))
    assert await tab.read(SpendState, "caps") == []


async def test_the_chat_is_warned_and_a_refused_message_stays_in_the_composer(
    tab: Tab, acme: AcmeProvider, services: Services, database: Database
):
    await services.usage.spending.set_cap(services.auth.local_user_id, "claude", Decimal(10))
    await spend(database, services.auth.local_user_id, "8")
    await tab.open("/")
    await tab.until(SpendState, lambda state: bool(state.caps))
    (cap,) = await tab.read(SpendState, "caps")
    assert (cap.ref, cap.standing, cap.is_noticed, cap.width) == ("claude:", "warning", True, 80)
    assert cap.summary.startswith("You've spent $8.00 of your $10.00 monthly budget for Claude")
    await spend(database, services.auth.local_user_id, "9")
    async with tab.state(ModelState) as state:
        state.chosen = "claude:claude-sonnet-5-5"
    await tab.fire(SendingState.send("Hello", "token-1"))
    assert await tab.read(SendingState, "refused") == "token-1"
    assert await tab.read(SendingState, "accepted") == ""
    assert "You've spent" in await tab.read(NoticeState, "message")
    assert "Settings > Usage" in await tab.read(NoticeState, "hint")
    async with tab.state(ModelState) as state:
        state.chosen = "acme:known"
    await tab.fire(SendingState.send("Hello", "token-2"))
    assert await tab.read(SendingState, "accepted") == "token-2"


async def test_a_chat_of_a_project_warns_of_the_projects_cap_and_refuses_when_it_is_reached(
    tab: Tab, acme: AcmeProvider, services: Services, database: Database
):
    user_id = services.auth.local_user_id
    projects, conversations = services.library.projects, ConversationRepository(database)
    project = (await projects.create(user_id, ProjectFields(name="Engines", monthly_limit=Decimal(10)))).id
    inside = await conversations.create(user_id, title="A", provider="claude", model="m", project_id=project)
    outcome = Outcome(status=MessageStatus.COMPLETE, cost=Cost(amount=Decimal(9)))
    await CallRepository(database).record(user_id, "claude", "m", outcome, conversation_id=inside)
    for address in (f"/p/{project}", f"/c/{inside}"):
        await tab.open(address)
        await tab.until(SpendState, lambda state: bool(state.project_caps))
        (cap,) = await tab.read(SpendState, "project_caps")
        assert (cap.percent, cap.is_noticed, cap.note) == (90, True, cap.summary)
        assert "for the project “Engines”" in cap.note
        assert await tab.read(SpendState, "caps") == []
        await tab.open("/")
        await tab.until(SpendState, lambda state: not state.project_caps)
    await tab.open(f"/c/{inside}")
    await projects.change(user_id, project, {"monthly_limit": Decimal(9)})
    async with tab.state(SpendState) as state:
        await state.refresh()
    (cap,) = await tab.read(SpendState, "project_caps")
    assert cap.note.endswith("Paid models are blocked until then, or until you raise the budget.")
    async with tab.state(ModelState) as state:
        state.chosen = "claude:claude-sonnet-5-5"
    await tab.fire(SendingState.send("Hello", "token-1"))
    assert await tab.read(SendingState, "refused") == "token-1"
    assert "the project “Engines”" in await tab.read(NoticeState, "message")
