import pytest

from rxchat.domain.errors import (
    AuthenticationFailed,
    BillingRequired,
    ContextTooLong,
    ModelNotFound,
    Overloaded,
    ProviderError,
    RateLimited,
    RequestRejected,
    ServerFault,
    TimedOut,
)
from rxchat.providers.errors import LONGEST_QUOTE, error_for, error_for_status, words


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, ServerFault), (400, RequestRejected), (401, AuthenticationFailed), (402, BillingRequired),
        (403, AuthenticationFailed), (404, ModelNotFound), (408, TimedOut), (409, ServerFault), (413, ContextTooLong),
        (418, RequestRejected), (422, RequestRejected), (429, RateLimited), (500, ServerFault), (502, ServerFault),
        (503, Overloaded), (504, TimedOut), (529, Overloaded), (599, ServerFault),
    ],
)  # fmt: skip
def test_every_status_stands_for_an_error(status: int, kind: type[ProviderError]):
    assert error_for_status(status) is kind


def test_a_sentence_names_the_vendor():
    assert words(AuthenticationFailed, "Claude", "") == "Claude rejected your API key."


def test_the_vendors_words_follow_where_they_help():
    assert words(RequestRejected, "Claude", "max_tokens:\n required") == "Claude rejected the request: max_tokens: required"


def test_the_vendors_words_are_left_out_where_they_may_quote_the_key():
    assert words(AuthenticationFailed, "Claude", "bad key sk-a") == "Claude rejected your API key."


def test_a_long_quote_is_cut():
    assert len(words(RequestRejected, "Claude", "x" * 10_000)) < LONGEST_QUOTE + 50


def test_every_kind_of_error_has_words():
    for kind in ProviderError.__subclasses__():
        assert "failed" not in words(kind, "Claude", "")


@pytest.mark.parametrize(
    ("names", "says", "status", "kind"),
    [
        ((), "", 200, ServerFault),
        (("x", "Overloaded"), "", 200, Overloaded),
        (("exceed_context_size_error",), "", 400, ContextTooLong),
        ((), "the request exceeds the available context size", 400, ContextTooLong),
        ((), "Prompt is too long", 200, ContextTooLong),
        ((), "This model's maximum context length is 8192 tokens", 400, ContextTooLong),
        ((), "the context is missing", 400, RequestRejected),
        ((), "the request exceeds the context", 401, AuthenticationFailed),
    ],
)
def test_names_words_and_status_stand_for_an_error_together(
    names: tuple[str, ...], says: str, status: int, kind: type[ProviderError]
):
    assert error_for(names, says, status) is kind
