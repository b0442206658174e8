"""What the conformance suite asks with, asked with Claude's adapter."""

import logging

from rxchat.domain.errors import StreamInterrupted
from rxchat.providers.conformance.harness import BRIEF, Answer, LogText, ask, seconds_until_closed, use

from . import test_suite  # the module, not the class: pytest would collect it here again

CLAUDE = test_suite.TestClaudeConformance()
CLAUDE_BEGUN = CLAUDE.start() + CLAUDE.text("Hello")


def test_answers_are_played_in_turn_and_the_last_one_for_ever():
    call = ask(CLAUDE, Answer(status=503), Answer(status=500))
    assert [call.error and call.error.status, len(call.requests), call.waits] == [500, 3, [0.5, 1.0]]


def test_a_call_keeps_all_that_came_and_was_told():
    call = ask(CLAUDE, Answer(body=CLAUDE.start() + CLAUDE.thinking("Hm.") + CLAUDE.text("Hello"), ending="cut"))
    assert (call.text, call.thinking, type(call.error)) == ("Hello", "Hm.", StreamInterrupted)
    assert "was lost" in call.exposed


def test_what_is_said_again_is_counted_and_ends():
    call = ask(CLAUDE, Answer(ending="repeat", again=CLAUDE.ping, pause=0.01), deadlines=BRIEF)
    assert 0 < call.sent < 10_000


def test_a_provider_is_used_against_the_list_of_the_dialect_or_another():
    assert [model.id for model in use(CLAUDE, lambda provider: provider.get_models())] == [CLAUDE.model]
    other = Answer(body=b'{"data": []}')
    assert use(CLAUDE, lambda provider: provider.get_models(), listing=other) == []


def test_the_time_until_a_connection_is_closed_is_told():
    assert seconds_until_closed(CLAUDE, Answer(body=CLAUDE_BEGUN, ending="stall"), "close") < 10


def test_all_that_is_logged_is_seen_and_the_level_set_back():
    level = logging.getLogger().level
    with LogText() as log:
        logging.getLogger("novel").debug("a %s", "word")
    assert log.text == "novel a word\n"
    assert logging.getLogger().level == level
