"""Compute a decision again, and say whether it is still the same, and if not, why that can be."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.domain.canonical import NotReadable, decode
from worker.domain.decision import Decision, Inputs, Outcome, Versions, computed, inputs_of
from worker.messages.decision_sentences import (
    A_DEFECT,
    NOT_THE_SAME,
    OTHER_RULES,
    OTHER_ZONES,
    SAME,
)
from worker.messages.texts import Texts


@dataclass(frozen=True, slots=True)
class Replay:
    inputs: Inputs
    outcome: Outcome
    """As it was."""
    is_same: bool
    now: Versions

    @classmethod
    def of(cls, decision: Decision, now: Versions) -> "Replay":
        """Raise `NotReadable` where another release kept what this one does not know."""
        inputs, outcome = inputs_of(decision), decode(Outcome, decision.outcome)
        try:
            is_same = computed(inputs.question) == decision.outcome
        except (LookupError, ValueError) as error:
            raise NotReadable(str(error)) from error
        return cls(inputs, outcome, is_same, now)

    def lines(self, texts: Texts, locale: str) -> list[str]:
        verdict = texts.say(locale, SAME if self.is_same else NOT_THE_SAME)
        changed = list(self._changed(texts, locale))
        unexplained = [] if self.is_same or changed else [texts.say(locale, A_DEFECT)]
        return [verdict, *changed, *unexplained]

    def _changed(self, texts: Texts, locale: str) -> Iterator[str]:
        then = self.inputs.versions
        if then.rules != self.now.rules:
            yield texts.say(locale, OTHER_RULES, then=then.rules, now=self.now.rules)
        if then.zones != self.now.zones:
            yield texts.say(locale, OTHER_ZONES, then=then.zones, now=self.now.zones)
