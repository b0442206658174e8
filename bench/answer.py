"""The answers that are measured: N numbered words, so many in a second, as prose, as Markdown or as the lines of an artifact."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Style(StrEnum):
    PROSE = "prose"
    MARKDOWN = "markdown"
    ARTIFACT = "artifact"


TAG = '<antArtifact identifier="bench" type="application/vnd.ant.code" language="python" title="Bench">'


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the upstream is asked to say. `rate` is in words per second.

    The question itself carries these figures, so that one upstream serves every scenario. `tag` names the words of one answer,
    "qaz0 qaz1 ...", so that they are found in a page that shows others too.
    """

    words: int
    rate: float
    style: Style = Style.PROSE

    def question(self, tag: str) -> str:
        """The message to send. The full stop keeps the tag in the question apart from any digits that follow in the page."""
        return f"Answer with {self.words} words of {self.style} at {self.rate:g} per second, tag {tag}."

    @classmethod
    def asked_in(cls, question: str) -> tuple[Self, str] | None:
        """The answer and the tag that a question asks for; None when it is no question of ours."""
        found = re.search(r"(\d+) words of (\w+) at ([\d.]+) per second, tag (\w+)\.", question)
        if found is None or found[2] not in set(Style):
            return None
        return cls(words=int(found[1]), rate=float(found[3]), style=Style(found[2])), found[4]

    def word(self, number: int, tag: str) -> str:
        """One word with what stands around it. In Markdown each hundred is a heading, prose, a code block, prose and a list.

        In an artifact each word has a line.
        """
        name, place = f"{tag}{number}", number % 100
        if self.style is Style.ARTIFACT:
            before = f"Here it is:\n\n{TAG}\n" if number == 0 else ""
            after = "</antArtifact>" if number == self.words - 1 else ""
            return f"{before}{name} = measure(valve, {place})\n{after}"
        if self.style is Style.PROSE or 0 < place < 30 or 60 < place <= 85:
            return f"{name} "
        if place == 0:
            return f"\n\n## Part {number}\n\n{name} "
        if place == 30:
            return f"{name}\n\n```python\n"
        if place < 60:
            return f"x = {name}\n"
        return f"```\n\n{name} " if place == 60 else f"\n- item {name}"
