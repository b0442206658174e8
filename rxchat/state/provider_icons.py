"""Provider icons: those that the page is built with. A drop-in provider may use one of them; otherwise it gets the default."""

from typing import Final

from rxchat.providers.base import BaseProvider
from rxchat.providers.registry import discover

_BUILT_IN: Final = discover()
ICONS: Final = sorted({_BUILT_IN.get(name).icon for name in _BUILT_IN.names()} | {"plug", "triangle-alert", BaseProvider.icon})


def drawn_icon(icon: str) -> str:
    return icon if icon in ICONS else BaseProvider.icon
