"""What pictures tell beside themselves is left out, and the picture stays as it is, to the last bit."""

import time
from collections.abc import Callable

import pytest
from pictures import GIF, JPEG, WEBP, WORDS, exif, png, telling_gif, telling_jpeg, telling_png, telling_webp

from rxchat.domain.image_metadata import DamagedImage, without_metadata

TELLING: dict[str, tuple[Callable[[], bytes], bytes]] = {
    "image/jpeg": (telling_jpeg, JPEG),
    "image/png": (telling_png, png()),
    "image/webp": (telling_webp, WEBP),
    "image/gif": (telling_gif, GIF),
}


@pytest.mark.parametrize("media_type", TELLING)
def test_nothing_but_the_picture_stays(media_type: str):
    telling, picture = TELLING[media_type]
    assert WORDS in telling()
    assert without_metadata(telling(), media_type) == picture
    assert without_metadata(picture, media_type) == picture


@pytest.mark.parametrize(
    ("media_type", "telling"), [("image/jpeg", telling_jpeg), ("image/png", telling_png), ("image/webp", telling_webp)]
)
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_the_orientation_alone_is_kept(media_type: str, telling: Callable[[int], bytes], orientation: int):
    plain = without_metadata(telling(orientation), media_type)
    assert WORDS not in plain
    assert b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + bytes([orientation, 0, 0, 0, 0, 0, 0, 0]) in plain
    assert without_metadata(plain, media_type) == plain


def test_an_orientation_that_is_none_is_upright():
    assert without_metadata(telling_jpeg(9), "image/jpeg") == JPEG
    assert exif(6)[:2] == b"MM"


@pytest.mark.parametrize("media_type", TELLING)
def test_a_picture_that_was_cut_off_is_kept_as_far_as_it_goes(media_type: str):
    telling, picture = TELLING[media_type]
    for length in range(16, len(picture)):
        assert len(without_metadata(picture[:length], media_type)) <= length + 8
    for length in range(16, len(telling())):
        assert WORDS not in without_metadata(telling()[:length], media_type)


@pytest.mark.parametrize(
    ("media_type", "worst"),
    [
        ("image/jpeg", b"\xff\xd8" + b"\xff\xfe\0\2" * 2_600_000),
        ("image/jpeg", b"\xff\xd8" + b"\xff" * 10_000_000),
        ("image/png", png()[:8] + (bytes(4) + b"IDAT" + bytes(4)) * 870_000),
        ("image/webp", WEBP[:12] + (b"VP8 " + bytes(4)) * 1_300_000),
        ("image/gif", GIF[:19] + (b"!\xf9" + b"\1x" * 60_000 + b"\0") * 80),
    ],
)
def test_the_worst_of_ten_megabytes_takes_a_moment(media_type: str, worst: bytes):
    started = time.process_time()
    try:
        without_metadata(worst, media_type)
    except DamagedImage:
        assert len(worst) > 1_000_000
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    ("media_type", "junk"), [("image/jpeg", b"\xff\xd8\xff\xe0\0\4ab junk"), ("image/gif", GIF[:19] + b"junk")]
)
def test_what_cannot_be_told_apart_is_damaged(media_type: str, junk: bytes):
    with pytest.raises(DamagedImage):
        without_metadata(junk, media_type)
