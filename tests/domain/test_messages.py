"""What is said."""

from rxchat.domain.messages import ImagePart, Message, Role, TextPart, ThinkingPart, assistant_message, user_message


def test_the_text_of_a_message_leaves_out_reasoning_and_images():
    parts = (ThinkingPart(text="hm"), TextPart(text="a"), ImagePart(media_type="image/png", data=b"x"), TextPart(text="b"))
    assert Message(role=Role.USER, parts=parts).text == "ab"


def test_an_image_does_not_spill_into_a_log():
    assert "secret" not in repr(ImagePart(media_type="image/png", data=b"secret"))


def test_plain_turns_are_quickly_made():
    assert (user_message("Hi").role, assistant_message("Hello").text) == (Role.USER, "Hello")
