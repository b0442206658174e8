"""What this process knows of the answers that it writes."""

from datetime import UTC, datetime

from rxchat.db.open_answers import OpenAnswers, UnsavedAnswer
from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage
from rxchat.domain.messages import Role


def reply(status: MessageStatus) -> SavedMessage:
    return SavedMessage(
        id=7, conversation_id=1, parent_id=6, role=Role.ASSISTANT, text="Hal", created_at=datetime.now(UTC), status=status
    )


def test_an_answer_is_streaming_while_somebody_writes_it():
    answers = OpenAnswers()
    answers.begin(7)
    assert answers.shown(reply(MessageStatus.STREAMING)).status is MessageStatus.STREAMING
    answers.close(7)
    assert answers.shown(reply(MessageStatus.STREAMING)).status is MessageStatus.INTERRUPTED


def test_what_has_ended_and_is_not_saved_is_shown_whole_until_its_row_is():
    answers = OpenAnswers()
    answers.begin(7)
    ended = Outcome(status=MessageStatus.COMPLETE, notes=("One image was left out.",))
    answers.hold(7, UnsavedAnswer(text="Half and half", thinking="hm", outcome=ended, cause=lambda: "The disk is full."))
    shown = answers.shown(reply(MessageStatus.STREAMING))
    assert (shown.text, shown.thinking, shown.status) == ("Half and half", "hm", MessageStatus.COMPLETE)
    assert shown.notes[0] == "One image was left out."
    assert "isn't saved yet. The disk is full. " in shown.notes[1]
    saved = reply(MessageStatus.COMPLETE)
    assert answers.shown(saved) is saved


def test_an_end_that_was_saved_meanwhile_is_not_held():
    answers = OpenAnswers()
    answers.begin(7)
    answers.close(7)
    answers.hold(7, UnsavedAnswer(text="Late", thinking="", outcome=Outcome(status=MessageStatus.COMPLETE)))
    assert answers.shown(reply(MessageStatus.STREAMING)).text == "Hal"


def test_where_several_workers_write_an_answer_of_another_one_is_streaming_too():
    answers = OpenAnswers()
    answers.worker = "me"
    assert answers.shown(reply(MessageStatus.STREAMING)).status is MessageStatus.STREAMING
