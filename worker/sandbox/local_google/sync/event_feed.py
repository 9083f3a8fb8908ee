"""The events of a calendar as a feed [D]."""

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.sync.changes import events_of
from worker.sandbox.local_google.sync.reading import Feed

FORBIDDEN = frozenset(
    {
        "iCalUID",
        "orderBy",
        "privateExtendedProperty",
        "q",
        "sharedExtendedProperty",
        "timeMax",
        "timeMin",
        "updatedMin",
    }
)
"""With a sync token each of these is a 400 [D]; the full reading before it may have `timeMin` [S13]."""


def event_feed(calendar: Calendar, assumptions: Assumptions) -> Feed:
    silencing = FORBIDDEN - {"timeMin"} if assumptions.list_filters_silence_sync_token else frozenset()
    return Feed(events_of(calendar.id), str(calendar.rules_version), FORBIDDEN, frozenset(silencing))
