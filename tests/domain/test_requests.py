"""What is asked of a provider."""

from rxchat.domain.messages import user_message
from rxchat.domain.requests import AnswerOptions, ChatRequest, Reasoning, request_with


def test_every_option_reaches_the_request():
    options = AnswerOptions(system="s", max_tokens=1, temperature=0.5, top_p=0.9, reasoning=Reasoning.LOW)
    messages = (user_message("Hi"),)
    assert request_with(options, "m", messages) == ChatRequest(
        model="m", messages=messages, system="s", max_tokens=1, temperature=0.5, top_p=0.9, reasoning=Reasoning.LOW
    )
