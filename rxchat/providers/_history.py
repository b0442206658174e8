"""Makes a conversation fit to send: what aborted answers, retries and imports leave behind is refused by most vendors."""

from dataclasses import replace

from rxchat.domain.errors import RequestRejected
from rxchat.domain.messages import ImagePart, Message, Part, Role, TextPart
from rxchat.domain.requests import ChatRequest


def tidy(request: ChatRequest) -> ChatRequest:
    """The same request with `system` holding all system text, and turns that alternate, begin and end with the user.

    Empty turns and thinking are left out, turns of one role in a row are joined, images stay with the user's turns only.
    Raises RequestRejected when nothing is left to answer.
    """
    system = [request.system or "", *(message.text for message in request.messages if message.role is Role.SYSTEM)]
    turns: list[Message] = []
    for message in request.messages:
        parts = _parts(message)
        if message.role is Role.SYSTEM or not parts:
            continue
        if turns and turns[-1].role is message.role:
            turns[-1] = replace(turns[-1], parts=_joined(turns[-1].parts, parts))
        elif turns or message.role is Role.USER:
            turns.append(Message(role=message.role, parts=parts))
    if turns and turns[-1].role is not Role.USER:
        turns.pop()
    if not turns:
        raise RequestRejected("There is no message to answer.", hint="Write a message first.")
    text = "\n\n".join(part.strip() for part in system if part.strip())
    return replace(request, system=text or None, messages=tuple(turns))


def _parts(message: Message) -> tuple[Part, ...]:
    """What of a turn is sent, in its order."""
    return tuple(
        part
        for part in message.parts
        if (isinstance(part, TextPart) and part.text.strip()) or (isinstance(part, ImagePart) and message.role is Role.USER)
    )


def _joined(first: tuple[Part, ...], second: tuple[Part, ...]) -> tuple[Part, ...]:
    """Two turns as one: where text meets text there is a blank line between them."""
    end, start = first[-1], second[0]
    if isinstance(end, TextPart) and isinstance(start, TextPart):
        return (*first[:-1], TextPart(text=f"{end.text}\n\n{start.text}"), *second[1:])
    return (*first, *second)
