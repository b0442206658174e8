"""Texts that are nested, marked or long without end. None of them may stop the page."""

LARGE = 100_000


def _much(text: str, length: int = LARGE) -> str:
    return (text * (length // len(text) + 1))[:length]


ENDLESS = {
    "quotes": ">" * 2_000 + " x",
    "lists": "\n".join("  " * depth + "- x" for depth in range(1_000)),
    "lists in quotes": _much("> - 1. "),
    "emphasis": _much("_a__ "),
    "strong text in strong text": "**a " * 5_000 + "**" * 5_000,
    "marks of all kinds": _much("*_~~a`[!<$"),
    "brackets": _much("["),
    "links in links": "[" * 20_000 + "a" + "](b)" * 20_000,
    "links without an end": _much("[a](<b"),
    "runs of backticks": " ".join("`" * length for length in range(1, 440)),
    "comments": _much("<!--"),
    "tags": _much('<a b="'),
    "dollars": _much("$$a "),
    "formulas": _much("$x$ ", 20_000),
    "large formulas": _much("$\\frac{a+b}{c}=\\sqrt{x}$ ", 30_000),
    "formulas in paragraphs": _much("so $x_1$ and $\\sqrt{y}$ " * 10 + "\n\n", 25_000),
    "a formula in a formula": "$" + "{" * 490 + "}" * 490 + "$",
    "macros": "$\\def\\a{\\b\\b\\b}\\def\\b{\\c\\c\\c}\\def\\c{\\a\\a\\a}\\a$",
    "openings": _much("\\["),
    "addresses": _much("a@a."),
    "addresses without a domain": _much("www.a_", 20_000),
    "entities": _much("&a"),
    "rows": "|a|\n|-|\n" + "|x|\n" * 20_000,
    "cells": "|a" * 10_000 + "|\n" + "|-" * 10_000 + "|\n",
    "definitions": "\n".join(f"[a{number}]: b" for number in range(5_000)),
    "footnotes": "\n\n".join(f"[^{number}]: [^{number + 1}]" for number in range(1_000)),
    "items": _much("- a\n"),
    "loose items": _much("- a\n\n"),
    "lines": _much("a\n"),
    "headings": _much("# a\n"),
    "one line": _much("word ", 900_000),
    "one word": "a" * 900_000,
    "code": "```js\n" + _much("let a = 1;\n", 500_000),
    "a line of code": "```json\n" + _much('{"a": [1, 2]}, ', 200_000),
}
