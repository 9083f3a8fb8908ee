"""A result or a change, read as an agent reads it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from worker.engine.record import Record
from worker.sandbox.demo.card import Card

CORRELATION = "correlation-id"


@dataclass(frozen=True)
class Answer:
    record: Record

    @cached_property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = orjson.loads(self.record.value or b"{}")
        return body

    @property
    def headers(self) -> dict[str, bytes | None]:
        return dict(self.record.headers)

    @property
    def status(self) -> str:
        return str(self.body.get("status"))

    @property
    def code(self) -> str | None:
        """The error's code; None for a success."""
        return (self.body.get("error") or {}).get("code")

    @property
    def data(self) -> dict[str, Any]:
        return self.body.get("data") or {}

    @property
    def identity(self) -> tuple[bytes | None, tuple[tuple[str, bytes | None], ...]]:
        """What every delivery must have in common: the value, and the headers that tell what it is."""
        told = tuple(header for header in self.record.headers if header[0].startswith("ce_"))
        return self.record.value, told

    def succeeded(self, card: Card) -> dict[str, Any]:
        """Return the data of a success; without one the scene is over."""
        card.require("the command succeeds", holds=self.status == "succeeded", found=self.body.get("error"))
        return self.data

    def rejected(self, card: Card, code: str) -> dict[str, Any]:
        """Return the data of this refusal; without it the scene is over."""
        card.require(f"the answer is {code}", holds=self.code == code, found=self.code or self.status)
        return self.data
