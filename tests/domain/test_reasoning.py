import pytest

from rxchat.domain.reasoning import separate_reasoning


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The user greets.\n</think>\n\nHello!", ("Hello!", "The user greets.")),
        ("The user greets.</think>\n\nHello!", ("Hello!", "The user greets.")),
        ("\n</thinking>Hello!", ("Hello!", "")),
        ("Hm.\n</THINK>", ("", "Hm.")),
        ("`a`\n```\ncode\n```\nHm.\n</think>\nHello `</think>`", ("Hello `</think>`", "`a`\n```\ncode\n```\nHm.")),
    ],
)
def test_what_stands_before_a_lone_end_of_thoughts_is_reasoning(text: str, expected: tuple[str, str]):
    assert separate_reasoning(text, "") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hello!",
        "",
        "It ends with `</think>`\nand goes on.",
        "```\nHm.\n</think>\n\nHello!\n```",
        "Write <think>, then\n</think>\nafter it.",
        "The mark </think> ends it.",
    ],
)
def test_an_answer_about_the_mark_stays(text: str):
    assert separate_reasoning(text, "Hm.") == (text, "Hm.")


def test_reasoning_that_came_before_is_kept():
    assert separate_reasoning("More.\n</think>\nHello!", "Hm.") == ("Hello!", "Hm.\n\nMore.")
