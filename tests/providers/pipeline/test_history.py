import pytest

from rxchat.domain.errors import RequestRejected
from rxchat.domain.messages import ImagePart, Message, Role, TextPart, ThinkingPart, assistant_message, user_message
from rxchat.domain.requests import ChatRequest
from rxchat.providers.pipeline.history import IN_PLACE_OF_AN_IMAGE, notes_on, tidy, without_images

IMAGE = ImagePart(media_type="image/png", data=b"png")


def _tidied(*messages: Message, system: str | None = None) -> ChatRequest:
    return tidy(ChatRequest(model="m", messages=messages, system=system))


def _system(text: str) -> Message:
    return Message(role=Role.SYSTEM, parts=(TextPart(text=text),))


def test_a_tidy_conversation_stays_as_it_is():
    messages = (user_message("a"), assistant_message("b"), user_message("c"))
    assert _tidied(*messages).messages == messages


def test_empty_turns_are_dropped_and_their_neighbours_joined():
    result = _tidied(user_message("a"), assistant_message(" \n"), user_message("b"))
    assert result.messages == (user_message("a\n\nb"),)


def test_the_first_and_the_last_turn_are_the_users():
    result = _tidied(assistant_message("hello"), user_message("a"), assistant_message("half an ans"))
    assert result.messages == (user_message("a"),)


def test_thinking_is_never_sent():
    turn = Message(role=Role.ASSISTANT, parts=(ThinkingPart(text="hm"), TextPart(text="b")))
    result = _tidied(user_message("a"), turn, user_message("c"))
    assert result.messages[1] == assistant_message("b")


def test_all_system_text_is_hoisted():
    result = _tidied(_system("One."), user_message("a"), _system("  "), _system("Two."), system="Zero. ")
    assert result.system == "Zero.\n\nOne.\n\nTwo."
    assert result.messages == (user_message("a"),)


def test_no_system_text_is_none_and_not_empty():
    assert _tidied(user_message("a"), system=" ").system is None


def test_images_keep_their_place_and_stay_with_the_user():
    parts = (TextPart(text="first:"), IMAGE, TextPart(text="second:"), IMAGE)
    result = _tidied(
        Message(role=Role.USER, parts=parts), Message(role=Role.ASSISTANT, parts=(IMAGE, TextPart(text="b"))), user_message("c")
    )
    assert result.messages[0].parts == parts
    assert result.messages[1] == assistant_message("b")


def test_an_image_alone_is_a_turn():
    result = _tidied(Message(role=Role.USER, parts=(IMAGE,)), user_message("what is it?"))
    assert result.messages == (Message(role=Role.USER, parts=(IMAGE, TextPart(text="what is it?"))),)


@pytest.mark.parametrize("messages", [(), (user_message(" "),), (assistant_message("a"),), (_system("a"),)])
def test_nothing_to_answer_is_refused(messages: tuple[Message, ...]):
    with pytest.raises(RequestRejected, match="no message to respond to"):
        _tidied(*messages)


def _pictures(*numbers: int) -> tuple[ImagePart, ...]:
    return tuple(ImagePart(media_type="image/png", data=bytes([number])) for number in numbers)


def test_images_are_kept_where_there_is_no_limit():
    request = ChatRequest(model="m", messages=(Message(role=Role.USER, parts=_pictures(1, 2)),))
    assert without_images(request, keep=None) == (request, 0)
    assert without_images(request, keep=2) == (request, 0)


def test_a_short_text_stands_in_the_place_of_an_image():
    turns = (Message(role=Role.USER, parts=(*_pictures(1), TextPart(text="What is it?"))), assistant_message("A cat."))
    request, left_out = without_images(ChatRequest(model="m", messages=(*turns, user_message("Sure?"))), keep=0)
    assert left_out == 1
    assert request.messages[0].text == f"{IN_PLACE_OF_AN_IMAGE}What is it?"
    assert request.messages[1:] == (turns[1], user_message("Sure?"))


def test_the_last_images_are_kept():
    turns = tuple(Message(role=Role.USER, parts=_pictures(first, first + 1)) for first in (1, 3))
    request, left_out = without_images(ChatRequest(model="m", messages=turns), keep=1)
    assert left_out == 3
    assert [part for turn in request.messages for part in turn.parts if isinstance(part, ImagePart)] == [*_pictures(4)]


def test_images_are_left_out_by_the_half_so_that_most_requests_begin_as_the_one_before():
    kept: list[int] = []
    for last in range(1, 12):
        turns = tuple(Message(role=Role.USER, parts=_pictures(number)) for number in range(last))
        kept.append(last - without_images(ChatRequest(model="m", messages=turns), keep=4)[1])
    assert kept == [1, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2]


@pytest.mark.parametrize(
    ("left_out", "is_blind", "notes"),
    [
        (0, True, ()),
        (1, True, ("Tiny can't read images. 1 image was left out.",)),
        (2, False, ("Tiny can't take more images at once. 2 images were left out.",)),
    ],
)
def test_the_person_is_told_in_words(left_out: int, is_blind: bool, notes: tuple[str, ...]):
    assert notes_on(left_out, "Tiny", is_blind=is_blind) == notes
