"""What the forms say, read as strictly as they were offered: a browser checks, others need not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from worker.sandbox.local_google.by_hand.new_entry import NewEntry, When
from worker.sandbox.local_google.by_hand.not_possible import NotPossible
from worker.sandbox.local_google.by_hand.typed import (
    MOST_DAYS,
    MOST_MINUTES,
    MOST_WEEKS,
    read_address,
    read_addresses,
    read_day,
    read_time,
)

NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class EditForm:
    """The fields of a form. Every reading raises `NotPossible` where it makes no sense."""

    fields: Mapping[str, str]

    def text(self, name: str) -> str:
        given = self.fields.get(name, "").strip()
        if not given:
            raise NotPossible(f"{name} is missing")
        return given

    def ticked(self, name: str) -> bool:
        return name in self.fields

    def address(self, name: str) -> str:
        return read_address(self.text(name))

    def day(self, name: str = "day") -> date:
        return read_day(self.text(name))

    def number(self, name: str, most: int) -> int:
        given = self.text(name)
        if not (NUMBER.fullmatch(given) and int(given) <= most):
            raise NotPossible(f"{name} must be a whole number up to {most}")
        return int(given)

    def when(self, *, whole_days: bool) -> When:
        if whole_days:
            return When(self.day(), days=self.number("days", MOST_DAYS))
        return When(self.day(), read_time(self.text("at")), minutes=self.number("minutes", MOST_MINUTES))

    def new_entry(self) -> NewEntry:
        return NewEntry(
            title=self.text("title"),
            when=self.when(whole_days=self.ticked("whole_day")),
            guests=read_addresses(self.fields.get("guests", "")),
            weeks=self.number("weeks", MOST_WEEKS) if self.ticked("weekly") else None,
        )
