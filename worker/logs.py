"""What the worker tells its operator: one JSON object a line, or plain lines on a terminal.

No secret may be handed to a log call. Should one be, `redacted` is the last line of defence:
it knows secrets by their names and by their looks, and those of the settings by heart, for an
error of a library may quote them. Stack traces never show local variables.

What is written while a record is handled, in whatever depth, names the record: `Handling` is
all that costs, and the naming is paid for by lines that are really written.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import Any, Self, TextIO
from urllib.parse import quote

import orjson
import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[redacted]"

SECRET_NAMES = re.compile(
    r"token|secret|passw|authorization|assertion|private_?key|code_?verifier|encryption_?key|cookie",
    re.IGNORECASE,
)
SECRET_LOOKS = re.compile(
    r"""
    ya29\.[\w.~+/-]+                                # Google: an access token,
    | \b1//[\w-]{10,}                               # a refresh token,
    | \b4/[\w-]{20,}                                # an authorization code,
    | GOCSPX-[\w-]+                                 # a client secret
    | \beyJ[\w-]*\.[\w-]+\.[\w-]*                   # a JSON web token
    | -----BEGIN[ ][A-Z ]+-----.*?(?:-----END[ ][A-Z ]+-----|\Z)
    | (?<=bearer[ ])\S+
    | (?<=://)[^\s/@:]*:[^\s/@]+(?=@)               # the user and password of an address
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)

SHORTEST_SECRET = 6
"""Characters. A shorter one would be found in ordinary words."""
NOTHING = re.compile(r"(?!)")


@dataclass(slots=True)
class Handling:
    """The record that a task is busy with, inside `with`, and every task that it starts there."""

    topic: str
    partition: int
    offset: int
    command_id: str | None = None
    """None until the record is read, and where it has none."""
    attempt: int = 0
    """How often its handler was begun."""
    _before: "Token[Handling | None] | None" = None

    def __enter__(self) -> Self:
        self._before = _at_hand.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before:
            _at_hand.reset(self._before)


_at_hand: ContextVar[Handling | None] = ContextVar("at hand", default=None)


def name_command(command_id: str) -> None:
    """Say which command the record at hand holds."""
    if handling := _at_hand.get():
        handling.command_id = command_id


def count_attempt() -> None:
    """Say that the handler of the record at hand begins once more."""
    if handling := _at_hand.get():
        handling.attempt += 1


def name_record(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if handling := _at_hand.get():
        event.setdefault("command_id", handling.command_id)
        event.setdefault("topic", handling.topic)
        event.setdefault("partition", handling.partition)
        event.setdefault("offset", handling.offset)
        event.setdefault("attempt", handling.attempt)
    return event


QUIET_LIBRARIES = logging.WARNING
"""The level from which other people's log lines are told."""


def configure(level: str, stream: TextIO, secrets: Iterable[str] = ()) -> None:
    """Send every log line of the process to `stream`, from `level` on, without these very secrets."""
    redact = Redaction(known(secrets))
    least = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            name_record,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(for_people(redact) if stream.isatty() else for_machines(redact)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[Forward()], level=max(least, QUIET_LIBRARIES), force=True)
    logging.captureWarnings(capture=True)


def for_machines(redact: Processor) -> tuple[Processor, ...]:
    tracebacks = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    return tracebacks, redact, structlog.processors.JSONRenderer(serializer=as_json)


def for_people(redact: Processor) -> tuple[Processor, ...]:
    return structlog.processors.format_exc_info, redact, structlog.dev.ConsoleRenderer()


def as_json(event: EventDict, **_defaults: Any) -> str:
    return orjson.dumps(event, option=orjson.OPT_NON_STR_KEYS).decode()


@dataclass(frozen=True, slots=True)
class Redaction:
    known: re.Pattern[str] = field(repr=False)
    """Matches every secret that is known by heart."""

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {name: self.redacted(name, value) for name, value in event.items()}

    def redacted(self, name: str, value: Any) -> Any:
        """Return `value` as JSON can say it, with nothing in it that is or looks like a secret."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if SECRET_NAMES.search(name):
            return HIDDEN
        if isinstance(value, Mapping):
            return {str(inner): self.redacted(str(inner), part) for inner, part in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.redacted("", part) for part in value]
        return SECRET_LOOKS.sub(HIDDEN, self.known.sub(HIDDEN, as_text(value)))


def known(secrets: Iterable[str]) -> re.Pattern[str]:
    """Return what matches each secret, the longest first: one may be the beginning of another."""
    long_enough = (secret for secret in secrets if len(secret) >= SHORTEST_SECRET)
    spelt = {spelling for secret in long_enough for spelling in spellings(secret)}
    anyone = "|".join(re.escape(spelling) for spelling in sorted(spelt, key=len, reverse=True))
    return re.compile(anyone) if anyone else NOTHING


def spellings(secret: str) -> Iterator[str]:
    """Yield a secret as it is, as in an address, in JSON and in Python's `repr`."""
    yield secret
    yield quote(secret, safe="")
    yield orjson.dumps(secret).decode()[1:-1]
    yield repr(secret)[1:-1]


def as_text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class Forward(logging.Handler):
    """Takes what libraries log by the standard library's `logging`."""

    def emit(self, record: logging.LogRecord) -> None:
        logger = structlog.get_logger()
        logger.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)
