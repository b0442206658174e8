from collections.abc import AsyncGenerator

import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, TextDelta, ThinkingDelta
from rxchat.domain.errors import StreamInterrupted
from rxchat.providers.pipeline.thinking_tags import told_apart

END = Finished(reason=FinishReason.STOP)


async def _apart(*pieces: str | Chunk | Exception) -> tuple[str, str]:
    """The reasoning and the text."""

    async def source() -> AsyncGenerator[Chunk]:
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            yield TextDelta(text=piece) if isinstance(piece, str) else piece

    thinking = text = ""
    try:
        async for chunk in told_apart(source()):
            thinking += chunk.text if isinstance(chunk, ThinkingDelta) else ""
            text += chunk.text if isinstance(chunk, TextDelta) else ""
    except StreamInterrupted:
        text += "|"
    return thinking, text


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
@pytest.mark.parametrize(
    ("written", "thinking", "text"),
    [
        ("<think>\nHm.\n</think>\n\nHello!", "Hm.\n", "Hello!"),
        ("<THINK>Hm.</Think>Hello!", "Hm.", "Hello!"),
        ("<thinking>a < b, </think> no</thinking>\nHello!", "a < b, </think> no", "Hello!"),
        ("\n\n<think></think>Hello!", "", "Hello!"),
        ("<think>\n\n</think>\n<think>Hm.</think>\nHello!", "Hm.", "Hello!"),
        ("[THINK]Hm.[/THINK]Hello!", "Hm.", "Hello!"),
        ("<think>Hm", "Hm", ""),
        ("<think>Hm.</thi", "Hm.</thi", ""),
        ("<thi", "", "<thi"),
        ("  Hello", "", "  Hello"),
        ("`<think>` is a tag", "", "`<think>` is a tag"),
        ("```\n<think>\n```", "", "```\n<think>\n```"),
        ("Hello <think>Hm.</think>", "", "Hello <think>Hm.</think>"),
        ("<thinker>", "", "<thinker>"),
        ("[1] <think>", "", "[1] <think>"),
        (
            "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>",
            "Hm.",
            "Hello!",
        ),
        ("<|start|>assistant<|channel|>commentary to=x <|constrain|>json<|message|>{}<|call|>", "{}", ""),
        ("<|start|>assistant<|message|>Hello <|world|> < | <|", "", "Hello <|world|> < | <|"),
        ("<|channel|>final<|message|>Hello!", "", "Hello!"),
        ("<|endoftext|>", "", "<|endoftext|>"),
    ],
)
async def test_reasoning_in_the_text_is_told_apart(written: str, thinking: str, text: str, size: int):
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    assert await _apart(*pieces, END) == (thinking, text)


async def test_what_is_held_back_is_given_before_an_error():
    assert await _apart("<thi", StreamInterrupted("x")) == ("", "<thi|")
    assert await _apart("<think>Hm.</th", StreamInterrupted("x")) == ("Hm.</th", "|")


async def test_thinking_that_is_known_already_passes():
    assert await _apart(ThinkingDelta(text="Hm."), "<think>", "More.", "</think>", "Hello", END) == ("Hm.More.", "Hello")
