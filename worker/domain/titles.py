"""Titles of events: how long one may be, and how a longer one is cut."""

from typing import Final
from unicodedata import combining

LONGEST_TITLE: Final = 1024
"""Characters, as commands may give them."""
ELLIPSIS: Final = "…"
JOINER: Final = "\N{ZERO WIDTH JOINER}"
SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
VARIATIONS: Final = range(0xFE00, 0xFE10)


def shortened(text: str, longest: int) -> str:
    """Cut a text to a length, and never inside what is seen as one character."""
    if len(text) <= longest:
        return text
    end = longest - len(ELLIPSIS)
    while end and (_goes_on(text[end]) or text[end - 1] == JOINER):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _goes_on(character: str) -> bool:
    """Tell whether a character changes the one before it."""
    is_modifier = ord(character) in SKIN_TONES or ord(character) in VARIATIONS
    return character == JOINER or is_modifier or combining(character) > 0
