"""Folding, held to a model: whatever comes twice, late or in between, the state is the calendar's."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client import records
from worker.client.change import Change, change_of
from worker.client.errors import UnreadableRecord
from worker.client.folding import FoldedCalendar, FoldedCalendars

ANA = ("ana", "cal")
EVENTS = ("a", "b", "c")

steps = st.lists(
    st.tuples(st.sampled_from(EVENTS), st.none() | st.sampled_from(("one", "two")), st.integers(1, 3)),
    max_size=30,
)
"""What happens to which event, its new title or none, and how far the sequence goes on."""


def story(told: list[tuple[str, str | None, int]]) -> list[Change]:
    """Return the changes of a calendar in their order."""
    sequence, changes = 0, []
    for event_id, title, gap in told:
        sequence += gap
        kind = "cancelled" if title is None else "updated"
        changes.append(change_of(records.change(kind, sequence, event_id, title)))
    return changes


def model(told: list[tuple[str, str | None, int]]) -> dict[str, str]:
    titles = {event_id: title for event_id, title, _ in told}
    return {event_id: title for event_id, title in titles.items() if title is not None}


def state(folded: FoldedCalendars, key: tuple[str, str] = ANA) -> dict[str, str]:
    calendar = folded.calendars.get(key, FoldedCalendar())
    return {event_id: event.title for event_id, event in calendar.events.items()}


@given(steps)
def test_gives_the_present_state(told: list[tuple[str, str | None, int]]) -> None:
    folded = FoldedCalendars()

    assert all(folded.fold(change) for change in story(told))
    assert state(folded) == model(told)


@given(steps, st.data())
def test_what_comes_again_changes_nothing(
    told: list[tuple[str, str | None, int]], data: st.DataObject
) -> None:
    """Kafka repeats a stretch of records from somewhere on, as after a restart without a place."""
    folded = FoldedCalendars()
    changes = story(told)
    for at, change in enumerate(changes):
        folded.fold(change)
        again = data.draw(st.integers(0, at + 1))
        assert not any(folded.fold(old) for old in changes[again : at + 1])

    assert state(folded) == model(told)


@given(steps, st.sets(st.integers(0, 29)))
def test_a_reader_that_begins_anywhere_has_all_once_the_snapshots_are_told(
    told: list[tuple[str, str | None, int]], snapshots_after: set[int]
) -> None:
    """Snapshots take numbers among the changes; a reader from the last ones on sees the whole."""
    begin = max((each for each in snapshots_after if each < len(told)), default=0)
    folded, sequence = FoldedCalendars(), 0
    for event_id, title in model(told[:begin]).items():
        sequence += 1
        folded.fold(change_of(records.change("snapshot", sequence, event_id, title)))
    folded.fold(change_of(records.completed(sequence + 1)))
    assert folded.calendars[ANA].is_complete
    for change in story([(event, title, gap) for event, title, gap in told[begin:]]):
        body = orjson.loads(change.record.value or b"")
        later = records.change(change.kind, body["sequence"] + sequence + 1, body["event_id"], title_of(body))
        folded.fold(change_of(later))

    assert state(folded) == model(told)


def title_of(body: dict[str, dict[str, str] | None]) -> str | None:
    return body["after"]["title"] if body["after"] else None


@given(steps)
def test_a_state_that_was_kept_goes_on_as_if_never_left(told: list[tuple[str, str | None, int]]) -> None:
    whole, changes = FoldedCalendar(), story(told)
    parts = FoldedCalendar()
    for change in changes:
        whole.fold(change.body)  # type: ignore[arg-type]  # changes of events all of them
        parts.fold(change.body)  # type: ignore[arg-type]  # the same
        parts = FoldedCalendar.decoded(parts.encoded())

    assert parts == whole


def test_calendars_and_users_are_kept_apart() -> None:
    folded = FoldedCalendars()
    folded.fold(change_of(records.change("created", 9, "a", "Ana's", user="ana")))
    folded.fold(change_of(records.change("created", 1, "a", "Bob's", user="bob")))

    assert (state(folded), state(folded, ("bob", "cal"))) == ({"a": "Ana's"}, {"a": "Bob's"})
    assert folded.of_user("bob").keys() == {"cal"}
    assert [event.title for event in folded.events_of("bob")] == ["Bob's"]


def test_a_calendar_is_complete_only_once_the_end_mark_has_come() -> None:
    folded = FoldedCalendars()
    folded.fold(change_of(records.change("snapshot", 1, "a", "Demo")))
    assert not folded.is_complete("ana")

    folded.fold(change_of(records.completed(2)))
    assert folded.is_complete("ana")
    assert not folded.is_complete("bob")


def disconnected(as_of: str) -> Change:
    body = {"user_id": "ana", "email": "ana@vai.example", "as_of": as_of}
    return change_of(records.record(orjson.dumps(body), [("ce_type", b"vai.calendar.account.disconnected")]))


@pytest.mark.parametrize(("as_of", "left"), [("2031-01-01T00:00:00Z", 0), ("2029-01-01T00:00:00Z", 1)])
def test_of_a_user_who_left_nothing_stays_but_what_came_since(as_of: str, left: int) -> None:
    folded = FoldedCalendars()
    folded.fold(change_of(records.change("created", 1, "a", "Demo")))

    assert folded.fold(disconnected(as_of)) is (left == 0)
    assert len(folded.calendars) == left


def test_what_has_no_part_in_a_state_is_passed_over() -> None:
    folded = FoldedCalendars()
    weather = records.record(b"{}", [("ce_type", b"vai.calendar.weather.changed")])

    assert not folded.fold(change_of(weather))
    assert not folded.fold(change_of(records.delayed("ana", "c-1")))


def test_a_change_that_cannot_be_read_is_never_left_out_in_silence() -> None:
    broken = records.record(b"{}", [("ce_type", b"vai.calendar.event.moved")])

    with pytest.raises(UnreadableRecord, match="cannot be folded"):
        FoldedCalendars().fold(change_of(broken))
