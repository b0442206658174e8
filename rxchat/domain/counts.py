"""Counts: numbers of things in words."""


def counted(count: int, noun: str) -> str:
    """Returns the number and the noun in its regular plural: `1 row`, `1,200 rows`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
