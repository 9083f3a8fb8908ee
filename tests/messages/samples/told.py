"""How examples of results are written down."""

from dataclasses import dataclass

from worker.errors import Refused
from worker.messages.outgoing import Outward


@dataclass(frozen=True, slots=True)
class Success:
    name: str
    """The path of the example, as `cancel_meeting/cancelled`."""
    of: str
    """The name of the command's example that it answers, as `full`."""
    message: str
    data: Outward

    @property
    def command(self) -> str:
        return command_of(self.name, self.of)


@dataclass(frozen=True, slots=True)
class Refusal:
    name: str
    of: str
    refused: Refused

    @property
    def command(self) -> str:
        return command_of(self.name, self.of)


def command_of(name: str, example: str) -> str:
    return f"{name.partition('/')[0]}/{example}"
