"""How long a forwarded request is, about."""

import pytest

from rxchat.domain.protocols import OwnRequest, Protocol, characters_in


@pytest.mark.parametrize(
    ("value", "length"),
    [
        ({}, 0),
        ({"messages": [{"role": "user", "content": "Hello"}]}, 9),
        ({"source": {"type": "base64", "data": "A" * 10_000_000}}, 4006),
        ({"image_url": {"url": "data:image/png;base64," + "A" * 10_000_000}}, 4000),
        ({"n": 1, "stream": True, "x": None, "texts": ["ab", ["cd"]]}, 4),
    ],
)
def test_texts_count_and_images_count_as_a_page(value: object, length: int):
    assert characters_in(value) == length


def test_what_is_private_is_not_printed():
    request = OwnRequest(protocol=Protocol.CHAT, body={"a": "secret"}, headers={"b": "secret"})
    assert request.characters == 6
    assert "secret" not in repr(request)
