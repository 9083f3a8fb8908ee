"""A checked event body, sorted into what all copies share and what is private to one."""

from dataclasses import dataclass, field
from typing import Any

from worker.sandbox.local_google.events.attendees import settled
from worker.sandbox.local_google.events.meeting import DEFAULT_REMINDERS, PRIVATE_FIELDS, Copy, Meeting
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.wire.refusals import not_implemented


@dataclass(frozen=True, slots=True)
class Draft:
    shared: dict[str, Any]
    private: dict[str, Any]
    private_properties: dict[str, str]
    sequence: int | None
    own_shared: dict[str, Any] = field(default_factory=dict)
    """What a guest writes over shared fields, for their own copy alone."""


def draft_of(fields: Json, organizer: str, before: Meeting | None, *, keep_responses: bool) -> Draft:
    """Sort cleaned fields, and settle the attendees against those of `before`."""
    fields = dict(fields)
    properties = fields.pop("extendedProperties", {})
    private = {name: fields.pop(name) for name in PRIVATE_FIELDS if name in fields}
    sequence = fields.pop("sequence", None)
    if properties.get("shared"):
        fields["extendedProperties"] = {"shared": properties["shared"]}
    if "attendees" in fields:
        known = {one["email"]: one for one in before.shared.get("attendees", [])} if before else {}
        fields["attendees"] = settled(fields["attendees"], organizer, known, keep_responses=keep_responses)
    return Draft(fields, private, properties.get("private", {}), sequence)


def writable_fields(copy: Copy, subject: str) -> Json:
    """Return the fields of an event as a body would give them; reminders are the subject's own."""
    own = {"reminders": copy.reminders.get(subject, DEFAULT_REMINDERS), **copy.private}
    fields: Json = {**copy.shared, **own, "status": copy.status}
    properties = dict(copy.shared.get("extendedProperties", {}))
    if copy.private_properties:
        properties["private"] = copy.private_properties
    return {**fields, "extendedProperties": properties}


def check_write(call: Call) -> None:
    """Check the parameters of a write, and refuse what is not built."""
    call.query.check_of_write()
    if call.query.boolean("supportsAttachments") and call.body.get("attachments"):
        raise not_implemented("attachments")
    if call.query.text("eventLabelVersion") == "1":
        raise not_implemented("event labels")
