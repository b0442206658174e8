import pytest

from rxchat.domain.chunks import Chunk, Finished, FinishReason, TextDelta, ThinkingDelta
from rxchat.providers.pipeline.thinking_tags import ThinkingReader

END = Finished(reason=FinishReason.STOP)


def _apart(*pieces: str | Chunk) -> tuple[str, str]:
    """The reasoning and the text."""
    reader = ThinkingReader()
    chunks = [one for piece in pieces for one in reader.take(TextDelta(text=piece) if isinstance(piece, str) else piece)]
    chunks.extend(reader.end())
    thinking = "".join(chunk.text for chunk in chunks if isinstance(chunk, ThinkingDelta))
    return thinking, "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta))


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
def test_reasoning_in_the_text_is_told_apart(written: str, thinking: str, text: str, size: int):
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    assert _apart(*pieces, END) == (thinking, text)


@pytest.mark.parametrize(
    ("held", "given"), [("<thi", ("", "<thi")), ("<think>Hm.</th", ("Hm.</th", "")), ("<|channel|>final", ("", ""))]
)
def test_what_is_held_back_is_given_at_the_end_whether_or_not_the_vendor_says_it(held: str, given: tuple[str, str]):
    assert _apart(held) == _apart(held, END) == given


def test_thinking_that_is_known_already_passes():
    assert _apart(ThinkingDelta(text="Hm."), "<think>", "More.", "</think>", "Hello", END) == ("Hm.More.", "Hello")
