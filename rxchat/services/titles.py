"""Names for conversations."""

TITLE_CHARACTERS = 60


def title_of(text: str) -> str:
    """A title from a first message: its first line with words in it, cut at a word where it is long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "New chat")
    line = line.lstrip("#>*- ").strip() or line
    if len(line) <= TITLE_CHARACTERS:
        return line
    head = line[: TITLE_CHARACTERS - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"
