"""What it all came to: the numbers that the last lines tell, and the exit code."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from worker.sandbox.demo.agents import Agents
from worker.sandbox.demo.card import Card
from worker.sandbox.demo.claim import Claim

KEPT = 0
BROKEN = 1


@dataclass(frozen=True, slots=True)
class Summary:
    cards: Sequence[Card]
    commands: int
    results: int
    changes: int
    dead_letters: int
    google_calls: int
    seconds: float

    @classmethod
    def of(cls, cards: Sequence[Card], agents: Agents, seconds: float) -> Self:
        arrived = Counter(record.topic for record in agents.mailbox.records)
        return cls(
            cards=cards,
            commands=agents.sent,
            results=arrived[agents.topics.results],
            changes=arrived[agents.topics.changes],
            dead_letters=arrived[agents.topics.dead_letters],
            google_calls=agents.calls.number,
            seconds=seconds,
        )

    @property
    def claims(self) -> list[Claim]:
        """Everything that was said, and what all of it together must come to."""
        told = [claim for card in self.cards for claim in card.claims]
        return [
            *told,
            Claim("one result for each command", self.results == self.commands, str(self.results)),
            Claim("no dead letter", self.dead_letters == 0, str(self.dead_letters)),
        ]

    @property
    def broken(self) -> list[Claim]:
        return [claim for claim in self.claims if not claim.holds]

    @property
    def exit_code(self) -> int:
        return BROKEN if self.broken else KEPT

    @property
    def numbers(self) -> str:
        return (
            f"{len(self.cards)} scenes · {self.commands} commands in, {self.results} results and "
            f"{self.changes} changes out · {self.google_calls} calls to Google · {self.seconds:.0f} s"
        )

    @property
    def verdict(self) -> str:
        if not self.broken:
            return f"All {len(self.claims)} promises were checked, and kept."
        return f"{len(self.broken)} of {len(self.claims)} promises broken."
