"""Places in a list."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest

from rxchat.api.cursors import after_conversation, after_hit, after_prompt, hit_of, position_of, prompt_position_of
from rxchat.domain.conversations import Conversation
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.prompts import PromptPosition, PromptSort
from rxchat.domain.search import SearchHit

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CONVERSATION = Conversation(id=7, title="T", provider="acme", model="m", created_at=AT, updated_at=AT)

OUT_OF_THE_CALENDAR = urlsafe_b64encode(b'{"at": "0001-01-01T00:00:00+14:00", "id": 1}').decode()


def hit(message_id: int | None) -> SearchHit:
    return SearchHit(conversation_id=7, title="T", message_id=message_id, line=(), at=AT)


def test_a_place_comes_back_as_it_was():
    assert position_of(after_conversation(CONVERSATION)) == (AT, 7)
    assert [hit_of(after_hit(hit(message_id))) for message_id in (None, 9)] == [(7, None, None), (7, 9, None)]


@pytest.mark.parametrize("cursor", ["", "x", "ä", "e30=", after_conversation(CONVERSATION)[:-4], "bnVsbA==", OUT_OF_THE_CALENDAR])
def test_what_is_no_cursor_is_told(cursor: str):
    for read in (position_of, hit_of):
        with pytest.raises(InvalidRequest):
            read(cursor)


def test_a_cursor_of_a_search_is_none_of_the_list():
    with pytest.raises(InvalidRequest):
        position_of(after_hit(hit(None)))


@pytest.mark.parametrize(
    ("sort", "key"), [(PromptSort.RECENT, "2026-01-02 03:04:05"), (PromptSort.USED, 7), (PromptSort.TITLE, "7")]
)
def test_a_cursor_of_prompts_is_one_of_its_order(sort: PromptSort, key: str | int):
    position = PromptPosition(key=key, id=3)
    assert prompt_position_of(after_prompt(position, sort), sort) == position
    for other in {*PromptSort} - {sort}:
        with pytest.raises(InvalidRequest):
            prompt_position_of(after_prompt(position, sort), other)
    with pytest.raises(InvalidRequest):
        prompt_position_of(after_prompt(PromptPosition(key=7 if isinstance(key, str) else "7", id=3), sort), sort)
