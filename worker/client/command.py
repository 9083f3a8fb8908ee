"""One command, checked and ready to be sent: its body and its id are fixed from here on.

Sending it again sends the same bytes, so it has its effect once, however often that happens.
"""

import builtins
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import orjson

from worker.client.errors import InvalidCommand
from worker.client.wire_form import Json, body_of
from worker.errors import FieldProblem, Refused, Unanswerable
from worker.messages.commands.known import COMMANDS
from worker.messages.defaults import Defaults
from worker.messages.envelope import open_envelope, read_as
from worker.messages.outgoing import Outward
from worker.messages.results.known import DATA_OF

Data_co = TypeVar("Data_co", bound=Outward, covariant=True)
AnyData = TypeVar("AnyData", bound=Outward)

DEFAULTS = Defaults(takes_any_type=True)
"""The worker's own settings are not known here: it says itself which meeting types it has."""


@dataclass(frozen=True, slots=True)
class Command(Generic[Data_co]):
    """A command whose success holds `Data`. Make one by `worker.client.commands`."""

    type: str
    command_id: str
    user_id: str | None
    """None only where a command was not made here, and lacks it."""
    value: bytes = field(repr=False)
    """The body as it goes out, an authorization code perhaps. Keep it to go on after a restart."""
    data: builtins.type[Data_co] = field(repr=False)

    def anew(self) -> "Command[Data_co]":
        """Return the same under a fresh id: another command, for an answer that says `retryable`.

        Of a command that is not settled yet this would be a second one beside it, with a second effect.
        """
        command_id = new_id()
        body = orjson.loads(self.value) | {"command_id": command_id}
        return replace(self, command_id=command_id, value=orjson.dumps(body))

    @classmethod
    def decoded(cls, value: bytes) -> "Command[Any]":
        """Take up a command that was kept as its `value`, to ask it again after a restart."""
        body = orjson.loads(value)
        success = DATA_OF[body["type"]].success
        return Command(body["type"], body["command_id"], body["user_id"], value, success)

    @property
    def is_rehearsal(self) -> bool:
        """Whether it is a dry run, which uses up no id."""
        return orjson.loads(self.value).get("dry_run") is True

    @property
    def fingerprint(self) -> bytes:
        """Equal for what the worker takes for the same command: everything but the deadline counts."""
        body = orjson.loads(self.value)
        body.pop("deadline", None)
        return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def command(command_type: str, data: type[AnyData], fields: Mapping[str, Any]) -> Command[AnyData]:
    """Build a command, or raise `InvalidCommand` with every problem."""
    body: Json = {"type": command_type, "command_id": new_id(), **body_of(fields)}
    value = _checked(command_type, body)
    return Command(command_type, body["command_id"], body["user_id"], value, data)


def new_id() -> str:
    return str(uuid.uuid4())


def _checked(command_type: str, body: Json) -> bytes:
    try:
        value = orjson.dumps(body)
        read_as(COMMANDS[command_type], open_envelope(value), DEFAULTS)
    except Refused as refused:
        raise InvalidCommand(command_type, refused.fields) from None
    except Unanswerable as error:
        raise InvalidCommand(command_type, [FieldProblem("", error.detail)]) from None
    except TypeError as error:  # of orjson: it names a type, never a value
        raise InvalidCommand(command_type, [FieldProblem("", f"is no JSON: {error}")]) from None
    return value
