"""What a chat may be asked with."""

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from rxchat.api.chat_request import ChatBody
from rxchat.domain.images import LARGEST_IMAGE, MOST_IMAGES
from rxchat.domain.requests import AnswerOptions, Reasoning

PNG_FILE = b"\x89PNG\r\n\x1a\n and so on"
HALF_A_PAIR = "a\ud800b"


def asked(**more: Any) -> dict[str, Any]:
    return {"model": "acme:known", "messages": [{"role": "user", "content": "Hello"}], **more}


def image(data: bytes = PNG_FILE, media_type: str = "image/png") -> dict[str, str]:
    return {"type": "image", "media_type": media_type, "data": base64.b64encode(data).decode()}


def of_user(*parts: dict[str, str]) -> list[dict[str, Any]]:
    return [{"role": "user", "content": list(parts)}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"messages": []},
        {"messages": [{"role": "tool", "content": "x"}]},
        {"messages": [{"role": "user", "content": " "}]},
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]},
        {"messages": [{"role": "assistant", "content": [image()]}, {"role": "user", "content": "a"}]},
        {"messages": of_user(image() | {"data": "no base64!"})},
        {"messages": of_user(image(b"GIF89a"))},
        {"messages": of_user(image(b"RIFF0000WAVE", "image/webp"))},
        {"messages": of_user(image(media_type="image/svg+xml"))},
        {"messages": of_user(*[image()] * (MOST_IMAGES + 1))},
        {"messages": of_user(image(PNG_FILE + bytes(LARGEST_IMAGE)))},
        {"model": ""},
        {"model": None},
        {"model": "acme:"},
        {"temperature": 2.1},
        {"temperature": -0.1},
        {"temperature": True},
        {"temperature": float("nan")},
        {"top_p": 0},
        {"max_tokens": 0},
        {"max_tokens": "10"},
        {"reasoning": "extreme"},
        {"stream": True},
        {"conversation_id": 0},
        {"conversation_id": 2**63},
        {"conversation_id": 1, "save": True},
        {"save": True, "messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]},
        {"system": HALF_A_PAIR},
        {"messages": [{"role": "user", "content": HALF_A_PAIR}]},
        {"messages": of_user({"type": "text", "text": HALF_A_PAIR})},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        ChatBody.model_validate(asked(**wrong))


@pytest.mark.parametrize(
    ("begins", "media_type"),
    [(b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF87a", "image/gif"), (b"RIFF0000WEBPVP8 ", "image/webp")],
)
def test_images_of_each_kind_are_taken(begins: bytes, media_type: str):
    body = ChatBody.model_validate(asked(messages=of_user(image(begins, media_type))))
    (part,) = body.conversation()[0].parts
    assert (getattr(part, "media_type", ""), getattr(part, "data", b"")) == (media_type, begins)


def test_what_is_left_out_is_left_to_the_model():
    assert ChatBody.model_validate(asked()).options() == AnswerOptions()


def test_words_of_the_system_are_one_and_no_part_of_the_conversation():
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
    ]
    body = ChatBody.model_validate(asked(messages=messages, system="Be kind.", reasoning="high", save=True))
    assert body.options() == AnswerOptions(system="Be kind.\n\nBe brief.", reasoning=Reasoning.HIGH)
    assert (body.text, len(body.conversation())) == ("Hello", 1)
