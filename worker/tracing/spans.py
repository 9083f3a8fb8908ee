"""Spans of what the worker does, for the trace of the agent that asked.

They are a layer beside logs and metrics: whoever does something says so by one of these
functions. Where no traces are exported a function finds that out and does no more, and
nothing of OpenTelemetry is ever imported. A span carries names, numbers and outcomes; never a
key, an address, a token or the text of an error.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

Headers = Iterable[tuple[str, bytes]]


class Span(Protocol):
    """Something that goes on, until the block ends."""

    def ended(self, outcome: str) -> None:
        """Note how it ended; otherwise it ended well, or with the error that leaves the block."""
        ...

    def note(self, **facts: str | float | None) -> None:
        """Note facts under their names, with `vai.` before them. What is None is not noted."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where a record was read, and when it had been sent."""

    topic: str
    partition: int
    offset: int
    sent: datetime


class Tracing(Protocol):
    """Makes spans."""

    def processing(self, source: Source, headers: Headers) -> AbstractContextManager[Span]: ...

    def calling(self, method: str) -> AbstractContextManager[Span]: ...

    def answered(self, status: int) -> None: ...

    def sending(self, topic: str, headers: Headers) -> AbstractContextManager[Span]: ...


class NoSpan:
    """A span that nobody will see."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ended(self, outcome: str) -> None:
        pass

    def note(self, **facts: str | float | None) -> None:
        pass


NO_SPAN = NoSpan()

in_force: ContextVar[Tracing | None] = ContextVar("tracing", default=None)
"""Set by `worker.tracing.exporting`. Every task of a worker inherits it from the one that opened it."""


def processing(
    topic: str, partition: int, offset: int, sent: datetime, headers: Headers
) -> AbstractContextManager[Span]:
    """Begin the span of a record's handling. Its parent is the span that the record's headers name."""
    tracing = in_force.get()
    if tracing is None:
        return NO_SPAN
    return tracing.processing(Source(topic, partition, offset, sent), headers)


def calling(method: str) -> AbstractContextManager[Span]:
    """Begin the span of a call to Google, if it is made for a record."""
    tracing = in_force.get()
    return NO_SPAN if tracing is None else tracing.calling(method)


def answered(status: int) -> None:
    """Note the HTTP status of the call that goes on."""
    tracing = in_force.get()
    if tracing is not None:
        tracing.answered(status)


def sending(topic: str, headers: Headers) -> AbstractContextManager[Span]:
    """Begin the span of a record's sending: for the record at hand, else for the one its headers name."""
    tracing = in_force.get()
    return NO_SPAN if tracing is None else tracing.sending(topic, headers)
