"""Faults on order: which request is hit, when, and what happens to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator


def expression(text: str | None) -> str | None:
    """Check a regular expression; a wrong one would break every request that it is tried on."""
    try:
        re.compile(text or "")
    except re.error as error:
        raise ValueError(f"not a regular expression: {text}") from error
    return text


class Fault(BaseModel, frozen=True, extra="forbid"):
    """A fault for requests that match; what is left out matches everything.

    Requests made by hand (`Person`) are never hit.
    """

    method: str | None = None
    path: str | None = None
    """A regular expression, searched for in the decoded path."""
    calendar_id: str | None = None
    """In the path, or among the items of a free/busy query."""
    subject: str | None = None
    """The acting user; of the token endpoint the `sub` of the assertion."""
    body: str | None = None
    """A regular expression, searched for in the body."""
    skip: int = Field(0, ge=0)
    """So many matching requests pass unharmed first."""
    times: int | None = Field(1, gt=0)
    """So many requests are hit; None: all."""
    share: float = Field(1, gt=0, le=1)
    """Of the requests that would be hit, so many are, by dice."""
    seed: int = 0
    """Of the dice: the same requests in the same order are hit again."""

    when: Literal["before", "after"] = "before"
    """Before the request takes effect, or after: then the effect is there and its answer lost."""
    stall: timedelta = timedelta(0)
    """Wait before anything else."""
    drop: bool = False
    """Close the connection without an answer."""
    status: int | None = Field(None, ge=400, le=599)
    reason: str = "backendError"
    message: str | None = None
    retry_after: str | None = None
    """The header, in seconds or as a date."""
    html: str | None = None
    """A body that is not JSON, as front ends send with 502 and 503."""
    json_body: dict[str, Any] | None = None
    """A body instead of the usual envelope."""
    error_info: str | None = None
    """The newer shape, with this reason, beside the usual envelope [O7]."""
    without_errors: bool = False
    """The newer shape stands alone: there is no `errors` [O7]."""
    empty: bool = False
    """No body at all."""
    free_busy_errors: dict[str, str] = Field(default_factory=dict)
    """Calendar id to reason: errors inside an otherwise good free/busy answer."""

    @field_validator("path", "body")
    @classmethod
    def _is_expression(cls, text: str | None) -> str | None:
        return expression(text)

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.status or self.drop or self.stall or self.free_busy_errors):
            raise ValueError("a fault needs a status, drop, stall or free_busy_errors")
        return self


@dataclass(frozen=True, slots=True)
class Target:
    """What of a request a fault can be aimed at."""

    method: str
    path: str
    calendar_ids: frozenset[str]
    subject: str | None
    body: str


@dataclass(slots=True)
class OrderedFault:
    id: int
    fault: Fault
    seen: int = 0
    """Matching requests so far."""
    hits: int = 0
    dice: Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.dice = Random(self.fault.seed)  # noqa: S311  (dice, no secret)

    def take(self, target: Target) -> bool:
        """Count a request, and say whether this fault hits it."""
        if self.spent or not matches(self.fault, target):
            return False
        self.seen += 1
        hit = self.seen > self.fault.skip and self.dice.random() < self.fault.share
        self.hits += hit
        return hit

    @property
    def spent(self) -> bool:
        return self.fault.times is not None and self.hits >= self.fault.times


@dataclass(slots=True)
class FaultPlan:
    """Faults in the order they were given; the first that hits wins."""

    ordered: list[OrderedFault] = field(default_factory=list)
    _last_id: int = 0

    def add(self, fault: Fault) -> int:
        self._last_id += 1
        self.ordered.append(OrderedFault(self._last_id, fault))
        return self._last_id

    def take(self, target: Target) -> OrderedFault | None:
        return next((one for one in self.ordered if one.take(target)), None)


def matches(fault: Fault, target: Target) -> bool:
    return (
        fault.method in {None, target.method}
        and fault.subject in {None, target.subject}
        and (fault.calendar_id is None or fault.calendar_id.lower() in target.calendar_ids)
        and (fault.path is None or re.search(fault.path, target.path) is not None)
        and (fault.body is None or re.search(fault.body, target.body) is not None)
    )


def calendar_ids_of(path: str, body: Mapping[str, Any] | None, subject: str | None) -> frozenset[str]:
    """Return the calendars a request is about, `primary` under its own name and the real one."""
    named = re.findall(r"/calendars/([^/]+)", path)
    items = (body or {}).get("items")
    if isinstance(items, list):
        named += [str(item.get("id")) for item in items if isinstance(item, dict)]
    ids = {name.lower() for name in named}
    return frozenset(ids | {subject} if subject and "primary" in ids else ids)
