"""The icons the page is built with. A provider that was dropped in may take one of them, and has the usual one otherwise."""

from typing import Final

from rxchat.providers.base import BaseProvider
from rxchat.providers.registry import discover

_BUILT_IN: Final = discover()
ICONS: Final = sorted({_BUILT_IN.get(name).icon for name in _BUILT_IN.names()} | {"plug", "triangle-alert", BaseProvider.icon})


def drawn_icon(icon: str) -> str:
    return icon if icon in ICONS else BaseProvider.icon
