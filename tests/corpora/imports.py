"""Hostile files to import, made from a seed: whatever they hold, an import tells its person in words or does what it can.

`hostile_file(random.Random(seed))` gives the bytes of one. `nearly(...)` is an export as a program sends it, in which a few
values are something else; `spoilt(...)` are bytes with some of them changed.
"""

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any, Final

ODD: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    2**64,
    10**30,
    1.5,
    -0.0,
    1e308,
    1e-320,
    "",
    " ",
    "\0",
    "\ud800",
    "\udfff",
    "\u202e",
    "\u200b",
    "\U0001f468\u200d\U0001f469",
    "\ue200cite\ue202turn0search0\ue201",
    "\u30104\u2020source\u3011",
    "null",
    "2024-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1970-01-01",
    "NaN",
    "1e999",
    "`" * 40,
    "~" * 40,
    "$" * 40,
    "[" * 40,
    "<!--",
    "## You",
    "=1+1",
    "../../etc/passwd",
    "javascript:alert(1)",
    "x" * 5_000,
    [],
    {},
    [[]],
    [None],
    [{}],
    {"a": None},
    {"text": 3},
    {"parts": [1, None, {}]},
    [[[[[[]]]]]],
)
"""Values for any place. As JSON they are written with escapes, so that halves of characters may be among them."""

RAW: Final = (
    b"9" * 5_000,
    b"-",
    b"1e",
    b"1" + b"0" * 400 + b".5",
    b"nul",
    b"NaN",
    b"Infinity",
    b'"\\ud800"',
    b'"\\udc00x"',
    b'"\\u12"',
    b'"\\x"',
    b'"\xed\xa0\x80"',
    b'"\xff\xfe"',
    b'"\xc0\xaf"',
    b"[" * 200,
    b'{"a":' * 200,
    b'"open',
    b"]",
    b"}",
    b",",
    b":",
    b"/* */",
    b"'a'",
    b"\x00",
    b"\xef\xbb\xbf",
    b'"\n"',
)
"""WriteBatches of bytes that are no JSON, or nearly."""

LEVELS: Final = 5
FEW: Final = (1, 2, 3)
"""Ids of projects, folders, prompts and share links."""


