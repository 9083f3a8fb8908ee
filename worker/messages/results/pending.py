"""Work that is still owed when a command is answered, and is finished in the background."""

from typing import Any

import orjson

from worker.messages.outgoing import Outward
from worker.ports.commands import Chore, ChoreAction


class PendingData(Outward):
    """One piece of work that is still owed."""

    action: ChoreAction
    """What is to be done."""
    title: str | None
    """Of the follow-up; null where it was not read before it is deleted."""

    @classmethod
    def of(cls, chore: Chore) -> "PendingData":
        draft: dict[str, Any] = orjson.loads(chore.draft) if chore.draft else {}
        told = draft.get("base", draft)  # of a move, the event that it moves
        return cls(action=chore.action, title=told.get("title"))
