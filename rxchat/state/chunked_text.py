"""A text that grows in the browser at a cost that grows with its length.

Reflex sends a changed var whole. Held in one var, a text of n frames would travel n times. So it is held in parts, as a
log-structured merge does: each frame re-sends only the short last part, a part that is full moves into the next larger one,
and a character travels about a dozen times however long the text becomes. Joined in order, `[largest, ..., tail]`, the parts are
the text.
"""

LIMITS = (100, 300, 900, 2_700, 8_100, 24_300)
"""How many characters each part holds, the tail first, before it moves on; one more part after these has no limit."""

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
