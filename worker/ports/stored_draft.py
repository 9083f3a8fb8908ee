"""A draft as bytes, the same wherever it is kept: with the intent to write it, or with what is owed.

Fields are only ever added, with defaults: a draft may be read by another release than stored it.
"""

from pydantic import TypeAdapter

from worker.domain.calendar_event import EventDraft

_DRAFT: TypeAdapter[EventDraft] = TypeAdapter(EventDraft)


def pack_draft(draft: EventDraft) -> bytes:
    return _DRAFT.dump_json(draft)


def unpack_draft(stored: bytes) -> EventDraft:
    return _DRAFT.validate_json(stored)
