"""Which events a list shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from worker.sandbox.local_google.assumptions import Assumptions
from worker.sandbox.local_google.calendars.calendars import Calendar
from worker.sandbox.local_google.events.event_times import Span, span
from worker.sandbox.local_google.events.meeting import Copy
from worker.sandbox.local_google.events.rendering import View
from worker.sandbox.local_google.events.series.former import vanished
from worker.sandbox.local_google.events.series.instances import instances, overlaps, whole_window
from worker.sandbox.local_google.instants import parse_instant
from worker.sandbox.local_google.sync.reading import Reading
from worker.sandbox.local_google.wire.call import Call
from worker.sandbox.local_google.wire.query import Query
from worker.sandbox.local_google.wire.refusals import Refusal, invalid, time_range_empty

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EventFilter:
    calendar: Calendar
    time_min: datetime | None
    time_max: datetime | None
    updated_min: datetime | None
    show_deleted: bool
    single_events: bool
    ical_uid: str | None
    event_types: list[str]
    terms: list[str]
    private_properties: list[Pair]
    shared_properties: list[Pair]
    any_property: bool
    since: int | None
    """Of an increment: only what was written after this version, deletions always [D]."""
    oldest_tombstone: datetime | None
    """Of older deletions lists tell nothing any more."""
    view: View
    """Who sees only when an event is cannot search by what it is."""
    assumptions: Assumptions
    now: datetime

    @property
    def hides_details_of_deleted(self) -> bool:
        """Whether this is an increment, by sync token or `updatedMin`, that did not ask for them [D]."""
        increment = self.since is not None or self.updated_min is not None
        return increment and not self.show_deleted and not self.assumptions.increments_show_details_of_deleted

    def events(self) -> list[Copy]:
        """Return what the list shows, in no order: with `singleEvents` instances in place of series."""
        copies = list(self.calendar.copies.values())
        if not self.single_events:
            return [copy for copy in copies if self.takes(copy)]
        return [one for copy in copies for one in self._singles(copy) if self.takes(one)]

    def _singles(self, copy: Copy) -> list[Copy]:
        gone = (
            vanished(self.calendar, copy, self.since, self.window, self.assumptions)
            if self.since is not None
            else []
        )
        if not copy.is_series:
            return [copy, *gone]
        deleted = copy.tombstone and not self.assumptions.deleted_series_expands
        if (deleted and self.since is None) or not self._is_shown(copy):
            return gone
        window = self.window(copy.shared)
        return [*instances(copy, window, self.calendar.zone, self.assumptions), *gone]

    def window(self, shared: dict[str, Any]) -> Span:
        return whole_window(shared, (self.time_min, self.time_max), self.now, self.assumptions)

    def takes(self, copy: Copy) -> bool:
        return (
            self._is_shown(copy)
            and self._is_in_range(copy)
            and self._is_of_type(copy)
            and self._has_terms(copy)
            and self._has_properties(copy)
        )

    def _is_shown(self, copy: Copy) -> bool:
        if self._has_vanished(copy):
            return False
        if self.since is not None:
            return copy.version > self.since
        if self.updated_min:
            # Deletions are always included with updatedMin [D].
            return copy.updated >= self.updated_min
        if copy.status != "cancelled" or self.show_deleted:
            return True
        # What does not happen of a series that does is part of the series [D].
        series = copy.meeting.series
        return not self.single_events and series is not None and not series.cancelled

    def _has_vanished(self, copy: Copy) -> bool:
        series, oldest = copy.meeting.series, self.oldest_tombstone
        if copy.status != "cancelled" or oldest is None or copy.updated >= oldest:
            return False
        return series is None or series.cancelled  # an instance's lives as long as its series [D]

    def _is_in_range(self, copy: Copy) -> bool:
        """Both bounds are exclusive: of the end, and of the start [D]."""
        if self.since is not None and copy.status == "cancelled":
            return True
        start, end = span(copy.shared, self.calendar.zone)
        if self.time_max and not start < self.time_max:
            return False
        if copy.is_series and self.time_min:
            return self._series_is_in_range(copy)
        return self.time_min is None or end > self.time_min

    def _series_is_in_range(self, copy: Copy) -> bool:
        whole = self.assumptions.series_is_in_range_as_a_whole
        last = None if whole else self.time_max
        window = whole_window(copy.shared, (self.time_min, last), self.now, self.assumptions)
        return overlaps(copy.shared, window, self.calendar.zone, self.assumptions)

    def _is_of_type(self, copy: Copy) -> bool:
        wanted_type = not self.event_types or copy.shared["eventType"] in self.event_types
        return wanted_type and self.ical_uid in {None, copy.meeting.ical_uid}

    def _has_terms(self, copy: Copy) -> bool:
        if not self.terms:
            return True
        text = searched_text(copy)
        return self.view.shows_details_of(copy) and all(term in text for term in self.terms)

    def _has_properties(self, copy: Copy) -> bool:
        shared = copy.shared.get("extendedProperties", {}).get("shared", {})
        wanted = (
            *(copy.private_properties.get(key) == value for key, value in self.private_properties),
            *(shared.get(key) == value for key, value in self.shared_properties),
        )
        if not wanted:
            return True
        matches = any(wanted) if self.any_property else all(wanted)
        return matches and self.view.shows_details_of(copy)


def event_filter(call: Call, calendar: Calendar, reading: Reading, view: View) -> EventFilter:
    query, assumptions, now = call.query, call.world.assumptions, call.world.now()
    time_min, time_max = _time_min(query, reading, assumptions), query.instant("timeMax")
    kept_days = assumptions.tombstones_kept_days
    if time_min and time_max and time_min >= time_max:
        raise time_range_empty()
    query.boolean("showHiddenInvitations")
    return EventFilter(
        calendar=calendar,
        time_min=time_min,
        time_max=time_max,
        updated_min=_updated_min(query, assumptions, now),
        show_deleted=query.boolean("showDeleted"),
        # Who may only know when events are is served as if singleEvents were true [S18].
        single_events=query.boolean("singleEvents") or not view.details,
        ical_uid=query.text("iCalUID"),
        event_types=query.texts("eventTypes"),
        terms=(query.text("q") or "").lower().split(),
        private_properties=_pairs(query, "privateExtendedProperty"),
        shared_properties=_pairs(query, "sharedExtendedProperty"),
        any_property=assumptions.repeated_property_filters == "or",
        since=reading.since,
        oldest_tombstone=now - timedelta(days=kept_days) if kept_days is not None else None,
        view=view,
        assumptions=assumptions,
        now=now,
    )


def _time_min(query: Query, reading: Reading, assumptions: Assumptions) -> datetime | None:
    if reading.known and assumptions.increments_keep_time_min:
        return parse_instant(reading.known.time_min)
    return query.instant("timeMin")


def _updated_min(query: Query, assumptions: Assumptions, now: datetime) -> datetime | None:
    oldest, asked = assumptions.updated_min_max_days, query.instant("updatedMin")
    if asked and oldest is not None and asked < now - timedelta(days=oldest):
        raise Refusal(HTTPStatus.GONE, "updatedMinTooLongAgo")
    return asked


def _pairs(query: Query, name: str) -> list[Pair]:
    constraints = [text.partition("=") for text in query.texts(name)]
    if not all(key and sign for key, sign, _ in constraints):
        raise invalid("An extended property constraint is name=value.", name)
    return [(key, value) for key, _, value in constraints]


def searched_text(copy: Copy) -> str:
    """Return what `q` searches: title, text, place, guests and organizer [D]."""
    shared: dict[str, Any] = copy.shared
    texts = [shared.get(name, "") for name in ("summary", "description", "location")]
    for entry in shared.get("attendees", []):
        texts += [entry["email"], entry.get("displayName", "")]
    return "\n".join([*texts, copy.meeting.organizer]).lower()