def value(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON value, more often an odd one."""
    kind = chance.randrange(5)
    if depth >= LEVELS or kind < 3:
        return chance.choice(ODD)
    if kind == 3:
        return [value(chance, depth + 1) for _ in range(chance.randrange(5))]
    return {chance.choice(NAMES): value(chance, depth + 1) for _ in range(chance.randrange(5))}


def chatgpt(chance: random.Random) -> Any:
    """A tree of messages, with branches, circles and parents that are not there."""
    nodes = [f"n{number}" for number in range(chance.randrange(1, 12))]
    return {
        "id": f"c{chance.randrange(50)}",
        "title": "Trip",
        "create_time": 1.7e9,
        "update_time": 1.7e9,
        "current_node": chance.choice(nodes),
        "mapping": {
            node: {
                "id": node,
                "parent": chance.choice([*nodes[:number], None, "gone", chance.choice(nodes)]),
                "children": chance.sample(nodes, chance.randrange(min(3, len(nodes)))),
                "message": _of_chatgpt(chance),
            }
            for number, node in enumerate(nodes)
        },
    }


def _of_chatgpt(chance: random.Random) -> Any:
    kind = chance.choice(
        ["text", "multimodal_text", "code", "thoughts", "execution_output", "tether_quote", "user_editable_context"]
    )
    call = {
        "name": "N",
        "type": "code/python",
        "content": "a",
        "updates": [{"pattern": chance.choice(["a", ".*", "(a+)+$", "["]), "replacement": "b"}],
    }
    pointer = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://f", "metadata": {"dalle": {"prompt": "p"}}}
    return {
        "author": {"role": chance.choice(["user", "assistant", "tool", "system"]), "name": None},
        "recipient": chance.choice(
            ["all", "python", "canmore.create_textdoc", "canmore.update_textdoc", "canmore.comment_textdoc"]
        ),
        "create_time": chance.choice([None, 1.7e9, 1.7e12]),
        "content": {"content_type": kind, "parts": ["Hi", pointer], "text": json.dumps(call), "thoughts": [{"content": "Hm"}]},
        "metadata": {
            "attachments": [{"id": "f", "name": "a.pdf"}],
            "content_references": [
                {"matched_text": "\ue200cite\ue202turn0search0\ue201", "items": [{"title": "T", "url": "https://a.example"}]}
            ],
            "citations": [{"start_ix": 0, "end_ix": 9, "metadata": {"url": "https://a.example"}}],
        },
    }


def claude(chance: random.Random) -> Any:
    """Messages with blocks, artifacts and files, with parents of any kind."""
    uuids = [f"u{number}" for number in range(chance.randrange(1, 10))]
    artifact = {"id": "x", "type": "application/vnd.ant.code", "language": "python", "title": "T"}
    changes = [
        {"command": "create", "content": "a"},
        {"command": "update", "old_str": "a", "new_str": "b"},
        {"command": "rewrite", "content": "c"},
    ]
    return {
        "uuid": f"c{chance.randrange(50)}",
        "name": "Trip",
        "created_at": "2026-03-01T10:00:00Z",
        "chat_messages": [
            {
                "uuid": uuid,
                "parent_message_uuid": chance.choice([*uuids, None, "gone"]),
                "sender": chance.choice(["human", "assistant"]),
                "text": "Hi",
                "created_at": "2026-03-01T10:00:00Z",
                "content": [
                    {"type": "text", "text": "Hi", "citations": [{"end_index": 1, "details": {"url": "https://a.example"}}]},
                    {"type": "thinking", "thinking": "Hm"},
                    {"type": "tool_use", "name": "artifacts", "input": artifact | chance.choice(changes)},
                    {"type": "tool_result", "content": []},
                    {"type": "voice_note", "text": "Ho"},
                ],
                "attachments": [{"file_name": "n.txt", "extracted_content": "```"}],
                "files": [{"file_name": "a.png"}],
            }
            for uuid in uuids
        ],
    }


def rxchat(chance: random.Random) -> Any:
    """Our own, with parents of any kind."""
    ids = range(1, chance.randrange(2, 10))
    at = "2026-03-01T10:00:00Z"
    about = {
        "import_id": f"rxchat:{chance.randrange(50)}",
        "title": "T",
        "provider": "acme",
        "model": "m",
        "created_at": at,
        "updated_at": at,
    }
    return {
        "conversation": about | {"current_message_id": chance.choice([None, *ids, 99])},
        "messages": [
            {
                "id": number,
                "parent_message_id": chance.choice([None, *ids]),
                "role": chance.choice(["user", "assistant", "system"]),
                "content": "Hi",
                "created_at": at,
                "cost": "0.1",
                "images": '[{"type": "image/png", "data": "data:image/png;base64,"}]',
                "notes": None,
            }
            for number in ids
        ],
        "folder_ids": [chance.choice(FEW)],
        "shares": [
            {"id": number, "title": "T", "created_at": at, "expires_at": chance.choice([None, at]), "view_count": 2}
            | chance.choice([{}, {"taken_at": at, "has_reasoning": True, "has_images": True}])
            for number in chance.sample(FEW, 2)
        ],
        "artifacts": [
            {"message_id": chance.choice(ids), "kind": "code", "content": "a", "version": 1, "created_at": at, "updated_at": at}
        ],
    }


def library(chance: random.Random) -> dict[str, Any]:
    """What our own export has beside conversations, with ids of any kind; what links showed comes last."""
    at = {"created_at": "2026-03-01T10:00:00Z", "updated_at": "2026-03-01T10:00:00Z"}
    return {
        "instructions": {"about_you": "I build engines.", "how_to_respond": "Briefly."},
        "projects": [{"id": one, "name": "P", "color": "#123", "instructions": "Be kind.", **at} for one in FEW],
        "folders": [
            {"id": one, "name": "F", "parent_id": chance.choice([None, *FEW]), "project_id": chance.choice([None, *FEW]), **at}
            for one in FEW
        ],
        "prompts": [{"id": one, "title": "T", "text": "Say {it}", "tags": ["a"], "usage_count": 3, **at} for one in FEW],
    }


def shared_messages(chance: random.Random) -> Any:
    return [
        {
            "share_id": chance.choice(FEW),
            "role": chance.choice(["user", "assistant", "system"]),
            "content": "Hi",
            "thinking": chance.choice([None, "Hm"]),
            "images": chance.choice([None, '[{"type": "image/png", "data": "data:image/png;base64,"}]', "[[[", "x" * 5_000]),
        }
        for _ in range(chance.randrange(6))
    ]


EXPORTS: Final[tuple[Callable[[random.Random], Any], ...]] = (chatgpt, claude, rxchat)
NAMES: Final = (
    "mapping",
    "chat_messages",
    "messages",
    "conversation",
    "conversations",
    "content",
    "parts",
    "text",
    "id",
    "shares",
    "projects",
    "shared_messages",
    "a",
    "\ud800",
    "__proto__",
)


def nearly(chance: random.Random, export: Any, odds: int) -> Any:
    """The same with each value something else, once in so many times."""
    if chance.randrange(odds) == 0:
        return value(chance)
    if isinstance(export, list):
        return [nearly(chance, one, odds) for one in export]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(export, dict):
        return {name: nearly(chance, one, odds) for name, one in export.items() if chance.randrange(4 * odds)}  # pyright: ignore[reportUnknownVariableType]
    return export


def spoilt(chance: random.Random, whole: bytes) -> bytes:
    """With a few bytes changed, cut out, put in, or the end cut off."""
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(whole) + 1)
        match chance.randrange(4):
            case 0:
                whole = whole[:at] + bytes((chance.randrange(256),)) + whole[at + 1 :]
            case 1:
                whole = whole[:at] + whole[at + chance.randrange(20) :]
            case 2:
                whole = whole[:at] + chance.choice(RAW) + whole[at:]
            case _:
                whole = whole[:at]
    return whole


def document(chance: random.Random) -> bytes:
    """A file of JSON: conversations of all programs, each nearly as it is written."""
    odds = chance.choice([3, 20, 200, 10**9])
    items = [nearly(chance, chance.choice(EXPORTS)(chance), odds) for _ in range(chance.randrange(6))]
    ours: Any = {
        "format": "rxchat.conversations",
        "version": 3,
        **{name: nearly(chance, part, odds) for name, part in library(chance).items()},
        "conversations": items,
        "shared_messages": nearly(chance, shared_messages(chance), odds),
    }
    whole: Any = chance.choice(
        [items, ours, {"version": chance.choice([2, *ODD]), "conversations": items}, items[0] if items else value(chance)]
    )
    return json.dumps(whole, ensure_ascii=True, indent=chance.choice([None, 1])).encode()


def packed(chance: random.Random, content: bytes) -> bytes:
    buffer = io.BytesIO()
    method = chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in chance.sample(
            ["conversations.json", "conversations-000.json", "a/conversations.json", "users.json", "x.zip"], 2
        ):
            archive.writestr(name, content)
    return buffer.getvalue()


def hostile_file(chance: random.Random) -> bytes:
    """One file of any kind."""
    content = document(chance)
    if chance.randrange(2):
        content = spoilt(chance, content)
    if chance.randrange(4) == 0:
        content = packed(chance, content)
        if chance.randrange(2):
            content = spoilt(chance, content)
    return content
