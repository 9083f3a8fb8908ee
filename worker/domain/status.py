"""The mark of a status before an event's title.

Only the mark that a command set is ever taken away, and only where it still stands: it is remembered
beside the event, so brackets that a person wrote are a person's, whatever they say.
"""

from typing import Final

from worker.domain.titles import LONGEST_TITLE, shortened

STATUS: Final = "vai_status"
"""The private extended property that remembers the mark, without its brackets."""


def mark_of(status: str) -> str:
    """Return a status as the title shows it: in capitals."""
    return status.strip().upper()


def marked(title: str, mark: str, earlier: str | None) -> str:
    """Put a mark before a title, in place of the earlier one that a command put there."""
    if earlier is not None and title.startswith(_prefix(earlier)):
        title = title.removeprefix(_prefix(earlier)).removeprefix(" ")
    return shortened(f"{_prefix(mark)} {title}".rstrip(), LONGEST_TITLE)


def _prefix(mark: str) -> str:
    return f"[{mark}]"
