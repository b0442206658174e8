"""Empty answers: the note shown when an answer has no text."""

from typing import Final

from rxchat.domain.chunks import Finished, FinishReason
from rxchat.providers.errors import brief

_ALREADY_SHOWN: Final = (FinishReason.CUT, FinishReason.LENGTH, FinishReason.CONTEXT, FinishReason.REFUSAL)
"""Reasons that the page and the API show for every answer."""
_ORDINARY: Final = ("stop", "end_turn", "stop_sequence")


def note_on_silence(end: Finished, *, has_thoughts: bool) -> tuple[str, ...]:
    """Returns one sentence on what the model did instead, with the vendor's own reason where that says more."""
    if end.reason in _ALREADY_SHOWN:
        return ()
    if end.reason is FinishReason.TOOL:
        did = "The model asked for a tool that rxchat doesn't have, and sent no answer"
    elif has_thoughts:
        did = "The model sent its reasoning, but no answer"
    else:
        did = "The model sent no answer"
    reason = brief(end.raw_reason)
    if (end.reason is FinishReason.TOOL and reason.islower()) or reason.lower() in ("", *_ORDINARY):
        return (f"{did}.",)
    return (f"{did}. The reason it gave: {reason}",)
