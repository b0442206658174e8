"""Anthropic's prompt cache: what it refuses, what it keeps, and what it bills. Kept apart from rxchat's own code on purpose.

The order is tools, system, messages. An entry is the prompt up to a marked block; a request reads the longest that it begins
with, found at a marked block or up to twenty blocks before one, and writes one for each mark beyond it. An entry lives for five
minutes or an hour from its last use. A prompt shorter than the model's least isn't kept.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from fakes.script import Refused

MOST_MARKS = 4
LOOKBACK = 20
LIFETIMES = {"5m": 300.0, "1h": 3600.0}
# By the start of the model's id, the first that fits.
LEAST = {
    "claude-opus-4-5": 4096, "claude-opus-4-6": 4096, "claude-haiku-4-5": 4096, "claude-opus-4-7": 2048, "claude-opus-4-8": 1024,
    "claude-sonnet-4": 1024, "claude-sonnet-5-5": 512, "claude-sonnet-5": 1024,
}  # fmt: skip
USUAL_LEAST = 512
IMAGE_TOKENS = 1500


@dataclass(frozen=True)
class Block:
    """A block with all before it: `digest` is of the prompt up to its end, `tokens` count that far."""

    digest: str
    tokens: int
    lifetime: str | None


@dataclass
class PromptCache:
    """`clock` is in seconds."""

    clock: Callable[[], float] = time.monotonic
    entries: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict[tuple[str, str], tuple[float, str]])
    """By model and digest: when it ends, and its lifetime."""

    def bill(self, body: dict[str, Any]) -> dict[str, Any]:
        """The input of a request, as its `usage` says it."""
        model, blocks = str(body["model"]), _chain(body)
        read = self._read(model, blocks)
        least = next((tokens for start, tokens in LEAST.items() if model.startswith(start)), USUAL_LEAST)
        written = dict.fromkeys(LIFETIMES, 0)
        end = read
        for block in blocks:
            if block.lifetime is None or block.tokens < least:
                continue
            self.entries[model, block.digest] = (self.clock() + LIFETIMES[block.lifetime], block.lifetime)
            if block.tokens > end:
                written[block.lifetime] += block.tokens - end
                end = block.tokens
        return {
            "input_tokens": blocks[-1].tokens - end,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": sum(written.values()),
            "cache_creation": {f"ephemeral_{name}_input_tokens": tokens for name, tokens in written.items()},
        }

    def _read(self, model: str, blocks: list[Block]) -> int:
        marks = [number for number, block in enumerate(blocks) if block.lifetime is not None]
        seen = sorted({place for mark in marks for place in range(max(0, mark - LOOKBACK), mark + 1)}, reverse=True)
        for place in seen:
            key = (model, blocks[place].digest)
            until, lifetime = self.entries.get(key, (0.0, ""))
            if until > self.clock():
                self.entries[key] = (self.clock() + LIFETIMES[lifetime], lifetime)
                return blocks[place].tokens
        return 0


def check_marks(body: dict[str, Any]) -> None:
    """Refuse marks that may not be there."""
    marked = [block for block in _blocks(body) if "cache_control" in block]
    if "cache_control" in body:
        marked.append(body)
    if len(marked) > MOST_MARKS:
        raise _invalid(f"A maximum of {MOST_MARKS} blocks with cache_control may be provided. Found {len(marked)}.")
    lifetimes: list[str] = []
    for block in marked:
        mark = block["cache_control"]
        if not isinstance(mark, dict) or mark.get("type") != "ephemeral" or mark.keys() - {"type", "ttl"}:
            raise _invalid("cache_control: Input should be 'ephemeral'")
        lifetimes.append(mark.get("ttl", "5m"))
        if lifetimes[-1] not in LIFETIMES:
            raise _invalid("cache_control.ephemeral.ttl: Input should be '5m' or '1h'")
        if block.get("type") == "text" and not block["text"].strip():
            raise _invalid("cache_control cannot be set for empty text blocks")
        if block.get("type") in ("thinking", "redacted_thinking"):
            raise _invalid("cache_control cannot be set for thinking blocks")
    if lifetimes != sorted(lifetimes, key=["1h", "5m"].index):
        raise _invalid("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block")


def tokens_of(block: dict[str, Any]) -> int:
    return IMAGE_TOKENS if block.get("type") == "image" else ceil(len(str(block.get("text", "")).encode()) / 4)


def prompt_tokens(body: dict[str, Any]) -> int:
    return sum(tokens_of(block) for block in _blocks(body))


def _blocks(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything that is sent, in the order of the cache."""
    found: list[dict[str, Any]] = list(body.get("tools", []))
    for content in (body.get("system", []), *(message["content"] for message in body["messages"])):
        found += [{"type": "text", "text": content}] if isinstance(content, str) else content
    return found


def _chain(body: dict[str, Any]) -> list[Block]:
    """Thinking and the role are parts of the messages' entries; the marks themselves are part of none."""
    system = body.get("system", [])
    pieces = [("tools", block) for block in body.get("tools", [])]
    pieces += [("system", block) for block in ([{"type": "text", "text": system}] if isinstance(system, str) else system)]
    for message in body["messages"]:
        content = message["content"]
        place = json.dumps([message["role"], body.get("thinking")], sort_keys=True)
        pieces += [(place, block) for block in ([{"type": "text", "text": content}] if isinstance(content, str) else content)]
    chain, digest, tokens = list[Block](), b"", 0
    for place, block in pieces:
        bare = {name: value for name, value in block.items() if name != "cache_control"}
        digest = hashlib.sha256(digest + place.encode() + json.dumps(bare, sort_keys=True).encode()).digest()
        tokens += tokens_of(bare)
        mark = block.get("cache_control")
        chain.append(Block(digest.hex(), tokens, mark.get("ttl", "5m") if mark else None))
    return chain


def _invalid(message: str) -> Refused:
    return Refused(400, "invalid_request_error", message)
