"""One record of the changes topic, read by its type."""

from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from pydantic import ValidationError

from worker.client.lenient import lenient
from worker.engine.record import Record
from worker.messages.changes.account import (
    AccountConnected,
    AccountDisconnected,
    AccountReauthorizationRequired,
)
from worker.messages.changes.command_delayed import COMMAND_DELAYED, CommandDelayed
from worker.messages.changes.event import EventChange
from worker.messages.changes.reminder_due import REMINDER_DUE, ReminderDue
from worker.messages.changes.snapshot import SNAPSHOT_COMPLETED, SnapshotCompleted
from worker.messages.outgoing import Outward

Body = (
    EventChange
    | SnapshotCompleted
    | ReminderDue
    | CommandDelayed
    | AccountConnected
    | AccountDisconnected
    | AccountReauthorizationRequired
)
EVENT: Final = "vai.calendar.event."
_OTHERS: Final[dict[str, type[Outward]]] = {
    SNAPSHOT_COMPLETED: SnapshotCompleted,
    REMINDER_DUE: ReminderDue,
    COMMAND_DELAYED: CommandDelayed,
    **{
        f"vai.calendar.account.{each.kind}": each
        for each in (AccountConnected, AccountDisconnected, AccountReauthorizationRequired)
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened. It may come more than once: then under the same `id`."""

    type: str
    """Its `ce_type`, as `vai.calendar.event.moved`."""
    id: str
    """Its `ce_id`."""
    body: Body | None
    """What happened; None for what this version cannot read, be it new or broken: see `record`."""
    record: Record = field(repr=False)

    @property
    def kind(self) -> str:
        """The last word of the type, as `moved`."""
        return self.type.rpartition(".")[2]


def change_of(record: Record) -> Change:
    """Read a record, whatever it is."""
    headers = dict(record.headers)
    ce_type = headers.get("ce_type", b"").decode(errors="replace")
    ce_id = headers.get("ce_id", b"").decode(errors="replace")
    return Change(ce_type, ce_id, _body(ce_type, record.value), record)


def _body(ce_type: str, value: bytes | None) -> Body | None:
    model: Any = EventChange if ce_type.startswith(EVENT) else _OTHERS.get(ce_type)
    if model is None:
        return None
    try:
        body: Body = lenient(model).model_validate(orjson.loads(value or b""))
    except (ValidationError, orjson.JSONDecodeError):
        return None
    return body
