"""Stretches of time as commands give them: `{"start", "end"}`."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from worker.domain.interval import Interval
from worker.messages.times import Instant
from worker.messages.wire import Wire

LONGEST_WINDOW: Final = timedelta(days=90)
SHORTEST_MEETING: Final = timedelta(minutes=5)
LONGEST_MEETING: Final = timedelta(minutes=1440)


class Span(Wire):
    start: Instant
    """When it begins."""
    end: Instant
    """When it ends; after the start."""

    @field_validator("end")
    @classmethod
    def _end_is_after_start(cls, end: datetime, info: ValidationInfo) -> datetime:
        start = info.data.get("start")
        if start is not None:
            cls.check(end - start)
        return end

    @classmethod
    def check(cls, length: timedelta) -> None:
        """Refuse a length that makes no sense. Both ends are in UTC, so it is elapsed time."""
        if length <= timedelta(0):
            raise PydanticCustomError("custom", "must be after `start`")

    @property
    def interval(self) -> Interval:
        return Interval(self.start, self.end)


class Window(Span):
    """Where to search: at most 90 days."""

    @classmethod
    def check(cls, length: timedelta) -> None:
        super().check(length)
        if length > LONGEST_WINDOW:
            raise PydanticCustomError("custom", "must be at most 90 days after `start`")


class Slot(Span):
    """One exact time for a meeting: 5 to 1440 whole minutes."""

    @classmethod
    def check(cls, length: timedelta) -> None:
        super().check(length)
        if not SHORTEST_MEETING <= length <= LONGEST_MEETING:
            raise PydanticCustomError("custom", "must be 5 to 1440 minutes after `start`")
        if length % timedelta(minutes=1):
            raise PydanticCustomError("custom", "must be a whole number of minutes after `start`")
