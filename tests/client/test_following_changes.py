"""Changes of real calendars, followed and folded."""

import asyncio

import pytest

from tests.client.stages import ELEVEN, LONG, TWELVE, folded, hour, seen_by
from worker.client.calendar_client import CalendarClient
from worker.client.changes import Changes, Position
from worker.client.commands import cancel_meeting, sync_calendar
from worker.client.folding import FoldedCalendars
from worker.errors import PlaceLost
from worker.sandbox.stage import Stage

pytestmark = pytest.mark.real


async def told_completely(changes: Changes, state: FoldedCalendars, user: str) -> None:
    """Fold until the end mark of a full synchronisation has come."""
    async with asyncio.timeout(60):
        async for change in changes:
            state.fold(change)
            if change.kind == "completed" and user in state.of_user(user):
                return
    pytest.fail("changes have an end")


async def test_changes_fold_to_what_a_person_sees_also_after_a_restart(
    served: Stage, calendar: CalendarClient, ana: str
) -> None:
    state = FoldedCalendars()
    person = await served.google.control.person(ana)
    async with calendar.changes() as changes:
        first = (await calendar.ask(hour(ana), within=LONG)).or_raise()
        await calendar.ask(hour(ana, ELEVEN), within=LONG)
        await person.patch(first.data.event.id, {"summary": "Renamed by hand"})
        await calendar.ask(sync_calendar(user_id=ana, full=True), within=LONG)
        await told_completely(changes, state, ana)
        kept = changes.position.encoded()
    assert folded(state.calendars[ana, ana]) == await seen_by(served, ana)

    await calendar.ask(cancel_meeting(user_id=ana, event_id=first.data.event.id), within=LONG)
    await calendar.ask(hour(ana, TWELVE), within=LONG)
    await calendar.ask(sync_calendar(user_id=ana, full=True), within=LONG)
    async with calendar.changes(Position.decoded(kept)) as changes:
        await told_completely(changes, state, ana)

    assert len(state.calendars[ana, ana].events) == 2
    assert folded(state.calendars[ana, ana]) == await seen_by(served, ana)


async def test_a_reader_from_the_beginning_comes_to_the_same_state(
    served: Stage, calendar: CalendarClient, ana: str
) -> None:
    await calendar.ask(hour(ana), within=LONG)
    await calendar.ask(sync_calendar(user_id=ana, full=True), within=LONG)
    state = FoldedCalendars()
    async with calendar.changes("beginning") as changes:
        await told_completely(changes, state, ana)

    assert folded(state.calendars[ana, ana]) == await seen_by(served, ana)


async def test_a_position_whose_changes_are_gone_is_told(calendar: CalendarClient) -> None:
    with pytest.raises(PlaceLost):
        async with calendar.changes(Position({0: 1_000_000})):
            pass
