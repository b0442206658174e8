"""Claude's prompt cache: where a request is marked, so that the next one reads what this one wrote.

Anthropic keeps the prompt up to each marked block (`cache_control`, four at most) for five minutes, or an hour if asked. Writing
costs 1.25 times the price of input (an hour: twice), reading a tenth or less. A prompt that is shorter than the model's least is
not kept, and costs what it always did. docs/decisions/prompt-caching.md has the arithmetic.
"""

from typing import Any, Final

from rxchat.providers.wire.json_access import Json

HOUR: Final = 3600
_MARKED_TURNS: Final = 2
"""The last question, which the next request reads, and the one before, which this request reads: also where one was edited."""


def marked(body: Json, lifetime: int | None) -> Json:
    """The request with its breakpoints. None in the first turn: what is asked once is never read, and a write costs more."""
    turns: list[Json] = body["messages"]
    if not any(turn["role"] == "assistant" for turn in turns):
        return body
    mark = {"cache_control": {"type": "ephemeral"} | ({"ttl": "1h"} if lifetime == HOUR else {})}
    questions = [number for number, turn in enumerate(turns) if turn["role"] == "user"][-_MARKED_TURNS:]
    marked_turns = [_with_mark(turn, mark) if number in questions else turn for number, turn in enumerate(turns)]
    system = {"system": [{"type": "text", "text": body["system"]} | mark]} if "system" in body else {}
    return body | {"messages": marked_turns} | system


def _with_mark(turn: Json, mark: dict[str, Any]) -> Json:
    """On the last block, which is never empty and never thinking: neither is sent."""
    *first, last = turn["content"]
    return turn | {"content": [*first, last | mark]}
