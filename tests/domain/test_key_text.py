import pytest

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.key_text import checked_key, fault_in, key_in


@pytest.mark.parametrize(
    "pasted",
    [
        "sk-test", " sk-test\n", "\ufeffsk-test", "\u200b\u2060sk-test\u200d", "\u00a0sk-test", '"sk-test\n"', "'sk-test',",
        "\u201csk-test\u201d", "\u00absk-test\u00bb;", "`sk-test`", "Bearer sk-test", "bearer   sk-test", "Bearer Bearer sk-test",
        "Authorization: Bearer sk-test", '-H "Authorization: Bearer sk-test"', "x-api-key: sk-test", "x-goog-api-key:sk-test",
        "export OPENAI_API_KEY=sk-test", "export ANTHROPIC_API_KEY='sk-test'", "OPENAI_API_KEY=sk-test",
        'set GROQ_API_KEY="sk-test"',
        '$env:MISTRAL_API_KEY = "sk-test"', '"api_key": "sk-test",', "token: sk-test",
        "(sk-test)", "sk-test\\n", "HF_TOKEN=sk-test\r\n",
    ],
)  # fmt: skip
def test_what_stands_around_a_key_is_taken_off(pasted: str):
    assert checked_key(pasted) == "sk-test"


@pytest.mark.parametrize(
    "key", ["e", "key", "EMPTY", "lm-studio", "sk-abc==", "a:b:c", "tokenabc", "sk-proj_key:abc", "not-needed"]
)
def test_a_key_that_looks_odd_stays_as_it_is(key: str):
    assert checked_key(key) == key


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("sk-te\u200bst", "Character 6 is a zero-width space (U+200B)."),
        ("sk\u2014test", "Character 3 is an em dash (U+2014)."),
        ("sk-te st", "Character 6 is a space (U+0020)."),
        ("sk-te\nsk-xy", "Character 6 is a line break (U+000A)."),
        ("sk-\u0430bc", "Character 4 is a cyrillic small letter a (U+0430)."),
        ("sk-\x07bc", "Character 4 is a control character (U+0007)."),
        ("\ufeffsk-\u2028bc", "Character 4 is a line separator (U+2028)."),
        ("sk-...0123", "masked"),
        ("sk-****", "masked"),
        ("sk-\u2022\u2022\u2022\u202212", "masked"),
        ("sk-ab\u2026yz", "masked"),
        ("<your key>", "placeholder"),
        ("YOUR_API_KEY", "placeholder"),
        ("k" * 5000, "5,000 characters"),
    ],
)
def test_what_no_key_has_is_told_by_name_and_place_and_the_key_is_not(pasted: str, words: str):
    with pytest.raises(InvalidRequest) as raised:
        checked_key(pasted)
    assert words in raised.value.message
    assert pasted not in f"{raised.value.message} {raised.value.hint}"
    assert fault_in(key_in(pasted)) in raised.value.message


@pytest.mark.parametrize("pasted", ["", "  ", "\u200b", '""', "Bearer ", "Bearer", "OPENAI_API_KEY="])
def test_without_a_key_that_is_said(pasted: str):
    with pytest.raises(InvalidRequest, match="Enter an API key"):
        checked_key(pasted)
