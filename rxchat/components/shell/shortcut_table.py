"""Shortcut table: the keyboard shortcuts as they are bound (`shell/early/shell.js`), listed on the page and documented."""

import json
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """`keys` as a person reads them: `Ctrl` is Cmd on a Mac. `also` are other keys for the same.

    `action` is the name of what shell.js does; empty where the part of the page that has the focus takes the keys by itself.
    """

    what: str
    keys: str
    also: str = ""
    action: str = ""


SHORTCUTS: Final = (
    Shortcut(what="Search and commands", keys="Ctrl K", action="palette"),
    Shortcut(what="New chat", keys="Ctrl Shift O", action="new-chat"),
    Shortcut(what="Show or hide the sidebar", keys="Ctrl B", action="sidebar"),
    Shortcut(what="Write a message", keys="/", action="compose"),
    Shortcut(what="Send", keys="Enter"),
    Shortcut(what="New line", keys="Shift Enter"),
    Shortcut(what="Stop the response, or close what is open", keys="Esc"),
    Shortcut(what="Jump to latest", keys="End"),
    Shortcut(what="Rename the focused chat or folder", keys="F2"),
    Shortcut(what="Move the focused folder", keys="Alt ↑ ↓ ← →"),
    Shortcut(what="Options for the focused chat or message", keys="Shift F10"),
    Shortcut(what="Keyboard shortcuts", keys="Ctrl /", also="?", action="shortcuts"),
)


def keys_of(action: str) -> str:
    """Returns the keys of an action as a tooltip has them: `Ctrl+Shift+O`."""
    return next(each.keys for each in SHORTCUTS if each.action == action).replace(" ", "+")


def bindings() -> str:
    """The script that tells shell.js which keys do what: a table of actions by keys, such as `ctrl+shift+o`."""
    bound = {
        keys.lower().replace(" ", "+"): each.action
        for each in SHORTCUTS
        if each.action
        for keys in (each.keys, each.also)
        if keys
    }
    return f"const rxchatShortcuts={json.dumps(bound, separators=(',', ':'))};\n"
