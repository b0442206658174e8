import json
import re
from pathlib import Path

from launch import ROOT

from rxchat.components.shell.shortcut_table import SHORTCUTS, bindings, keys_of

SHELL = Path(ROOT / "rxchat/components/shell/early/shell.js").read_text("utf-8")


def bound() -> dict[str, str]:
    found = re.fullmatch(r"const rxchatShortcuts=(\{.*\});\n", bindings())
    assert found is not None
    return json.loads(found[1])


def test_every_key_that_is_bound_does_something_and_is_listed():
    actions = SHELL[SHELL.index("const actions = {") : SHELL.index('document.addEventListener("rxchat:do"')]
    known = {name.strip('"') for name in re.findall(r"^    (\"?[\w-]+\"?)(?:\(\)|:)", actions, flags=re.MULTILINE)}
    assert set(bound().values()) <= known
    assert set(bound().values()) == {each.action for each in SHORTCUTS if each.action}


def test_no_keys_stand_for_two_things():
    keys = [keys for each in SHORTCUTS for keys in (each.keys, each.also) if keys]
    assert len(set(keys)) == len(keys)
    assert len(bound()) == len([keys for each in SHORTCUTS if each.action for keys in (each.keys, each.also) if keys])


def test_a_tooltip_names_the_keys():
    assert (keys_of("new-chat"), bound()["ctrl+shift+o"], bound()["?"]) == ("Ctrl+Shift+O", "new-chat", "shortcuts")
