"""Which messages of a conversation are on the page, event by event."""

from collections.abc import Callable

import pytest
from fakes.acme import DONE, AcmeProvider

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn, Turn
from rxchat.state.branches import BranchState
from rxchat.state.chat import ChatState
from rxchat.state.notices import NoticeState
from rxchat.state.sending import SendingState
from rxchat.state.transcript import TranscriptState
from rxchat.wiring import Services

from .conftest import Tab

TURNS = 60


@pytest.fixture
async def turns(database: Database, services: Services) -> list[Turn]:
    """A conversation of that many questions, `0` and so on, each with an answer."""
    made: list[Turn] = []
    for number in range(TURNS):
        made.append(await say(database, services.auth.local_user_id, str(number), made[0].conversation_id if made else None))
    return made


async def say(database: Database, user_id: int, text: str, conversation_id: int | None, edited_id: int | None = None) -> Turn:
    new = NewTurn(
        user_id=user_id,
        conversation_id=conversation_id,
        text=text,
        title="Long",
        provider="acme",
        model="known",
        edited_id=edited_id,
    )
    messages = MessageRepository(database)
    turn = await messages.begin_turn(new)
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text=f"to {text}")
    return turn


async def opened(tab: Tab, path: str) -> None:
    await tab.open(path)
    await tab.until(ChatState, lambda state: state.is_hydrated and bool(state.messages))


async def texts(tab: Tab) -> list[str]:
    return [message.text for message in await tab.read(TranscriptState, "messages")]


async def place(tab: Tab) -> tuple[str, str, bool, bool]:
    """The first and the last question or answer shown, and whether there are more before and after."""
    shown = await texts(tab)
    return shown[0], shown[-1], await tab.read(TranscriptState, "has_earlier"), await tab.read(TranscriptState, "has_later")


async def test_older_messages_come_on_request_and_stay_until_a_turn_begins(
    tab: Tab, acme: AcmeProvider, services: Services, turns: list[Turn]
):
    await opened(tab, "/c/1")
    assert await place(tab) == ("50", "to 59", True, False)
    await tab.fire(TranscriptState.show_earlier())
    assert await place(tab) == ("30", "to 59", True, False)
    await tab.fire(TranscriptState.show_earlier())
    assert await place(tab) == ("0", "to 59", False, False)
    async with tab.state(ChatState) as state:
        await state.catch_up()
    assert len(await texts(tab)) == 2 * TURNS
    await tab.fire(SendingState.send("More", "token-1"))
    assert await place(tab) == ("51", "", True, False)
    acme.say("Yes", DONE)
    await tab.until(ChatState, lambda state: not state.is_running)


async def test_an_address_leads_to_a_message_far_back(tab: Tab, services: Services, turns: list[Turn]):
    await opened(tab, f"/c/1?m={turns[15].reply_id}")
    assert await place(tab) == ("to 5", "to 25", True, True)
    assert await tab.read(TranscriptState, "sought_id") == turns[15].reply_id
    await tab.fire(TranscriptState.show_later())
    assert await place(tab) == ("to 5", "to 45", True, True)
    assert await tab.read(TranscriptState, "sought_id") == turns[26].user_message_id
    await tab.fire(TranscriptState.show_earlier())
    assert await place(tab) == ("0", "to 45", False, True)
    await tab.fire(TranscriptState.show_newest())
    assert await place(tab) == ("50", "to 59", True, False)
    assert await tab.read(TranscriptState, "sought_id") == 0


async def test_a_message_among_the_newest_is_led_to_where_it_stands(tab: Tab, turns: list[Turn]):
    await opened(tab, f"/c/1?m={turns[55].user_message_id}")
    assert await place(tab) == ("50", "to 59", True, False)
    assert await tab.read(TranscriptState, "sought_id") == turns[55].user_message_id


async def test_an_address_that_names_no_message_shows_the_newest(tab: Tab, turns: list[Turn]):
    for query in ("?m=999999", "?m=0", "?m=-1", "?m=x", "?m=", "?m=99999999999999999999", "?n=1"):
        await tab.open("/")
        await tab.ended()
        await opened(tab, f"/c/1{query}")
        assert (query, await place(tab)) == (query, ("50", "to 59", True, False))
        assert await tab.read(TranscriptState, "sought_id") == 0


async def test_another_branch_is_looked_at_and_gone_on_with_only_by_a_message(
    tab: Tab, acme: AcmeProvider, services: Services, database: Database, turns: list[Turn]
):
    edited = await say(database, services.auth.local_user_id, "Other", 1, edited_id=turns[3].user_message_id)
    await opened(tab, f"/c/1?m={turns[58].reply_id}")
    assert await place(tab) == ("to 48", "to 59", True, False)
    assert await tab.read(TranscriptState, "is_aside")
    shown = (await services.chat.messages.newest(services.auth.local_user_id, 1)).messages
    assert shown[-1].id == edited.reply_id
    await tab.fire(SendingState.send("On", "token-1"))
    assert (await texts(tab))[-3:] == ["to 59", "On", ""]
    assert not await tab.read(TranscriptState, "is_aside")
    acme.say("Here.", DONE)
    await tab.until(ChatState, lambda state: not state.is_running)
    assert [message.text for message in acme.requests[-1].messages][-3:] == ["59", "to 59", "On"]


async def test_a_place_far_back_is_kept_while_another_tab_goes_on(
    new_tab: Callable[[], Tab], acme: AcmeProvider, turns: list[Turn]
):
    reader, writer = new_tab(), new_tab()
    await opened(reader, f"/c/1?m={turns[15].reply_id}")
    await opened(writer, "/c/1")
    await writer.fire(SendingState.send("More", "token-1"))
    await reader.until(ChatState, lambda state: state.is_running)
    acme.say("Yes", DONE)
    await reader.until(ChatState, lambda state: not state.is_running)
    assert await place(reader) == ("to 5", "to 25", True, True)
    await reader.fire(TranscriptState.show_newest())
    assert (await texts(reader))[-1] == "Yes"


async def test_a_version_that_stands_far_back_is_led_to(tab: Tab, services: Services, database: Database, turns: list[Turn]):
    edited = await say(database, services.auth.local_user_id, "Other", 1, edited_id=turns[3].user_message_id)
    await opened(tab, "/c/1")
    assert (await texts(tab))[-2:] == ["Other", "to Other"]
    await tab.fire(BranchState.show(turns[3].user_message_id))
    assert await place(tab) == ("0", "13", False, True)
    assert await tab.read(TranscriptState, "sought_id") == turns[3].user_message_id
    assert not await tab.read(TranscriptState, "is_aside")
    await tab.fire(BranchState.show(edited.user_message_id))
    assert await place(tab) == ("0", "to Other", False, False)
    assert await tab.read(TranscriptState, "sought_id") == 0


async def test_what_was_deleted_in_another_tab_is_told(tab: Tab, services: Services, turns: list[Turn]):
    await opened(tab, f"/c/1?m={turns[15].reply_id}")
    await services.chat.conversations.delete(services.auth.local_user_id, 1)
    for event in (TranscriptState.show_earlier, TranscriptState.show_later, TranscriptState.show_newest):
        await tab.fire(NoticeState.dismiss())
        await tab.fire(event())
        assert await tab.read(NoticeState, "message") == "Conversation not found."
