import json

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.settings_json import read_settings, with_settings
from rxchat.domain.errors import NotFound
from rxchat.domain.requests import AnswerOptions, Reasoning

WISHES = AnswerOptions(system="Be brief.", max_tokens=200, temperature=0.2, top_p=0.9, reasoning=Reasoning.LOW)


def test_what_is_written_is_read() -> None:
    assert read_settings(with_settings(None, WISHES)) == WISHES
    assert with_settings(None, AnswerOptions()) is None


def test_what_is_not_ours_stays() -> None:
    older = '{"theme": "dark", "temperature": 1, "max_tokens": 4096}'
    assert read_settings(older) == AnswerOptions(temperature=1, max_tokens=4096)
    written = with_settings(older, AnswerOptions(system="Sé breve."))
    assert json.loads(written or "") == {"theme": "dark", "system": "Sé breve.", "systemPrompt": "Sé breve."}
    assert json.loads(with_settings(written, AnswerOptions()) or "") == {"theme": "dark"}


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "not JSON",
        "[1]",
        '{"a": ' + "[" * 200_000,
        '{"temperature": 3, "top_p": 0, "max_tokens": 0, "system": "  ", "reasoning": "deep"}',
        '{"temperature": true, "top_p": "0.5", "max_tokens": null, "system": 7, "reasoning": ["low"]}',
    ],
)
def test_what_is_no_wish_is_read_as_none(text: str | None) -> None:
    assert read_settings(text) == AnswerOptions()


def test_half_a_character_is_a_question_mark() -> None:
    assert read_settings('{"system": "Be \\ud800 brief"}').system == "Be ? brief"


async def test_wishes_are_kept_with_a_conversation(database: Database, user_id: int, stranger_id: int) -> None:
    conversations = ConversationRepository(database)
    id_ = await conversations.create(user_id, title="x", provider="acme", model="known")
    await conversations.set_options(user_id, id_, WISHES)
    assert (await conversations.get(user_id, id_)).settings == WISHES
    assert (await conversations.get(user_id, (await conversations.duplicate(user_id, id_)).id)).settings == WISHES
    with pytest.raises(NotFound):
        await conversations.set_options(stranger_id, id_, AnswerOptions())
    assert (await conversations.get(user_id, id_)).settings == WISHES
