"""The list of conversations."""

from fakes.acme import AcmeProvider

from rxchat.domain.turns import NewTurn
from rxchat.state.sidebar import SidebarState
from rxchat.wiring import Services

from .conftest import Tab


async def test_the_newest_conversations_of_this_person_are_listed(tab: Tab, services: Services, acme: AcmeProvider):
    for title in ("older", "newer"):
        turn = NewTurn(user_id=services.user_id, conversation_id=None, text=title, title=title, provider="acme", model="known")
        await services.generations.start(turn, acme)
    await tab.open("/")
    await tab.until(SidebarState, lambda state: bool(state.groups))
    (group,) = await tab.read(SidebarState, "groups")
    assert (group.name, [link.title for link in group.links]) == ("Today", ["newer", "older"])
