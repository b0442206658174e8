"""A provider's icon: its vendor's mark, one that the page was built with, the provider's own drawing, or its first letter."""

from typing import Any

import reflex as rx

from rxchat.components.lib.source import beside
from rxchat.state.sidebar import ProviderBadge, SidebarState

_BUILT_IN = ("laptop", "triangle-alert")


class ProviderIcon(rx.Component):
    """Found by the provider's name. `icon` is for what is no provider, such as a file that could not be loaded."""

    library = beside(__file__, "provider_icon.jsx")
    tag = "ProviderIcon"
    provider: rx.Var[str]
    label: rx.Var[str]
    icon: rx.Var[str]


class IconSprite(rx.Component):
    library = beside(__file__, "provider_icon.jsx")
    tag = "IconSprite"
    badges: rx.Var[list[ProviderBadge]]


def provider_icon(provider: rx.Var[str], label: rx.Var[str], **icon: rx.Var[str]) -> rx.Component:
    properties: dict[str, Any] = {"provider": provider, "label": label, **icon}
    return ProviderIcon.create(**properties)


def icon_sprite() -> rx.Component:
    """Every icon, once and out of sight, under the id `icon-<name>`: each page needs it once."""
    icons = (rx.icon(name, custom_attrs={"id": f"icon-{name}"}) for name in _BUILT_IN)
    properties: dict[str, Any] = {"badges": SidebarState.badges}
    return IconSprite.create(*icons, **properties)
