import json
from urllib.parse import quote

import pytest
from timing import cpu_seconds

from rxchat.security.redaction import MARK, MOST_SEARCHED, redacted, remember_secret

MOST_SECONDS = 0.05

KEYS = [
    "sk-ant-api03-abcdefghijklmnop",
    "sk-proj-abcdefghijklmnop",
    "sk-or-v1-0123456789abcdef",
    "AIzaSyA0123456789abcdefghijkl",
    "rxchat_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    "gsk_0123456789abcdef",
    "xai-0123456789abcdef",
    "pplx-0123456789abcdef",
    "hf_0123456789abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("sentence", ["{}", "invalid key: {}.", "({})", '"{}"', "url?x={}&y=1", "a\n{}\nb"])
def test_what_looks_like_a_key_is_taken_out(key: str, sentence: str):
    text = redacted(sentence.format(key))
    assert key not in text
    assert MARK in text


@pytest.mark.parametrize(
    "text",
    [
        "authorization: Bearer s3cret-s3cret",
        "Authorization: Basic czNjcmV0LXMzY3JldA==",
        "{'authorization': 'Bearer s3cret-s3cret', 'x': 1}",
        "[(b'Authorization', b'Bearer s3cret-s3cret')]",
        "x-api-key: s3cret-s3cret",
        "{'x-goog-api-key': 's3cret-s3cret'}",
        "Cookie: rxchat=s3cret-s3cret; other=s3cret-s3cret",
        "set-cookie=rxchat=s3cret-s3cret; HttpOnly",
        "https://vendor.test/v1?key=s3cret-s3cret&alt=sse",
        "api_key='s3cret-s3cret'",
        '{"access_token": "s3cret-s3cret"}',
        "ANTHROPIC_API_KEY=s3cret-s3cret",
        "password: s3cret-s3cret",
    ],
)
def test_what_is_called_a_key_is_taken_out(text: str):
    assert "s3cret" not in redacted(text).replace("czNjcmV0", "s3cret")


@pytest.mark.parametrize(
    "text",
    [
        "The call ended. input_tokens=12 latency_ms=812",
        "The key of Claude holds a character that no key has.",
        "Claude rejected your API key.",
        "risk-averse task-oriented",
        "No response in progress.",
    ],
)
def test_plain_words_stay(text: str):
    assert redacted(text) == text


def test_a_known_secret_is_taken_out_in_every_quoting():
    secret = 'horse "battery"/staple+ü'
    remember_secret(f"  {secret}\n")
    text = f"{secret} | {json.dumps(secret)} | {quote(secret, safe='')}"
    assert redacted(text) == f'{MARK} | "{MARK}" | {MARK}'


def test_the_longer_of_two_secrets_goes_first():
    remember_secret("shared-beginning")
    remember_secret("shared-beginning-and-end")
    assert redacted("shared-beginning-and-end") == MARK


def test_nothing_and_short_values_are_not_looked_for():
    remember_secret(None)
    remember_secret("the")
    assert redacted("the end") == "the end"


@pytest.mark.usefixtures("no_other_secrets")
@pytest.mark.parametrize("text", ["a-" * 500_000, "secret-" * 150_000, "eyJ-" * 250_000, "\U0001f600key " * 150_000])
def test_a_million_characters_are_redacted_within_50_ms(text: str):
    assert cpu_seconds(lambda: redacted(text), enough=MOST_SECONDS) < MOST_SECONDS


@pytest.mark.usefixtures("no_other_secrets")
def test_secrets_that_nearly_match_everywhere_cost_no_more():
    for number in range(20):
        remember_secret("m" * 199 + chr(ord("a") + number))
    text = "m" * 100_000
    assert cpu_seconds(lambda: redacted(text), enough=MOST_SECONDS) < MOST_SECONDS


def test_a_known_secret_past_the_searched_beginning_does_not_come_through():
    remember_secret("known-by-its-value")
    for before in (MOST_SEARCHED - 5, MOST_SEARCHED, 5 * MOST_SEARCHED):
        assert "known-by" not in redacted("x" * before + "known-by-its-value")
    assert len(redacted("x " * MOST_SEARCHED)) == MOST_SEARCHED
