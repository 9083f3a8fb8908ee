"""What the examples do not show of the results' data."""

from datetime import timedelta

from tests.messages.samples.events import EVENT, MONDAY, NOW
from tests.messages.samples.people import BUCHAREST, MARIA
from tests.messages.samples.searches import found
from worker.domain.calendar_event import CalendarEvent, EventDraft, EventKey, EventStatus, MeetStatus
from worker.domain.interval import Interval
from worker.domain.relaxations import DropPerson, ExtendDays, Relaxation, ShorterDuration
from worker.messages.results.availability import AvailabilityData
from worker.messages.results.cancelled import CancelledData
from worker.messages.results.event import EventData
from worker.messages.results.explanation import RelaxationData
from worker.messages.results.pending import PendingData
from worker.messages.results.slot import SlotData
from worker.messages.texts import Texts
from worker.ports.commands import Chore, ChoreAction


def test_the_slots_are_cut_at_the_limit_and_stay_in_order(texts: Texts) -> None:
    everything = found()
    data = AvailabilityData.of(everything, 3, NOW, texts, "ro")

    starts = [each.slot.start.strftime("%Y-%m-%dT%H:%M:%SZ") for each in everything.slots[:3]]
    assert [slot.start.utc for slot in data.slots] == starts
    assert data.unknown_participants == ("john@client.example",)
    assert data.as_of == NOW


def test_a_slot_that_nobody_ranked_has_no_score(texts: Texts) -> None:
    slot = SlotData.exact(MONDAY, BUCHAREST, texts, "en")

    assert (slot.score, slot.reasons) == (None, ())
    assert slot.end.text == "Monday, 30 March 2026, 10:45"


def test_every_relaxation_is_one_change(texts: Texts) -> None:
    shown = [
        RelaxationData.of(Relaxation(change, 3, MONDAY), BUCHAREST, texts, "ro").model_dump()["change"]
        for change in (DropPerson("a@b.ro"), ShorterDuration(30), ExtendDays(2))
    ]

    assert shown == [{"drop": "a@b.ro"}, {"duration_minutes": 30}, {"extend_days": 2}]


def test_a_tombstone_shows_nothing(texts: Texts) -> None:
    tomb = CalendarEvent("e1", MARIA, "", EventStatus.CANCELLED)

    assert CancelledData.of(tomb, texts, "ro", already_gone=True).event is None


def test_what_is_owed_is_told(texts: Texts) -> None:
    key = EventKey(MARIA, "f1")
    creation = Chore(ChoreAction.CREATE_FOLLOW_UP, "u", "c", key, b'{"title": "Call", "id": "f1"}')
    deletion = Chore(ChoreAction.DELETE_FOLLOW_UP, "u", "c", key)
    data = CancelledData.of(EVENT, texts, "ro", already_gone=False, owed=[creation, deletion])

    assert data.pending == (
        PendingData(action=ChoreAction.CREATE_FOLLOW_UP, title="Call"),
        PendingData(action=ChoreAction.DELETE_FOLLOW_UP, title=None),
    )


def test_a_planned_event_shows_what_would_be(texts: Texts) -> None:
    draft = EventDraft("e1", "Demo", MONDAY, "Asia/Kolkata", meet_request_id="r")
    planned = EventData.planned(draft, MARIA, texts, "en")

    assert planned.start is not None
    assert planned.start.local == "2026-03-30T12:30:00+05:30"
    assert (planned.meet_status, planned.meet_url) == (MeetStatus.PENDING, None)


def test_an_end_behind_the_clock_change_is_shown_by_the_new_clocks(texts: Texts) -> None:
    start = MONDAY.start - timedelta(days=2)
    slot = SlotData.exact(Interval(start, start + timedelta(days=1)), BUCHAREST, texts, "ro")

    assert slot.start.local.endswith("+02:00")
    assert slot.end.local.endswith("+03:00")
