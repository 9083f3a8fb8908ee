"""Request ids of conferences across the events of a calendar: what [D] leaves open."""

from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.meeting import Conference
from worker.sandbox.local_google.wire.call import Call


def if_unspent(
    call: Call, calendar: Calendar, asked: Conference | None, current: Conference | None
) -> Conference | None:
    """Return the conference that a write asks for, or the present one if its request id was used up."""
    if asked is None or asked is current or not call.world.assumptions.meet_request_id_is_spent:
        return asked
    made = (copy.meeting.conference for copy in calendar.copies.values())
    spent = any(one is not None and one.request_id == asked.request_id for one in made)
    return current if spent else asked
