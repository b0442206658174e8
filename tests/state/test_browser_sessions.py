"""The browsers that are signed in."""

from rxchat.state.browser_sessions import SessionState
from rxchat.wiring import Services

from .conftest import Tab


async def test_they_are_listed_and_one_can_be_ended(tab: Tab, services: Services):
    here = await services.auth.sessions.sign_in(
        services.auth.local_user_id, user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    )
    await services.auth.sessions.sign_in(services.auth.local_user_id, user_agent="Mozilla/5.0 (iPhone) Safari/605")
    tab.person = await services.auth.sessions.person(cookie=here, token=None)
    assert tab.person is not None
    await tab.fire(SessionState.load())
    shown = await tab.read(SessionState, "sessions")
    assert {(one.browser, one.is_this) for one in shown} == {("Firefox on Linux", True), ("Safari on iPhone", False)}
    other = next(one for one in shown if not one.is_this)
    await tab.fire(SessionState.end(other.id))
    assert [one.id for one in await tab.read(SessionState, "sessions")] == [tab.person.session_id]
    assert [one.id for one in await services.auth.sessions.list_of(services.auth.local_user_id)] == [tab.person.session_id]
