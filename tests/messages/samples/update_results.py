"""Examples of what the commands on the topic `commands.update` are answered."""

from collections.abc import Iterator

from tests.messages.samples.events import CANCELLED, EVENT, FOLLOW_UP, MOVED, NOW, RENAMED, TOMBSTONE, TUESDAY
from tests.messages.samples.people import BUCHAREST, JOHN
from tests.messages.samples.schedule_results import CANNOT_SEE, HIDDEN
from tests.messages.samples.searches import found, full_days, slots, taken
from tests.messages.samples.told import Refusal, Success
from worker.codes import Code
from worker.domain.calendar_event import EventStatus
from worker.errors import Refused
from worker.messages.results.availability import NoSlotData
from worker.messages.results.cancelled import CancelledData
from worker.messages.results.event import EventData
from worker.messages.results.one_event import OneEventData
from worker.messages.results.rescheduled import RescheduledData
from worker.messages.results.slot import SlotData
from worker.messages.results.updated import UpdatedData
from worker.messages.texts import Texts


def successes(texts: Texts) -> Iterator[Success]:
    marked = OneEventData(event=EventData.of(EVENT, texts, "ro"))
    marked = OneEventData(event=marked.event.model_copy(update={"title": "[WON] Demo VAI"}))
    yield Success("update_status/marked", "smallest", "Starea întâlnirii a fost notată.", marked)
    _, *others = slots(found(), texts)
    moved = RescheduledData(
        event=EventData.of(MOVED, texts, "ro"),
        slot=SlotData.exact(TUESDAY, BUCHAREST, texts, "ro"),
        alternatives=tuple(others),
        unknown_participants=(),
    )
    when = texts.when("ro", TUESDAY.start, BUCHAREST)
    yield Success("reschedule_meeting/moved", "full", f"Întâlnirea a fost mutată: {when}.", moved)
    renamed = UpdatedData(event=EventData.of(RENAMED, texts, "ro"), unknown_participants=(JOHN,))
    yield Success("update_meeting/updated", "full", "Întâlnirea a fost modificată.", renamed)
    made = OneEventData(event=EventData.of(FOLLOW_UP, texts, "ro"))
    yield Success("create_follow_up/made", "full", "Activitatea a fost trecută în calendar.", made)
    yield from _cancelled(texts)


def _cancelled(texts: Texts) -> Iterator[Success]:
    gone = CancelledData.of(CANCELLED, texts, "ro", already_gone=False, reason="Clientul a renunțat.")
    yield Success("cancel_meeting/cancelled", "full", texts.cancelled("ro"), gone)
    nothing = CancelledData.of(TOMBSTONE, texts, "ro", already_gone=True)
    yield Success(
        "cancel_meeting/already_gone", "smallest", texts.cancelled("ro", already_gone=True), nothing
    )


def refusals(texts: Texts) -> Iterator[Refusal]:
    none = NoSlotData.of(full_days(), NOW, texts, "ro")
    nothing_fits = Refused(Code.NO_SLOT, "no start is free for everybody", data=none)
    yield Refusal("reschedule_meeting/no_slot", "full", nothing_fits)
    not_free = Refused(Code.SLOT_TAKEN, "the slot is not free", data=taken(texts))
    yield Refusal("reschedule_meeting/slot_taken", "exact_slot", not_free)
    unseen = Refused(Code.NOT_VISIBLE, CANNOT_SEE, data=HIDDEN)
    yield Refusal("reschedule_meeting/not_visible", "full", unseen)
    busy = taken(texts).model_copy(update={"alternatives": ()})
    yield Refusal(
        "update_meeting/slot_taken", "full", Refused(Code.SLOT_TAKEN, "somebody new is busy", data=busy)
    )
    over = Refused(Code.ALREADY_CANCELLED, f"the event is {EventStatus.CANCELLED}")
    yield Refusal("update_status/already_cancelled", "smallest", over)
    yield Refusal("update_meeting/already_cancelled", "smallest", over)
    yield Refusal("reschedule_meeting/already_cancelled", "smallest", over)
    missing = Refused(Code.EVENT_NOT_FOUND, "no such event in this calendar")
    yield Refusal("cancel_meeting/event_not_found", "smallest", missing)
    foreign = Refused(Code.NOT_ORGANIZER, "somebody else organises this event")
    yield Refusal("cancel_meeting/not_organizer", "smallest", foreign)
    full = Refused(Code.QUOTA_EXHAUSTED, "Google locked the account's writes")
    yield Refusal("create_follow_up/quota_exhausted", "smallest", full)
