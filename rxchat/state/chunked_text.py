"""Chunked text: an append-only text for the browser, at a cost proportional to its length.

Reflex sends a changed var as a whole. In a single var, a text of n frames would travel n times. So it is split into parts like a
log-structured merge tree: each frame re-sends only the short last part, a full part moves into the next larger one, and a
character travels about a dozen times, however long the text. Joined in order, `[largest, ..., tail]`, the parts are the text.
"""

LIMITS = (100, 300, 900, 2_700, 8_100, 24_300)
"""Characters that each part holds before it moves into the next, the tail first; the last part has no limit."""

PARTS = len(LIMITS) + 1


def grow(parts: list[str], piece: str) -> dict[int, str]:
    """Append `piece` to the text in `parts` (the tail is part 0) and return the parts that changed, by position."""
    changed = {0: parts[0] + piece}
    for position, limit in enumerate(LIMITS):
        if len(changed[position]) <= limit:
            break
        changed[position + 1] = parts[position + 1] + changed[position]
        changed[position] = ""
    return changed
