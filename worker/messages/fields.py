"""The small types that the fields of commands are made of, with their limits.

Patterns and limits stand in the JSON Schemas too, so they are written in the dialect that
both know. `PROBLEM_OF` says in words what breaking each pattern means.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, Strict
from pydantic_core import PydanticKnownError, core_schema

from worker.domain.calendar_event import SendUpdates

WITHOUT_NUL: Final = r"^[^\x00]*$"
WITHOUT_BLANKS: Final = r"^[\x21-\x7e]*$"
VERIFIER: Final = r"^[A-Za-z0-9._~-]*$"
ONE_LINE: Final = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
ADDRESS: Final = (
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$"
)
TIME_OF_DAY: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
MEETING_TYPE: Final = r"^[a-z][a-z0-9_]{0,63}$"

PROBLEM_OF: Final = {
    WITHOUT_NUL: "must not hold the character NUL",
    WITHOUT_BLANKS: "must be printable ASCII without blanks",
    VERIFIER: "must be letters, digits and the characters - . _ ~",
    ONE_LINE: "must be one line of text that is not blank",
    ADDRESS: "is not an e-mail address",
    TIME_OF_DAY: "must be a time of day from 00:00 to 23:59, as `09:00`; an end at midnight is `00:00`",
    MEETING_TYPE: "must be letters a-z, digits and _, a letter first, 64 characters at most",
}


@dataclass(frozen=True, slots=True)
class Entries:
    """An annotation of a tuple: it is read from a list of so many entries.

    They are counted before they are read: pydantic would first find something wrong with each.
    """

    most: int
    least: int = 0

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        limits = Field(min_length=self.least or None, max_length=self.most)
        listed = handler.generate_schema(Annotated[source, Strict(strict=False), limits])
        return core_schema.no_info_before_validator_function(self._not_too_many, listed)

    def _not_too_many(self, given: Any) -> Any:
        if isinstance(given, list) and len(given) > self.most:
            size = {"field_type": "List", "max_length": self.most, "actual_length": len(given)}
            raise PydanticKnownError("too_long", size)
        return given


Identifier = Annotated[str, Field(min_length=1, max_length=128, pattern=WITHOUT_NUL)]
UserId = Annotated[str, Field(min_length=1, max_length=256, pattern=WITHOUT_NUL)]
ConversationId = Annotated[str, Field(min_length=1, max_length=512, pattern=WITHOUT_NUL)]
CalendarId = Annotated[str, Field(min_length=1, max_length=256, pattern=ONE_LINE)]
EventId = Annotated[str, Field(min_length=1, max_length=1024, pattern=WITHOUT_BLANKS)]
Label = Annotated[str, Field(min_length=1, max_length=64, pattern=ONE_LINE)]
Title = Annotated[str, Field(min_length=1, max_length=1024, pattern=ONE_LINE)]
Note = Annotated[str, Field(max_length=1024, pattern=WITHOUT_NUL)]
Prose = Annotated[str, Field(max_length=8192, pattern=WITHOUT_NUL)]
Address = Annotated[
    str,
    Field(min_length=3, max_length=254, pattern=ADDRESS, json_schema_extra={"format": "email"}),
    AfterValidator(str.lower),
]
"""An e-mail address, in lower case from here on: Google takes no notice of case either."""

WhomToTell = Annotated[SendUpdates, Strict(strict=False)]
Locale = Literal["ro", "en"]
Priority = Literal["low", "normal", "high", "urgent"]
