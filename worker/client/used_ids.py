"""Which ids were used lately, and for what: the worker remembers them longer, and says no in the end."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from worker.client.command import Command
from worker.client.errors import CommandIdReused
from worker.codes import Code

MOST: Final = 10_000
USE_UP_NOTHING: Final = frozenset({Code.INVALID_COMMAND, Code.WRONG_TOPIC, Code.REPLY_TOPIC_NOT_ALLOWED})


@dataclass(slots=True)
class UsedIds:
    most: int = MOST
    _fingerprints: OrderedDict[tuple[str | None, str], bytes] = field(default_factory=OrderedDict)

    def use(self, command: Command[Any]) -> None:
        """Note a command that is about to be sent. Raise `CommandIdReused` if its id stands for another."""
        if command.is_rehearsal:
            return
        name = (command.user_id, command.command_id)
        if self._fingerprints.setdefault(name, command.fingerprint) != command.fingerprint:
            raise CommandIdReused(
                f"{command.command_id} was sent as another command: change nothing, or its id"
            )
        self._fingerprints.move_to_end(name)
        while len(self._fingerprints) > self.most:
            self._fingerprints.popitem(last=False)

    def give_back(self, command: Command[Any]) -> None:
        """Forget a command that the worker refused without using up its id."""
        self._fingerprints.pop((command.user_id, command.command_id), None)
