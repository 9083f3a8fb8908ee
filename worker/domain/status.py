"""The mark of a status before an event's title.

Only the mark that a command set is ever taken away, and only where it still stands: it is remembered
beside the event, so brackets that a person wrote are a person's, whatever they say.
"""

from typing import Final
from unicodedata import combining

STATUS: Final = "vai_status"
"""The private extended property that remembers the mark, without its brackets."""
LONGEST_TITLE: Final = 1024
"""Characters, as commands may give them."""
ELLIPSIS: Final = "…"
JOINER: Final = "\N{ZERO WIDTH JOINER}"
SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
VARIATIONS: Final = range(0xFE00, 0xFE10)


def mark_of(status: str) -> str:
    """Return a status as the title shows it: in capitals."""
    return status.strip().upper()


def marked(title: str, mark: str, earlier: str | None) -> str:
    """Put a mark before a title, in place of the earlier one that a command put there."""
    if earlier is not None and title.startswith(_prefix(earlier)):
        title = title.removeprefix(_prefix(earlier)).removeprefix(" ")
    return _shortened(f"{_prefix(mark)} {title}".rstrip(), LONGEST_TITLE)


def _prefix(mark: str) -> str:
    return f"[{mark}]"


def _shortened(text: str, longest: int) -> str:
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
