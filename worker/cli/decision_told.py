"""A decision in words for a person: who was asked, what stood in the way, what was chosen and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from worker.cli.decision_words import Words, listed
from worker.domain.blockers import Reason
from worker.domain.decision import Outcome, Question
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot
from worker.messages.decision_sentences import (
    ASKED,
    BEST,
    BLOCK_REASONS,
    BLOCKED,
    CHOSEN,
    CHOSEN_ELSEWHERE,
    CHOSEN_EXACT,
    COMMAND,
    ENDED,
    IN_THE_WAY,
    IS_RUNNING,
    IS_WITHHELD,
    JOINING,
    LOOKED_AT,
    NEXT_BEST,
    NOTHING_IN_THE_WAY,
    PREFERRED,
    SOUGHT,
    SOUGHT_EXACT,
    STANDS_IN_THE_WAY,
    TAKEN_MEANWHILE,
    WINDOW_HAD_PASSED,
)
from worker.messages.texts import Texts
from worker.store.decided_commands import DecidedCommand

MINUTE = timedelta(minutes=1)
MORE = 2
"""How many times are told beside the best one."""


@dataclass(frozen=True, slots=True)
class Told:
    command: DecidedCommand
    question: Question
    outcome: Outcome
    words: Words

    def lines(self) -> list[str]:
        asked = [*self._asked(), *self._people()]
        return [*asked, *self._in_the_way(), *self._times(), *self._instead(), *self._end()]

    def _asked(self) -> list[str]:
        request, say, when = self.question.request, self.words.say, self.words.when
        command, slot, zone = self.command, self.question.slot, self.words.zone_name
        names = {"type": command.type, "command_id": command.command_id, "user_id": command.user_id}
        if slot:
            sought = say(SOUGHT_EXACT, start=when(slot.start), end=when(slot.end), zone=zone)
        else:
            ends = {"start": when(request.window.start), "end": when(request.window.end), "zone": zone}
            sought = say(SOUGHT, minutes=request.duration // MINUTE, step=request.step // MINUTE, **ends)
        preferred = request.preferred if slot is None else None
        return [
            say(COMMAND, when=when(request.now), **names),
            sought,
            *([say(PREFERRED, when=when(preferred))] if preferred else []),
            *([say(WINDOW_HAD_PASSED)] if self.question.has_passed else []),
        ]

    def _people(self) -> list[str]:
        say, person = self.words.say, self.words.person
        people = sorted(self.question.request.people, key=lambda one: one.email)
        asked = listed(say(ASKED), map(person, people))
        if self.question.joining is None:
            return asked
        return [*asked, *listed(say(JOINING), map(person, self.question.joining.people))]

    def _in_the_way(self) -> list[str]:
        say, explained = self.words.say, self.outcome.explanation
        if self.question.slot:
            blockers = ", ".join(map(self.words.blocker, self.outcome.blockers))
            return [say(IN_THE_WAY, blockers=blockers) if blockers else say(NOTHING_IN_THE_WAY)]
        number, found = explained.candidates, self._found
        looked = self.words.texts.count(self.words.locale, LOOKED_AT, number, found=found)
        counts = [(one, explained.blocked[one]) for one in Reason if explained.blocked[one]]
        blocked = [f"{say(BLOCK_REASONS[one])} {count}" for one, count in counts]
        alone = [
            f"{one.email}: "
            + say(STANDS_IN_THE_WAY, blocks=one.blocks, candidates=number, alone=one.blocks_alone)
            for one in explained.participants
            if one.blocks
        ]
        return listed(looked, [*([say(BLOCKED, reasons=", ".join(blocked))] if blocked else []), *alone])

    def _times(self) -> list[str]:
        """Tell what was chosen, and what comes next; where nothing was, what was the best."""
        chosen, slot = self._chosen(), self.question.slot
        if chosen is None:
            return self._best(self.outcome.alternatives if slot else self._elsewhere, BEST)
        if chosen == slot:
            head = self.words.say(CHOSEN_EXACT, when=self.words.when(chosen.start))
            return [head, *self._best(self.outcome.alternatives, NEXT_BEST)]
        return self._chosen_among(chosen, self._elsewhere)

    @property
    def _elsewhere(self) -> tuple[RankedSlot, ...]:
        """The best times but that at which the meeting is already: no new time for it."""
        return tuple(one for one in self.outcome.slots if one.slot != self.question.present)

    @property
    def _found(self) -> int:
        return self.outcome.found - (len(self.outcome.slots) - len(self._elsewhere))

    def _chosen_among(self, chosen: Interval, ranked: tuple[RankedSlot, ...]) -> list[str]:
        place = next((number for number, one in enumerate(ranked) if one.slot == chosen), None)
        if place is None:
            return [self.words.say(CHOSEN_ELSEWHERE, when=self.words.when(chosen.start))]
        texts, locale = self.words.texts, self.words.locale
        taken = [texts.count(locale, TAKEN_MEANWHILE, place)] if place else []
        rest = self._best(ranked[place + 1 :], NEXT_BEST)
        return [self.words.ranked(CHOSEN, ranked[place]), *taken, *rest]

    def _best(self, ranked: tuple[RankedSlot, ...], first: str) -> list[str]:
        sentences = (first, *([NEXT_BEST] * MORE))
        return [self.words.ranked(sentence, one) for sentence, one in zip(sentences, ranked, strict=False)]

    def _instead(self) -> list[str]:
        relaxations = map(self.words.relaxation, self.outcome.explanation.relaxations)
        if self._found or self.question.slot:
            return []
        return [*relaxations, *map(self.words.suggestion, self.outcome.suggestions)]

    def _chosen(self) -> Interval | None:
        """Return the time that the command got, if it got one."""
        result = answer_of(self.command)
        if result.get("status") != "succeeded" or self.command.type == "check_availability":
            return None
        return _slot_of(result) or self.question.slot

    def _end(self) -> list[str]:
        say, result = self.words.say, answer_of(self.command)
        if not result:
            return [say(IS_WITHHELD if self.command.state == "withheld" else IS_RUNNING)]
        code = (result.get("error") or {}).get("code")
        status = f"{result['status']}, {code}" if code else result["status"]
        return [say(ENDED, status=status, message=result["message"])]


def told(
    command: DecidedCommand, question: Question, outcome: Outcome, texts: Texts, locale: str
) -> list[str]:
    """Return lines; texts from outside stand in them as they came."""
    words = Words(texts, locale, question.request.zone.key)
    return Told(command, question, outcome, words).lines()


def answer_of(command: DecidedCommand) -> dict[str, Any]:
    """Return the command's result; nothing where there is none yet."""
    result: dict[str, Any] = orjson.loads(command.answer) if command.answer else {}
    return result


def _slot_of(result: dict[str, Any]) -> Interval | None:
    slot = (result.get("data") or {}).get("slot")
    if slot is None:
        return None
    start, end = (datetime.fromisoformat(slot[name]["utc"]) for name in ("start", "end"))
    return Interval(start, end)
