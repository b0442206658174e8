"""What the URL of a page asks for."""

import pytest

from rxchat.state.chat_address import Address


@pytest.mark.parametrize(
    ("path", "conversation_id", "project_id"),
    [
        ("/", 0, None),
        ("/c/1", 1, None),
        ("/c/12/", 12, None),
        ("/c/0", -1, None),
        ("/c/01", -1, None),
        ("/c/-1", -1, None),
        ("/c/1e3", -1, None),
        ("/c/٣", -1, None),
        (f"/c/{10**18}", -1, None),
        ("/c/1/2", 0, None),
        ("/p/7", 0, 7),
        ("/p/seven", 0, -1),
    ],
)
def test_a_path_names_a_conversation_or_a_project(path: str, conversation_id: int, project_id: int | None):
    address = Address(path)
    assert (address.conversation_id, address.project_id) == (conversation_id, project_id)


@pytest.mark.parametrize(("message", "found"), [("5", 5), ("", -1), ("five", -1), ("0", -1)])
def test_a_query_names_a_message(message: str, found: int):
    assert Address("/c/1", message).message_id == found


def test_a_conversation_has_one_address():
    assert Address.of_conversation(3) == Address("/c/3")
