"""What a person is told of an answer without a word."""

from typing import Final

from rxchat.domain.chunks import Finished, FinishReason

_TOLD_ANYWAY: Final = (FinishReason.LENGTH, FinishReason.CONTEXT, FinishReason.REFUSAL)
"""The page and the API say so of every answer that ended like this."""
_ORDINARY: Final = ("stop", "end_turn", "stop_sequence")
_LONGEST_REASON: Final = 100


def note_on_silence(end: Finished, *, has_thoughts: bool) -> tuple[str, ...]:
    """One sentence: what the model did instead of answering, and the vendor's own reason where that says more."""
    if end.reason in _TOLD_ANYWAY:
        return ()
    if end.reason is FinishReason.TOOL:
        did = "The model asked for a tool that rxchat doesn't have, and sent no answer"
    elif has_thoughts:
        did = "The model sent its reasoning, but no answer"
    else:
        did = "The model sent no answer"
    reason = " ".join("".join(each if each.isprintable() else " " for each in end.raw_reason[: 2 * _LONGEST_REASON]).split())
    if (end.reason is FinishReason.TOOL and reason.islower()) or reason.lower() in ("", *_ORDINARY):
        return (f"{did}.",)
    return (f"{did}. The reason it gave: {reason[:_LONGEST_REASON].strip()}",)
