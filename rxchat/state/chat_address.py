"""Chat address: what the URL of a page asks for."""

import re
from dataclasses import dataclass
from typing import Self

import reflex as rx


@dataclass(frozen=True)
class Address:
    """What a URL of rxchat asks for: a path, and the message that `?m=` names."""

    path: str
    message: str = ""

    @classmethod
    def of_page(cls, state: rx.State) -> Self:
        url = state.router.url
        return cls(url.path, url.query_parameters.get("m", ""))

    @classmethod
    def of_conversation(cls, conversation_id: int) -> Self:
        return cls(f"/c/{conversation_id}")

    @property
    def conversation_id(self) -> int:
        """The id in `/c/<id>`; 0 on the front page, -1 (which doesn't exist) for anything else."""
        match = re.fullmatch(r"/c/([^/]+)/?", self.path)
        return 0 if match is None else _id_in(match[1])

    @property
    def project_id(self) -> int | None:
        """The id in `/p/<id>`; -1, which doesn't exist, for a malformed one, and None on other pages."""
        match = re.fullmatch(r"/p/([^/]+)/?", self.path)
        return None if match is None else _id_in(match[1])

    @property
    def message_id(self) -> int:
        return _id_in(self.message)


def _id_in(text: str) -> int:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else -1
