import pytest

from rxchat.domain.chunks import Finished, FinishReason
from rxchat.services.chat.empty_answers import note_on_silence

TOOL = "The model asked for a tool that rxchat doesn't have, and sent no answer."


@pytest.mark.parametrize(
    ("reason", "raw", "has_thoughts", "note"),
    [
        (FinishReason.STOP, "stop", False, "The model sent no answer."),
        (FinishReason.STOP, "STOP", True, "The model sent its reasoning, but no answer."),
        (FinishReason.UNKNOWN, "", False, "The model sent no answer."),
        (FinishReason.UNKNOWN, "OTHER", False, "The model sent no answer. The reason it gave: OTHER"),
        (FinishReason.TOOL, "tool_calls", True, TOOL),
        (
            FinishReason.TOOL,
            "MALFORMED_FUNCTION_CALL: print(",
            False,
            f"{TOOL} The reason it gave: MALFORMED_FUNCTION_CALL: print(",
        ),
        (FinishReason.UNKNOWN, "x\n\u202e" * 500, False, f"The model sent no answer. The reason it gave: {'x ' * 49}x"),
    ],
)
def test_a_sentence_says_what_the_model_did(reason: FinishReason, raw: str, has_thoughts: bool, note: str):
    assert note_on_silence(Finished(reason=reason, raw_reason=raw), has_thoughts=has_thoughts) == (note,)


@pytest.mark.parametrize("reason", [FinishReason.LENGTH, FinishReason.CONTEXT, FinishReason.REFUSAL])
def test_what_is_told_of_every_answer_is_not_told_twice(reason: FinishReason):
    assert note_on_silence(Finished(reason=reason), has_thoughts=True) == ()
