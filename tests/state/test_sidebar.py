"""What the state sends to the list of conversations."""

from fakes.acme import DONE, AcmeProvider

from rxchat.domain.turns import NewTurn
from rxchat.state.sidebar import SidebarState
from rxchat.wiring import Services

from .conftest import Tab


async def test_a_tab_learns_which_conversations_have_an_answer_under_way(tab: Tab, services: Services, acme: AcmeProvider):
    turn = NewTurn(
        user_id=services.auth.local_user_id, conversation_id=None, text="Hi", title="Hi", provider="acme", model="known"
    )
    generation = await services.chat.generations.start(turn, acme)
    await tab.open("/")
    await tab.until(SidebarState, lambda state: state.running == [generation.conversation_id])
    acme.say(DONE)
    await generation.ended()
    await tab.open("/")
    await tab.until(SidebarState, lambda state: state.running == [])
    assert (await tab.read(SidebarState, "changes")).number == 1  # the list is as it was


async def test_each_provider_has_a_badge_also_one_that_is_switched_off(tab: Tab, services: Services):
    await services.providers.settings.set_enabled("acme", is_enabled=False)
    await tab.open("/")
    await tab.until(SidebarState, lambda state: bool(state.badges))
    badges = {badge.name: (badge.label, badge.icon) for badge in await tab.read(SidebarState, "badges")}
    assert (badges["acme"], badges["claude"]) == (("Acme", "bot"), ("Claude", "asterisk"))
