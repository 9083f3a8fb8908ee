"""What a search found for the examples, by the real search."""

from collections.abc import Sequence
from datetime import timedelta

from tests.messages.samples.events import MONDAY, NOW
from tests.messages.samples.people import ANA, BUCHAREST, JOHN, MARIA
from worker.domain.availability import Visibility
from worker.domain.interval import Interval
from worker.domain.search import SearchResult, search
from worker.domain.search_request import Person, SearchRequest
from worker.domain.slot_check import check_slot
from worker.domain.working_hours import OFFICE_HOURS
from worker.domain.zones import zone
from worker.messages.results.slot import SlotData
from worker.messages.results.slot_taken import SlotTakenData
from worker.messages.texts import Texts


def found(*busy: Interval, days: int = 5) -> SearchResult:
    """Search for 45 minutes with Ana, who is busy, and with John, whose calendar cannot be seen."""
    window = Interval(MONDAY.start - timedelta(hours=10), MONDAY.start + timedelta(days=days))
    home = zone(BUCHAREST)
    people = (
        Person(MARIA, required=True, zone=home, hours=OFFICE_HOURS, own=True),
        Person(ANA, required=True, zone=home, hours=OFFICE_HOURS, busy=busy),
        Person(
            JOHN,
            required=False,
            zone=zone("America/New_York"),
            hours=OFFICE_HOURS,
            visibility=Visibility.NOT_VISIBLE,
        ),
    )
    read = Interval(window.start, window.end + timedelta(days=7))
    request = SearchRequest(people, window, read, timedelta(minutes=45), home, NOW, preferred=MONDAY.start)
    return search(request)


def full_days() -> SearchResult:
    """Search on days that Ana has no time on."""
    return found(Interval(MONDAY.start - timedelta(days=1), MONDAY.start + timedelta(days=2)), days=1)


def slots(result: SearchResult, texts: Texts) -> Sequence[SlotData]:
    """Return the best slot, and its alternatives behind it."""
    best = result.slots[0]
    ranked = (best, *result.alternatives(best.slot))
    return [SlotData.of(each, BUCHAREST, texts, "ro") for each in ranked]


def taken(texts: Texts) -> SlotTakenData:
    busy = found(MONDAY)
    blockers = check_slot(busy.request, MONDAY)
    return SlotTakenData.of(blockers, busy.alternatives(MONDAY), (), BUCHAREST, texts, "ro")
