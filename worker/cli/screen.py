"""How records look: for people on a terminal, one JSON object a line for programs."""

from dataclasses import dataclass
from typing import Any

import orjson
from rich.console import Console
from rich.text import Text

from worker.cli.printable import printable
from worker.engine.record import Record

Json = dict[str, Any]

STYLES = {"succeeded": "green", "rejected": "yellow", "failed": "red"}


@dataclass(frozen=True, slots=True)
class Screen:
    console: Console

    def result(self, result: Json) -> None:
        """Show the value of a result, as it was sent."""
        if self.console.is_terminal:
            self.console.print(headline(result))
            self._body({"data": result.get("data"), "error": result.get("error")})
        else:
            self._line(result)

    def record(self, record: Record) -> None:
        """Show a record of any topic, with where it lies."""
        shown = as_json(record)
        if self.console.is_terminal:
            self.console.print(place(record, kind(shown)))
            self._body(shown["value"])
        else:
            self._line(shown)

    def _body(self, body: Any) -> None:
        self.console.print_json(data=body, ensure_ascii=False)

    def _line(self, value: Json) -> None:
        """Write past rich, which would break long lines."""
        self.console.file.write(orjson.dumps(value).decode() + "\n")
        self.console.file.flush()


def headline(result: Json) -> Text:
    status = str(result.get("status"))
    told = f" {result.get('type')}: {result.get('message')}"
    return Text.assemble((printable(status), f"bold {STYLES.get(status, '')}".strip()), printable(told))


def place(record: Record, what: str) -> Text:
    where = f"{record.topic}[{record.partition}]@{record.offset}"
    key = as_text(record.key or b"")
    head = [(f"{record.timestamp:%H:%M:%S} ", "dim"), (what and f"{printable(what)} ", "bold")]
    return Text.assemble(*head, (where, "bold cyan"), f" {printable(key)}")


def kind(shown: Json) -> str:
    """Say what a record is: its type and how a result went or who made a change; why a letter is dead."""
    headers, value = shown["headers"], shown["value"]
    if reason := headers.get("x-dlq-reason"):
        return str(reason)
    body = value if isinstance(value, dict) else {}
    words = (headers.get("ce_type"), body.get("status"), body.get("origin"))
    return " ".join(word for word in words if isinstance(word, str))


def as_json(record: Record) -> Json:
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "key": None if record.key is None else as_text(record.key),
        "headers": {name: as_text(value) for name, value in record.headers},
        "value": as_value(record.value),
    }


def as_value(value: bytes | None) -> Any:
    """Return what the bytes say: JSON, or else text."""
    if value is None:
        return None
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return as_text(value)


def as_text(value: bytes) -> str:
    """Return bytes as text; what is no UTF-8, such as another client's numbers, in hexadecimal."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return f"0x{value.hex()}"
