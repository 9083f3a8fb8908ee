"""`list_upcoming`: what lies ahead in a calendar."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from worker.messages.commands.command import Command
from worker.messages.cursor import Cursor, NotThisCursor, read_cursor
from worker.messages.fields import ONE_LINE, WITHOUT_BLANKS, Address, CalendarId


class ListUpcoming(Command):
    """List the meetings from now on, in order of their start, a page at a time."""

    type: Literal["list_upcoming"] = "list_upcoming"
    """The command's type."""
    days: Annotated[int, Field(ge=1, le=90)] = 7
    """How many days ahead, from now; what is going on now is listed, too."""
    vai_only: bool = True
    """Whether only meetings that this system made are listed."""
    participant: Address | None = None
    """Only meetings with this address among their attendees."""
    text: Annotated[str, Field(min_length=1, max_length=256, pattern=ONE_LINE)] | None = None
    """Only meetings with all of these words somewhere in their title, description, location or attendees.

    Parts of words are found too, in any case, with or without diacritics.
    """
    limit: Annotated[int, Field(ge=1, le=250)] = 100
    """How many meetings to answer with, at most."""
    calendar_id: CalendarId = "primary"
    """The calendar to list."""
    max_staleness_seconds: Annotated[int, Field(ge=0, le=86_400)] = 0
    """How old, in seconds, what is answered from may be; at 0 Google is always asked."""
    cursor: Annotated[str, Field(min_length=1, max_length=4096, pattern=WITHOUT_BLANKS)] | None = None
    """The `next_cursor` of an earlier answer to the same question; the first page without it.

    The window stays that of the first page. Another `limit` or `max_staleness_seconds` is no other question.
    """

    @property
    def page(self) -> Cursor | None:
        """Where to go on, if this is not the first page."""
        return read_cursor(self.cursor, question(vars(self))) if self.cursor else None

    @field_validator("cursor")
    @classmethod
    def _cursor_is_of_this_question(cls, given: str, info: ValidationInfo) -> str:
        if set(QUESTION) <= info.data.keys():  # else something else is wrong already
            try:
                _refuse_beyond(read_cursor(given, question(info.data)), timedelta(days=info.data["days"]))
            except NotThisCursor:
                problem = "is not the `next_cursor` of an answer to this very question"
                raise PydanticCustomError("custom", problem) from None
        return given


QUESTION = ("user_id", "calendar_id", "days", "vai_only", "participant", "text")
"""What decides which meetings are listed. Pages may differ in size, and in how old they may be."""


def _refuse_beyond(cursor: Cursor, window: timedelta) -> None:
    """Raise `NotThisCursor` if its place is behind the end of the list, where no entry is."""
    if cursor.after[0] - cursor.since >= window:
        raise NotThisCursor


def question(fields: Mapping[str, object]) -> list[object]:
    return [fields[name] for name in QUESTION]
