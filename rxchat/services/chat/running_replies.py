"""Running replies: the answers that are written in this process, by their ids."""

from collections.abc import Container, Mapping

from rxchat.services.chat.generation import Generation


class RunningReplies:
    """`running` are the answers by conversation, as they are at any time."""

    def __init__(self, running: Mapping[int, Generation]) -> None:
        self._running = running

    def among(self, reply_ids: Container[int]) -> dict[int, Generation]:
        """Those of these answers that are written here."""
        return {each.reply_id: each for each in self._running.values() if each.reply_id in reply_ids}
