"""What the type of a meeting decides, and what the command decides all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.handlers.world import (
    ANA,
    BOB,
    MINUTE,
    TEN,
    Json,
    World,
    at,
    available,
    command,
    meeting_id,
    schedule,
    span,
    wire,
)
from worker.codes import Code
from worker.domain.calendar_event import CalendarEvent, Reminder, ReminderMethod
from worker.domain.follow_ups import Priority
from worker.domain.meeting_types import BUILT_IN, MeetingType, TypicalFollowUp, Wording, by_name
from worker.domain.titles import LONGEST_TITLE
from worker.domain.working_hours import WorkingHours
from worker.messages.defaults import Defaults

MONDAY = span("9:00", "17:00")
LATE = (WorkingHours(frozenset(range(5)), 14 * 60, 17 * 60),)
DEMO = MeetingType(
    "product_demo",
    duration=60 * MINUTE,
    gap_before=15 * MINUTE,
    gap_after=30 * MINUTE,
    hours=LATE,
    reminders=(Reminder(ReminderMethod.POPUP, 45),),
    label=Wording("Demonstrație <de> produs", "Product <demo>"),
    titles=Wording("Demonstrație: {title}", "Demo: {title}"),
    descriptions=Wording("Arătăm <b> {title}.", "We show <b> {title}."),
    follow_ups=(
        TypicalFollowUp(
            Wording("Ofertă {title}", "Offer to {title}"), timedelta(days=1), Priority.HIGH, "offer"
        ),
        TypicalFollowUp(Wording("Întreabă", "Ask"), timedelta(days=2)),
    ),
)


@pytest.fixture
def world() -> World:
    return World(defaults=Defaults(meeting_types=by_name(*BUILT_IN.values(), DEMO)))


def demo(**fields: object) -> Json:
    return schedule(**{"title": "Acme", "meeting_type": "product_demo", **fields})


async def made(world: World, **fields: object) -> CalendarEvent:
    data = await world.data(demo(**fields))
    return world.event(data["event"]["id"])


async def times(world: World, **fields: object) -> list[str]:
    """Return when the meeting could be on Monday: start and end in UTC, two hours behind Bucharest."""
    asked = {"meeting_type": "product_demo", "window": wire(MONDAY), "limit": 100, **fields}
    data = await world.data(available(**asked))
    return sorted(f"{each['start']['utc'][11:16]} {each['end']['utc'][11:16]}" for each in data["slots"])


async def test_a_type_decides_length_and_hours(world: World) -> None:
    expected = ["12:00 13:00", "12:30 13:30", "13:00 14:00", "13:30 14:30", "14:00 15:00"]

    assert await times(world) == expected


async def test_a_type_that_is_built_in_decides_nothing_but_the_length(world: World) -> None:
    check_in = await times(world, meeting_type="team_check_in")

    assert len(check_in) == 16
    assert (check_in[0], check_in[-1]) == ("07:00 07:15", "14:30 14:45")


async def test_the_commands_length_and_hours_count_before_those_of_its_type(world: World) -> None:
    mornings = {"days": ["monday"], "start": "11:00", "end": "12:00"}

    assert await times(world, duration_minutes=30, working_hours=mornings) == ["09:00 09:30", "09:30 10:00"]


async def test_a_persons_own_hours_count_before_those_of_the_type(world: World) -> None:
    theirs = {"days": ["monday"], "start": "09:00", "end": "15:00"}

    assert await times(world, participants=[{"email": BOB, "working_hours": theirs}]) == ["12:00 13:00"]


async def test_a_type_keeps_room_before_and_after(world: World) -> None:
    world.busy(BOB, span("13:30", "14:00"))
    world.busy(ANA, span("16:00", "17:00"))

    assert await times(world) == ["12:30 13:30"]


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ({"gap_before_minutes": 0}, ["12:00 13:00", "12:30 13:30"]),
        ({"gap_after_minutes": 0}, ["12:30 13:30", "13:00 14:00"]),
        ({"gap_before_minutes": 40}, []),
    ],
    ids=str,
)
async def test_the_commands_room_counts_before_that_of_its_type(
    world: World, gaps: Json, expected: list[str]
) -> None:
    world.busy(BOB, span("13:30", "14:00"))
    world.busy(ANA, span("16:00", "17:00"))

    assert await times(world, **gaps) == expected


async def test_a_slot_counts_before_the_length_and_the_hours_of_the_type(world: World) -> None:
    assert (await made(world, slot=wire(TEN))).when == TEN


async def test_a_slot_is_held_to_the_room_of_the_type(world: World) -> None:
    world.busy(BOB, span("10:40", "11:00"))

    await world.refused(demo(slot=wire(TEN)), Code.SLOT_TAKEN)
    assert (await made(world, command_id="c-2", slot=wire(TEN), gap_after_minutes=10)).when == TEN


async def test_a_meeting_moves_by_the_length_of_the_type_that_is_named(world: World) -> None:
    await world.run(schedule())
    window = wire(span("13:00", "17:00"))
    body = {"type": "reschedule_meeting", "command_id": "c-2", "event_id": meeting_id(), "window": window}

    await world.run(command({**body, "meeting_type": "product_demo"}))

    moved = world.event(meeting_id()).when
    assert moved is not None
    assert moved.duration == DEMO.duration
    assert moved.start >= at("14:00")


async def test_a_type_decides_the_reminders(world: World) -> None:
    await made(world)

    assert world.written[0].reminders == DEMO.reminders


@pytest.mark.parametrize("own", [[], [{"method": "email", "minutes": 5}]], ids=str)
async def test_the_commands_reminders_count_before_those_of_its_type(world: World, own: list[Json]) -> None:
    await made(world, reminders=own)

    assert [{"method": each.method, "minutes": each.minutes} for each in world.written[0].reminders] == own


async def test_a_type_may_want_no_reminders_at_all(world: World) -> None:
    world.defaults = Defaults(meeting_types=by_name(replace(DEMO, reminders=())))
    await made(world)

    assert world.written[0].reminders == ()


@pytest.mark.parametrize(
    ("locale", "title", "text", "label"),
    [
        ("ro", "Demonstrație: Acme", "Arătăm &lt;b&gt; Acme.", "Demonstrație &lt;de&gt; produs"),
        ("en", "Demo: Acme", "We show &lt;b&gt; Acme.", "Product &lt;demo&gt;"),
    ],
)
async def test_a_type_makes_title_and_description_and_has_a_name_for_people(
    world: World, locale: str, title: str, text: str, label: str
) -> None:
    event = await made(world, locale=locale)

    assert event.title == title
    assert event.description.startswith(text)
    assert f":</b> {label}" in event.description
    assert dict(event.private)["vai_meeting_type"] == "product_demo"


async def test_what_the_command_says_of_a_meeting_is_escaped_wherever_its_type_puts_it(world: World) -> None:
    event = await made(world, title="<i>{0}</i>")

    assert event.title == "Demo: <i>{0}</i>"
    assert event.description.startswith("We show &lt;b&gt; &lt;i&gt;{0}&lt;/i&gt;.")
    assert "<li>Offer to &lt;i&gt;{0}&lt;/i&gt; (" in event.description


@pytest.mark.parametrize("own", ["", "What we agreed on."], ids=["none", "its own"])
async def test_the_commands_description_counts_before_that_of_its_type(world: World, own: str) -> None:
    event = await made(world, description=own)

    assert own in event.description
    assert "We show" not in event.description


async def test_a_title_that_its_type_makes_too_long_is_cut(world: World) -> None:
    title = (await made(world, title="x" * LONGEST_TITLE)).title

    assert len(title) == LONGEST_TITLE
    assert title.endswith("x…")


async def test_a_type_without_a_label_is_named_in_words(world: World) -> None:
    world.defaults = Defaults(meeting_types=by_name(MeetingType("board_meeting")))

    assert ":</b> Board meeting" in (await made(world, meeting_type="board_meeting")).description


async def test_a_dry_run_shows_what_its_type_would_make(world: World) -> None:
    data = await world.data(demo(dry_run=True))

    assert data["event"]["title"] == "Demo: Acme"
    assert [each["title"] for each in data["follow_ups"]] == ["Follow-up: Offer to Acme", "Follow-up: Ask"]
    assert world.written == []
