"""Names of conversations are one visible line, cut between whole characters."""

import random
import unicodedata

import pytest

from rxchat.domain.titles import LONGEST_TITLE, clean_title, cut

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1e9\U0001f1ea"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
WAVING = "\U0001f44b\U0001f3fd"
HEART = "\u2764\ufe0f\u200d\U0001f525"
KEYCAP = "1\ufe0f\u20e3"
ACCENTED = "q\u0308\u0323"
KSHA = "\u0915\u094d\u0937"
WHOLE = (FAMILY, FLAG, SCOTLAND, WAVING, HEART, KEYCAP, ACCENTED, KSHA, "a", "\u65e5", " b")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("two\nlines\tof\x00words", "two lines of words"),
        ("\u202eturned\u202c", "turned"),
        ("a\u2067b\u2069c", "a b c"),
        ("\ufeffzero\u200bwidth\u2060 \u00adwords", "zerowidth words"),
        ("\u200b\u200d\u2060", ""),
        ("\u3164\u2800", ""),
        ("\U000e0041\U000e0042", ""),
        ("\u0301", ""),
        ("half \ud83d of one", "half of one"),
        (f"our {FAMILY} in {SCOTLAND}", f"our {FAMILY} in {SCOTLAND}"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("\U0001f600", "\U0001f600"),
        ("e\u0301", "\u00e9"),
        ("x" * (LONGEST_TITLE + 1), "x" * LONGEST_TITLE),
    ],
)
def test_a_title_is_what_can_be_seen(written: str, title: str):
    assert clean_title(written) == unicodedata.normalize("NFC", title)


def test_what_is_written_with_several_code_points_is_never_torn_apart():
    chance = random.Random(13)
    for _ in range(300):
        pieces = [chance.choice(WHOLE) for _ in range(12)]
        text = "".join(pieces)
        whole = {"".join(pieces[:count]) for count in range(13)} | {"".join(pieces[:count]) + " " for count in range(12)}
        for most in range(max(map(len, WHOLE)), len(text) + 1):
            assert cut(text, most) in {part.rstrip() for part in whole}, (text, most)


def test_a_character_longer_than_a_title_is_cut_all_the_same():
    assert len(cut("a" + "\u0300" * 100, 60)) == 60
