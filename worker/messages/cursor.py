"""Where a list goes on: a place in its order, tied to the question that it answers.

A cursor is opaque to its holder. It keeps the beginning of the list's window, so that the window does
not slide while pages are read, and the place of the last entry, so that nothing comes twice or is
skipped, whatever happens to the calendar meanwhile. It is no secret, and guards nothing: its check
tells a garbled one, or one of another question, from a good one. Anybody could make one, so nothing in
it is taken for granted.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import orjson

VERSION = 1
YEARS = range(2000, 2200)
"""In which a window may begin: like all that commands say, so that no arithmetic leaves the calendar."""
CHECK = 12
"""Bytes."""


class NotThisCursor(ValueError):
    """It is garbled, or the answer to another question gave it."""


@dataclass(frozen=True, slots=True)
class Cursor:
    since: datetime
    """When the window of the list begins."""
    after: tuple[datetime, str]
    """Start and id of the last entry of the page before."""

    def for_question(self, question: list[object]) -> str:
        start, event_id = self.after
        place = [VERSION, self.since.isoformat(), start.isoformat(), event_id]
        written = orjson.dumps(place)
        return urlsafe_b64encode(_check(question, written) + written).decode().rstrip("=")


def read_cursor(text: str, question: list[object]) -> Cursor:
    """Read a cursor that an answer to the same question gave. Raise `NotThisCursor`."""
    try:
        read = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        check, written = read[:CHECK], read[CHECK:]
        if check == _check(question, written):
            return _cursor(orjson.loads(written))
    except (ValueError, OverflowError):
        raise NotThisCursor from None
    raise NotThisCursor


def _cursor(place: object) -> Cursor:
    """Raise `ValueError` or `OverflowError` if nothing here could have written it."""
    match place:
        case [1, str(since), str(start), str(event_id)]:
            cursor = Cursor(_instant(since), (_instant(start), event_id))
            if cursor.since.year in YEARS:
                return cursor
        case _:
            pass
    raise ValueError("no place in a list")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _check(question: list[object], written: bytes) -> bytes:
    return sha256(orjson.dumps(question) + written).digest()[:CHECK]
