from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rxchat.domain.compaction import as_sent, cut_after, summarized
from rxchat.domain.conversations import SavedMessage
from rxchat.domain.messages import Role

FIRST = SavedMessage(
    id=1, conversation_id=1, parent_id=None, role=Role.USER, text="Hi", created_at=datetime(2026, 11, 29, tzinfo=UTC)
)


def talk(roles: str) -> list[SavedMessage]:
    return [replace(FIRST, id=number + 1, role=Role.USER if role == "u" else Role.ASSISTANT) for number, role in enumerate(roles)]


@pytest.mark.parametrize(
    ("roles", "sizes", "room", "cut"),
    [
        ("", [], 10, None),
        ("u", [1], 10, None),
        ("ua", [1, 1], 10, None),
        ("uaua", [1, 1, 1, 1], 10, 1),
        ("uauaua", [1] * 6, 10, 1),  # all of it would fit: the first exchange is summarized all the same
        ("uauaua", [1] * 6, 2, 3),
        ("uauaua", [9] * 6, 2, 3),  # the last exchange stays, whatever its size
        ("uauauau", [1] * 7, 1, 5),
        ("uuaua", [1] * 5, 10, 2),
        ("auau", [1] * 4, 10, 0),
    ],
)
def test_the_newest_messages_stay_and_begin_with_a_question(roles: str, sizes: list[int], room: int, cut: int | None):
    assert cut_after(talk(roles), sizes, room) == cut


def test_the_newest_summary_stands_for_all_up_to_its_message():
    history = talk("uauaua")
    assert summarized(history) == ("", history)
    history[1] = replace(history[1], summary="Old", summary_last_id=2)
    history[3] = replace(history[3], summary="New", summary_last_id=5)
    assert summarized(history) == ("New", history[4:])
    assert summarized(history, before_id=6) == ("New", history[4:])
    assert summarized(history[:4], before_id=4) == ("Old", history[2:4])


def test_what_is_sent_depends_on_the_summary_alone():
    assert as_sent("One.") == as_sent("One.")
    assert "\nOne.\n" in as_sent("One.")
