"""What a signed-in browser's websocket may be made to send: packets of Engine.IO and Socket.IO, and events of Reflex."""

import json
from random import Random
from typing import Any

EVENTS = [
    *(
        "chat.send",
        "chat.stop",
        "chat.load",
        "chat.retry",
        "branch.edit",
        "branch.show",
        "model.choose",
        "usage.load",
        "session.end",
    ),
    "answer_settings.change",
    "transcript.show_earlier",
    "fault.report",
    "spend.save",
    "notice.dismiss",
]
TEXTS = [
    "",
    "a-" * 5000,
    "sk-" * 3000,
    "\ud800",
    "\x00",
    "\u2028",
    "x" * 70_000,
    "key=",
    "1e999",
    "../../x",
    "NaN",
    "\U0001f468\u200d",
]
VALUES: list[Any] = [None, True, -1, 0, 2**70, 1.5, float("nan"), float("inf"), [], {}, [[[[]]]], {"a": {"b": {}}}, *TEXTS]
RAW = [
    "",
    "0",
    "1",
    "2",
    "2probe",
    "3",
    "4",
    "5",
    "6",
    "7",
    "40",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "49",
    "40/x,",
    "40/_event,{",
    "4" * 5000,
    "42/_event,",
    "42/_event,[]",
    '42/_event,["event"]',
    '42/_event,["event",5]',
    '42/_event,["event","{"]',
    '42/_event,["x"',
    '42["event"]',
    '42/_event,["event",' + "[" * 5000,
    '42/_event,["event",' + '{"a":' * 3000,
    "42/_event," + "9" * 5000,
    '42/_event,["event",' + "9" * 6000 + "]",
    '451-/_event,["event",{"_placeholder":true,"num":0}]',
    "459999999-/_event,[]",
    '42/_event,999999999999["event",{}]',
    "43/_event,0[]",
    '42/_event,["connect",{}]',
    '42/_event,["disconnect"]',
    '42/_event,["ping"]',
    '42/_event,["client_error",5]',
    '42/_event,["__class__",{}]',
]


def frame(rng: Random, known: dict[str, list[str]]) -> str | bytes:
    """Mostly events that a page has, with values that none sends. `known` are the names of the values of each."""
    kind = rng.randrange(10)
    if kind == 0:
        return rng.choice(RAW)
    if kind == 1:
        return rng.randbytes(rng.randrange(30))
    name = rng.choice(list(known)) if kind < 8 else rng.choice(EVENTS)
    payload = {key: rng.choice(VALUES) for key in known.get(name, [])}
    if rng.random() < 0.2:
        payload[rng.choice(["text", "self", "x", "__init__"])] = rng.choice(VALUES)
    event: dict[str, Any] = {"name": name, "payload": payload}
    if rng.random() < 0.25:
        event[rng.choice(["name", "payload", "router_data", "token", "x"])] = rng.choice(VALUES)
    return "42/_event," + json.dumps(["event", event])
