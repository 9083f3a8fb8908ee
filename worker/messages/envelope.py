"""Opens one record's value: finds who is to be answered, and whether it is a good command.

Whoever sent a JSON object with a usable `command_id` gets a result, however wrong the rest
is. Everything else is `Unanswerable`. Nothing but these two outcomes may come of any bytes.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import orjson
from pydantic import SecretStr, ValidationError

from worker.codes import Code
from worker.errors import FieldProblem, Refused, Unanswerable
from worker.messages.aliases import OF_A_COMMAND, Json, canonical, sent_as
from worker.messages.commands.command import Command
from worker.messages.commands.known import COMMANDS, AnyCommand
from worker.messages.defaults import Defaults
from worker.messages.problems import limited, problems_of
from worker.messages.times import is_known_zone

LARGEST_VALUE: Final = 256 * 1024
LONGEST_COMMAND_ID: Final = 128
LONGEST_USER_ID: Final = 256
LONGEST_CONVERSATION_ID: Final = 512
LONGEST_TYPE: Final = 64

Asked = TypeVar("Asked", bound=Command)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A good command, and what the store compares repeats by."""

    command: AnyCommand
    body: bytes = field(repr=False)
    """The JSON under canonical names, as it was sent otherwise, but for secrets: those are not kept."""
    body_hash: bytes
    """SHA-256 of all of it, with sorted names and without `deadline`.

    A secret in it cannot be guessed from the hash: a code and its verifier are long and random.
    """


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an answer needs to know of a command, good or not. Unusable fields are None."""

    type: str | None
    command_id: str
    user_id: str | None
    conversation_id: str | None
    locale: str
    raw: Json = field(repr=False)
    """The body as it was sent, secrets and all."""

    def command(self, defaults: Defaults) -> Parsed:
        """Read the command. Raise `Refused` `invalid_command` with every problem."""
        body, _ = canonical(self.raw)
        model = COMMANDS.get(self.type or "")
        if model is None:
            raise _invalid([_type_problem(body)])
        return Parsed(read_as(model, self, defaults), _kept(model, body), _hash(body))


def open_envelope(value: bytes | None) -> Envelope:
    """Read the value of a record. Raise `Unanswerable` where nobody can be told."""
    if value is not None and len(value) > LARGEST_VALUE:
        raise Unanswerable("too_large", f"{len(value)} bytes, at most {LARGEST_VALUE} are read")
    return reopen(value)


def reopen(body: bytes | None) -> Envelope:
    """Read the stored body of a command again: it may have grown by longer names."""
    raw = _json_object(body)
    command_id = raw.get("command_id")
    if not (isinstance(command_id, str) and 1 <= len(command_id) <= LONGEST_COMMAND_ID):
        raise Unanswerable("no_command_id", "`command_id` is no string of 1 to 128 characters")
    return Envelope(
        type=_text(raw, "type", LONGEST_TYPE),
        command_id=command_id,
        user_id=_text(raw, "user_id", LONGEST_USER_ID),
        conversation_id=_text(raw, "conversation_id", LONGEST_CONVERSATION_ID),
        locale="en" if raw.get("locale") == "en" else "ro",
        raw=raw,
    )


def read_as(model: type[Asked], envelope: Envelope, defaults: Defaults) -> Asked:
    """Read a command of one type, whether or not it is carried out. Raise `Refused` `invalid_command`."""
    body, clashes = canonical(envelope.raw)
    try:
        command = model.model_validate(body, context=_context(body, defaults))
    except ValidationError as error:
        raise _invalid([*clashes, *problems_of(error, model, sent_as(envelope.raw))]) from None
    if clashes:
        raise _invalid(clashes)
    return command


def _json_object(value: bytes | None) -> Json:
    if value is None:
        raise Unanswerable("not_json", "the record has no value")
    try:
        raw = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise Unanswerable("not_json", f"{error.msg} at character {error.pos}") from None
    if not isinstance(raw, dict):
        raise Unanswerable("not_an_object", "the value is JSON, but no object")
    return raw


def _text(raw: Json, name: str, limit: int) -> str | None:
    """Return a field that an answer repeats, under any of its names, if it is a usable string."""
    names = [name, *(alias for alias, meant in OF_A_COMMAND.items() if meant == name)]
    given = [raw[each] for each in names if raw.get(each) is not None]
    usable = given and isinstance(given[0], str) and 1 <= len(given[0]) <= limit
    return given[0] if usable else None


def _context(body: Json, defaults: Defaults) -> dict[str, Any]:
    zone = _zone_of(body, defaults.time_zone)
    return {"time_zone": zone, "defaults": defaults, "misspelt_zones": set[str]()}


def _zone_of(body: Json, default_zone: str) -> str:
    """Return the zone in which naive times are explained."""
    name: Any = body.get("time_zone")
    return name if isinstance(name, str) and is_known_zone(name) else default_zone


def _type_problem(body: Json) -> FieldProblem:
    return FieldProblem("type", _what_is_wrong_with(body.get("type")), tuple(COMMANDS))


def _what_is_wrong_with(command_type: Any) -> str:
    return "is missing" if command_type is None else "is not the type of a known command"


def _invalid(problems: list[FieldProblem]) -> Refused:
    return Refused(Code.INVALID_COMMAND, _detail(problems), fields=limited(problems))


def _detail(problems: list[FieldProblem]) -> str:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{first.path} {first.problem}".strip() + more


def _kept(model: type[Command], body: Json) -> bytes:
    """Return what is kept of a body. A command with secrets is never withheld, so nobody reads it again."""
    secret = {name for name, field in model.model_fields.items() if field.annotation is SecretStr}
    return orjson.dumps({name: value for name, value in body.items() if name not in secret})


def _hash(body: Json) -> bytes:
    lasting = {name: value for name, value in body.items() if name != "deadline"}
    return hashlib.sha256(orjson.dumps(lasting, option=orjson.OPT_SORT_KEYS)).digest()
