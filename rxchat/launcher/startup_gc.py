"""Garbage collection while the program starts: none.

Loading makes several hundred thousand objects, and nearly all of them stay. Looking through them time and again takes a sixth of
the start; later, it would hold up answers.
"""

import gc


def pause() -> None:
    gc.disable()


def resume() -> None:
    """From here on only what is made later is looked through."""
    gc.freeze()
    gc.enable()
