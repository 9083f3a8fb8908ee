"""Partial responses: `fields=items(id,start/dateTime),nextPageToken` [S12].

A selector that is malformed, or names a field that the answer cannot have there, is a 400.
"""

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from worker.sandbox.local_google.wire.discovery import Shape, inner_shapes
from worker.sandbox.local_google.wire.refusals import Refusal

TOKEN = re.compile(r"[A-Za-z0-9_*]+|[(),/]")
ALL = "*"
MOST_STEPS = 200
"""Down into an answer, all together: no resource is that deep."""


@dataclass(slots=True)
class Selection:
    """Which fields of an object are wanted, each with its own; an empty one wants everything."""

    wanted: dict[str, "Selection"] = field(default_factory=dict)

    def of(self, value: Any) -> Any:
        """Return the selected part of a decoded JSON value."""
        if not self.wanted:
            return value
        if isinstance(value, list):
            return [self.of(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {name: inner.of(value[name]) for name in value if (inner := self._for(name)) is not None}

    def fits(self, shapes: list[Shape]) -> bool:
        """Say whether everything that is wanted can be in an answer of one of these shapes."""
        return all(
            (found := [one for shape in shapes for one in inner_shapes(shape, name)]) and inner.fits(found)
            for name, inner in self.wanted.items()
        )

    def _for(self, name: str) -> "Selection | None":
        return self.wanted.get(name, self.wanted.get(ALL))


def parse_fields(text: str, answer: Shape | None) -> Selection:
    """Read a selector for an answer of some shape; None: there is no answer to select of."""
    tokens = TOKEN.findall(text)
    deep = sum(token in {"(", "/"} for token in tokens) > MOST_STEPS
    if "".join(tokens) != text or not tokens or deep:
        raise bad_selection(text)
    reader = _Reader(tokens, text)
    selection = reader.selection()
    if reader.tokens or (answer is not None and not selection.fits([answer])):
        raise bad_selection(text)
    return selection


def bad_selection(text: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "invalidParameter", f"Invalid field selection {text}", "fields")


@dataclass(slots=True)
class _Reader:
    """Reads `a,b/c,d(e,f)` from the left."""

    tokens: list[str]
    text: str

    def selection(self) -> Selection:
        selection = Selection()
        self._path(selection)
        while self._skip(","):
            self._path(selection)
        return selection

    def _path(self, into: Selection) -> None:
        name = self.tokens.pop(0) if self.tokens else ""
        if not re.fullmatch(r"\w+|\*", name):
            raise bad_selection(self.text)
        inner = into.wanted.setdefault(name, Selection())
        if self._skip("/"):
            self._path(inner)
        elif self._skip("("):
            inner.wanted.update(self.selection().wanted)
            if not self._skip(")"):
                raise bad_selection(self.text)

    def _skip(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            del self.tokens[0]
            return True
        return False
