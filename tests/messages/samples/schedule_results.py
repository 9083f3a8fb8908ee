"""Examples of what the commands on the topic `commands.schedule` are answered."""

from collections.abc import Iterator

from tests.messages.samples.events import DRAFT, EVENT, FOLLOW_UP, MONDAY, NOW
from tests.messages.samples.people import BUCHAREST, JOHN, MARIA
from tests.messages.samples.searches import found, full_days, slots, taken
from tests.messages.samples.told import Refusal, Success
from worker.codes import Code
from worker.domain.calendar_event import EventKey
from worker.errors import Refused
from worker.messages.results.availability import AvailabilityData, NoSlotData
from worker.messages.results.event import EventData
from worker.messages.results.held import HeldData
from worker.messages.results.not_visible import NotVisibleData
from worker.messages.results.pending import PendingData
from worker.messages.results.released import ReleasedData
from worker.messages.results.scheduled import ScheduledData
from worker.messages.texts import Texts
from worker.ports.commands import Chore, ChoreAction

OWED = Chore(ChoreAction.CREATE_FOLLOW_UP, MARIA, "c", EventKey(MARIA, "f1"), b'{"title":"Trimite oferta"}')
HIDDEN = NotVisibleData(unknown_participants=(JOHN,))
CANNOT_SEE = "calendars of some participants cannot be seen"


def successes(texts: Texts) -> Iterator[Success]:
    yield from _meetings(texts)
    best = found()
    free = AvailabilityData.of(best, 5, NOW, texts, "en")
    yield Success("check_availability/slots", "in_english", texts.slots_found("en", len(free.slots)), free)
    none = AvailabilityData.of(full_days(), 10, NOW, texts, "ro")
    yield Success("check_availability/none", "smallest", texts.slots_found("ro", 0), none)
    until = NOW.replace(minute=15)
    held = HeldData(hold_id="hold-3c1f", expires_at=until, unknown_participants=(JOHN,))
    yield Success("hold_slot/held", "full", "Intervalul este rezervat pentru 15 minute.", held)
    would = held.model_copy(update={"hold_id": None})
    yield Success("hold_slot/dry_run", "full", "Intervalul ar fi rezervat pentru 15 minute.", would)
    yield Success(
        "release_hold/released",
        "smallest",
        "Intervalul este din nou liber.",
        ReleasedData(hold_id="hold-3c1f"),
    )


def _meetings(texts: Texts) -> Iterator[Success]:
    best, *others = slots(found(), texts)
    scheduled = ScheduledData(
        event=EventData.of(EVENT, texts, "ro"),
        slot=best,
        alternatives=tuple(others),
        unknown_participants=(JOHN,),
        follow_ups=(),
        pending=(PendingData.of(OWED),),
    )
    said = texts.scheduled("ro", MONDAY.start, BUCHAREST)
    yield Success("schedule_meeting/scheduled", "full", said, scheduled)
    followed = {"follow_ups": (EventData.of(FOLLOW_UP, texts, "ro"),), "pending": ()}
    yield Success("schedule_meeting/followed_up", "full", said, scheduled.model_copy(update=followed))
    planned = {"event": EventData.planned(DRAFT, MARIA, texts, "ro"), "pending": ()}
    would = texts.scheduled("ro", MONDAY.start, BUCHAREST, dry_run=True)
    yield Success("schedule_meeting/dry_run", "full", would, scheduled.model_copy(update=planned))


def refusals(texts: Texts) -> Iterator[Refusal]:
    none = NoSlotData.of(full_days(), NOW, texts, "ro")
    yield Refusal(
        "schedule_meeting/no_slot", "full", Refused(Code.NO_SLOT, "no start is free for everybody", data=none)
    )
    not_free = Refused(Code.SLOT_TAKEN, "the slot is not free", data=taken(texts))
    yield Refusal("schedule_meeting/slot_taken", "exact_slot", not_free)
    yield Refusal("hold_slot/slot_taken", "full", not_free)
    unseen = Refused(Code.NOT_VISIBLE, CANNOT_SEE, data=HIDDEN)
    yield Refusal("schedule_meeting/not_visible", "full", unseen)
    yield Refusal("check_availability/not_visible", "full", unseen)
    away = Refused(Code.GOOGLE_UNAVAILABLE, "Google could not be reached for 60 s")
    yield Refusal("check_availability/google_unavailable", "smallest", away)
    yield Refusal(
        "schedule_meeting/hold_expired", "held_slot", Refused(Code.HOLD_EXPIRED, "it ended 40 s ago")
    )
    yield Refusal("hold_slot/too_many_holds", "smallest", Refused(Code.TOO_MANY_HOLDS, "20 holds are alive"))
    yield Refusal(
        "release_hold/hold_not_found", "smallest", Refused(Code.HOLD_NOT_FOUND, "this user has no such hold")
    )
