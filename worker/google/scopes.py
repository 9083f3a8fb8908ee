"""Which scopes authorise which call of the Calendar API: Google's own table, for what is called here.

Scopes that authorise a call but show less of an event than there is are left out: an event of which
only the time is shown would look as if somebody had emptied it.
"""

from collections.abc import Mapping

PREFIX = "https://www.googleapis.com/auth/"
SIGN_IN = ("openid", "email")
"""What a consent must ask for besides: they say in the id token whose account it is."""
SPELLED_OUT = {"email": f"{PREFIX}userinfo.email", "profile": f"{PREFIX}userinfo.profile"}
"""Answers name some scopes in full that were asked for by a short name."""


def scopes(*names: str) -> frozenset[str]:
    return frozenset(PREFIX + name for name in names)


READ_ALL = scopes("calendar", "calendar.readonly")
WRITE_EVENTS = scopes("calendar", "calendar.events", "calendar.events.owned", "calendar.app.created")
READ_EVENTS = READ_ALL | WRITE_EVENTS | scopes("calendar.events.readonly", "calendar.events.owned.readonly")

ACCEPTED: Mapping[str, frozenset[str]] = {
    "calendars.get": READ_ALL
    | scopes("calendar.calendars", "calendar.calendars.readonly", "calendar.app.created"),
    "channels.stop": READ_EVENTS,
    "events.delete": WRITE_EVENTS,
    "events.get": READ_EVENTS,
    "events.insert": WRITE_EVENTS,
    "events.instances": READ_EVENTS,
    "events.list": READ_EVENTS,
    "events.patch": WRITE_EVENTS,
    "events.update": WRITE_EVENTS,
    "events.watch": READ_EVENTS,
    # To write events does not mean to see when others are busy.
    "freebusy.query": READ_ALL | scopes("calendar.freebusy", "calendar.events.freebusy"),
}
"""By method, as the discovery document names it."""
