"""What is to be written, as bytes, the same wherever it is kept: with the intent, or with what is owed.

Fields are only ever added, with defaults: they may be read by another release than stored them.
"""

from pydantic import TypeAdapter

from worker.domain.calendar_event import EventDraft
from worker.domain.follow_up_moves import FollowUpMove
from worker.domain.revision import Revision

_DRAFT: TypeAdapter[EventDraft] = TypeAdapter(EventDraft)
_REVISION: TypeAdapter[Revision] = TypeAdapter(Revision)
_MOVE: TypeAdapter[FollowUpMove] = TypeAdapter(FollowUpMove)


def pack_draft(draft: EventDraft) -> bytes:
    return _DRAFT.dump_json(draft)


def unpack_draft(stored: bytes) -> EventDraft:
    return _DRAFT.validate_json(stored)


def pack_revision(revision: Revision) -> bytes:
    return _REVISION.dump_json(revision)


def unpack_revision(stored: bytes) -> Revision:
    return _REVISION.validate_json(stored)


def pack_move(move: FollowUpMove) -> bytes:
    return _MOVE.dump_json(move)


def unpack_move(stored: bytes) -> FollowUpMove:
    return _MOVE.validate_json(stored)
