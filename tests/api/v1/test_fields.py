"""What doesn't fit is refused by its place, and never repeated."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from pictures import png

from rxchat.api.v1 import fields
from rxchat.domain.errors import InvalidRequest

PICTURE = base64.b64encode(png()).decode()


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (fields.objects, "x"),
        (fields.objects, [1]),
        (fields.mapping, []),
        (fields.text, 7),
        (fields.stops, 7),
        (fields.stops, [7]),
        (fields.count, 0),
        (fields.count, 1.5),
        (fields.count, True),
        (fields.image, "no base64!"),
        (fields.image, base64.b64encode(b"<svg/>").decode()),
        (fields.image_at, "https://evil.test/secret.png"),
        (fields.image_at, f"data:image/png,{PICTURE}"),
    ],
)
def test_what_does_not_fit_is_refused(read: Callable[[Any, str], object], value: object):
    with pytest.raises(InvalidRequest, match=r"^here: ") as caught:
        read(value, "here")
    assert "secret" not in caught.value.message


def test_what_fits_is_read():
    assert fields.objects(None, "") == []
    assert fields.stops("END", "") == ("END",)
    assert fields.stops(["a", ""], "") == ("a",)
    assert fields.count(7.0, "") == 7
    assert fields.number(0, "", most=1) == 0.0
    assert fields.text("\ud800", "") == "?"
    assert fields.image_at(f"data:image/jpeg;base64,{PICTURE}", "").media_type == "image/png"  # what it is, not what it says


def test_a_number_out_of_bounds_is_refused():
    for value in (-1, 3, "1", float("nan")):
        with pytest.raises(InvalidRequest):
            fields.number(value, "here", most=2)
