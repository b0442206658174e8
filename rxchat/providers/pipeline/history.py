"""History: makes a conversation acceptable to vendors after aborted answers, retries and imports."""

from collections.abc import Iterable
from dataclasses import replace

from rxchat.domain.errors import RequestRejected
from rxchat.domain.messages import ImagePart, Message, Part, Role, TextPart
from rxchat.domain.requests import ChatRequest

IN_PLACE_OF_AN_IMAGE = "\n[An image was left out here: this model was not shown it.]\n"


def tidy(request: ChatRequest) -> ChatRequest:
    """The same request with `system` holding all system text, and turns that alternate, begin and end with the user.

    Empty turns and thinking are left out, turns of one role in a row are joined, images stay with the user's turns only. What it
    makes of a turn depends on what is above it alone, so the next request begins like this one and a prompt cache finds it.
    Raises RequestRejected when nothing is left to answer.
    """
    system = [request.system or "", *(message.text for message in request.messages if message.role is Role.SYSTEM)]
    turns: list[Message] = []
    for message in request.messages:
        parts = _parts(message)
        if message.role is Role.SYSTEM or not (parts or message.calls or message.results):
            continue
        if turns and turns[-1].role is message.role:
            turns[-1] = _merged(turns[-1], replace(message, parts=parts))
        elif turns or message.role is Role.USER:
            turns.append(replace(message, parts=parts))
    if turns and turns[-1].role is not Role.USER:
        turns.pop()
    if not turns:
        raise RequestRejected("There's no message to respond to.", hint="Write a message first.")
    text = "\n\n".join(part.strip() for part in system if part.strip())
    return replace(request, system=text or None, messages=tuple(turns))


def without_images(request: ChatRequest, *, keep: int | None) -> tuple[ChatRequest, int]:
    """The request with at most `keep` images, the last ones (None: all), and how many were left out, with a short text instead.

    Where there are too many, half of them go at once: leaving out one more at every turn would change the beginning of each
    request, which vendors cache.
    """
    counts = (sum(isinstance(part, ImagePart) for part in message.parts) for message in request.messages)
    too_many = 0 if keep is None else _too_many(counts, keep)
    if not too_many:
        return request, 0
    left = too_many
    turns: list[Message] = []
    for message in request.messages:
        parts: list[Part] = []
        for part in message.parts:
            is_left_out = isinstance(part, ImagePart) and left > 0
            left -= is_left_out
            parts.append(TextPart(text=IN_PLACE_OF_AN_IMAGE) if is_left_out else part)
        turns.append(replace(message, parts=tuple(parts)))
    return replace(request, messages=tuple(turns)), too_many


def _too_many(counts: Iterable[int], most: int) -> int:
    """How many of the oldest images don't fit, by the messages' counts in their order. Later ones change nothing."""
    left_out = kept = 0
    for count in counts:
        kept += count
        if kept > most:
            room = max(most // 2, min(count, most))
            left_out, kept = left_out + kept - room, room
    return left_out


def notes_on(left_out: int, model: str, *, is_blind: bool) -> tuple[str, ...]:
    """Returns the notes shown to the user about images that were left out."""
    if not left_out:
        return ()
    images = "1 image was" if left_out == 1 else f"{left_out} images were"
    if is_blind:
        return (f"{model} can't read images. {images} left out.",)
    return (f"{model} can't take more images at once. {images} left out.",)


def _parts(message: Message) -> tuple[Part, ...]:
    """What of a turn is sent, in its order."""
    return tuple(
        part
        for part in message.parts
        if (isinstance(part, TextPart) and part.text.strip()) or (isinstance(part, ImagePart) and message.role is Role.USER)
    )


def _merged(first: Message, second: Message) -> Message:
    parts = _joined(first.parts, second.parts) if first.parts and second.parts else first.parts + second.parts
    return replace(first, parts=parts, calls=first.calls + second.calls, results=first.results + second.results)


def _joined(first: tuple[Part, ...], second: tuple[Part, ...]) -> tuple[Part, ...]:
    """Two turns as one: where text meets text there is a blank line between them."""
    end, start = first[-1], second[0]
    if isinstance(end, TextPart) and isinstance(start, TextPart):
        return (*first[:-1], TextPart(text=f"{end.text}\n\n{start.text}"), *second[1:])
    return (*first, *second)
