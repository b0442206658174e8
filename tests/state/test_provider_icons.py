from rxchat.providers.vendors.claude import ClaudeProvider
from rxchat.state.provider_icons import ICONS, drawn_icon


def test_an_icon_the_page_does_not_have_gives_way_to_the_usual_one():
    assert drawn_icon(ClaudeProvider.icon) == ClaudeProvider.icon
    assert drawn_icon("unheard-of") == "bot"
    assert "bot" in ICONS
