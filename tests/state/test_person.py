"""Who is asking."""

from rxchat.state.chat import ChatState
from rxchat.state.person import user_of
from rxchat.wiring import Services

from .conftest import Tab


async def test_in_local_mode_it_is_the_one_person(tab: Tab, services: Services):
    await tab.open("/")
    async with tab.state(ChatState) as state:
        assert user_of(state) == services.user_id
