"""What goes to the changes topic, by the name of its schema."""

from typing import Final

from worker.messages.changes.account import (
    AccountConnected,
    AccountDisconnected,
    AccountReauthorizationRequired,
)
from worker.messages.changes.command_delayed import CommandDelayed
from worker.messages.changes.event import EventChange
from worker.messages.changes.reminder_due import ReminderDue
from worker.messages.changes.snapshot import SnapshotCompleted
from worker.messages.outgoing import Outward

CHANGES: Final[dict[str, type[Outward]]] = {
    "event": EventChange,
    "snapshot_completed": SnapshotCompleted,
    "reminder_due": ReminderDue,
    "command_delayed": CommandDelayed,
    "account_connected": AccountConnected,
    "account_disconnected": AccountDisconnected,
    "account_reauthorization_required": AccountReauthorizationRequired,
}
PUBLISHED: Final = frozenset(CHANGES)
"""What this version publishes."""
