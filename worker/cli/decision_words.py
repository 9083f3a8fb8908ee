"""The small words of a decision: times, hours, reasons, in a person's language and the requester's zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import get_day_names

from worker.domain.ranking import RankedSlot
from worker.domain.relaxations import DropPerson, ExtendDays, Relaxation, ShorterDuration
from worker.domain.search_request import Person
from worker.domain.slot_check import Blocker
from worker.domain.suggestions import Suggestion
from worker.domain.working_hours import WorkingHours
from worker.messages.decision_sentences import (
    BLOCK_REASONS,
    DAYS_MORE,
    INSTEAD,
    NEVER_AT_WORK,
    NOT_VISIBLE,
    ONLY_MINUTES,
    OPTIONAL,
    OTHER_HOURS,
    OWN,
    RANK_REASONS,
    RULE_OF_NOTICE,
    TIMES,
    WITHOUT,
)
from worker.messages.texts import Texts


@dataclass(frozen=True, slots=True)
class Words:
    texts: Texts
    locale: str
    zone_name: str

    def say(self, sentence: str, **values: object) -> str:
        return self.texts.say(self.locale, sentence, **values)

    def when(self, instant: datetime) -> str:
        return self.texts.when(self.locale, instant, self.zone_name)

    def ranked(self, sentence: str, one: RankedSlot) -> str:
        named = [RANK_REASONS.get(reason) for reason in one.reasons]
        reasons = ", ".join(self.say(name) for name in named if name)
        when = self.when(one.slot.start)
        return self.say(sentence, when=when, score=one.score, reasons=f": {reasons}" if reasons else "")

    def blocker(self, one: Blocker) -> str:
        who = one.email or self.say(RULE_OF_NOTICE)
        return f"{who} ({self.say(BLOCK_REASONS[one.reason])})"

    def person(self, one: Person) -> str:
        """Return who somebody is to the search: their zone, their hours, and what is unusual."""
        marks = [
            one.zone.key,
            self._hours(one),
            self.say(OWN) if one.own else "",
            "" if one.required else self.say(OPTIONAL),
            self.say(NOT_VISIBLE) if one.visibility == "not_visible" else "",
        ]
        return f"{one.email}: {', '.join(mark for mark in marks if mark)}"

    def relaxation(self, one: Relaxation) -> str:
        times = self.texts.count(self.locale, TIMES, one.slots)
        values = {"times": times, "when": self.when(one.first.start)}
        match one.change:
            case DropPerson(email):
                return self.say(WITHOUT, email=email, **values)
            case ShorterDuration(minutes):
                return self.say(ONLY_MINUTES, minutes=minutes, **values)
            case ExtendDays(days):
                return self.texts.count(self.locale, DAYS_MORE, days, **values)

    def suggestion(self, one: Suggestion) -> str:
        times = [self.when(each.slot.start).rpartition(" ")[2] for each in one.slots]
        return self.say(INSTEAD, day=self.texts.day(self.locale, one.date), times=", ".join(times))

    def _hours(self, one: Person) -> str:
        weekly = "; ".join(map(self._shift, one.hours)) or self.say(NEVER_AT_WORK)
        if not one.exceptions:
            return weekly
        days = ", ".join(each.date.isoformat() for each in one.exceptions)
        return f"{weekly}, {self.say(OTHER_HOURS, days=days)}"

    def _shift(self, shift: WorkingHours) -> str:
        names = get_day_names("abbreviated", locale=self.locale)
        days = " ".join(names[day] for day in sorted(shift.days))
        return f"{days} {clock(shift.start_minute)}-{clock(shift.end_minute)}"


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def listed(label: str, lines: Iterable[str]) -> list[str]:
    """Return lines below what they are."""
    return [label, *(f"  {line}" for line in lines)]
