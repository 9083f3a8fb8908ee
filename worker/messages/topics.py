"""The names of the topics."""

from dataclasses import dataclass
from typing import get_args

from worker.messages.commands.known import TopicGroup


@dataclass(frozen=True, slots=True)
class Topics:
    prefix: str = "vai.calendar"

    def of_group(self, group: TopicGroup) -> str:
        return f"{self.prefix}.commands.{group}"

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(self.of_group(group) for group in get_args(TopicGroup))

    @property
    def results(self) -> str:
        return f"{self.prefix}.results"

    @property
    def changes(self) -> str:
        return f"{self.prefix}.changes"

    @property
    def dead_letters(self) -> str:
        return f"{self.prefix}.dead-letters"
