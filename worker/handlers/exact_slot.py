"""One exact time, or none: see that it can be had, or say who stands in its way and what else there is."""

from worker.codes import Code
from worker.domain.blockers import Reason
from worker.domain.interval import Interval
from worker.domain.ranking import RankedSlot
from worker.domain.search import SearchResult
from worker.domain.slot_check import Blocker, check_slot
from worker.errors import Refused
from worker.handlers.survey import Survey
from worker.messages.results.slot_taken import SlotTakenData
from worker.messages.sentences import TIME_HAS_PASSED
from worker.messages.texts import Texts


def ensure_free(
    slot: Interval, survey: Survey, result: SearchResult, texts: Texts, locale: str
) -> tuple[RankedSlot, ...]:
    """Return the next best times beside a slot that can be had. Raise `Refused` `slot_taken`."""
    alternatives = result.alternatives(slot)
    if blockers := check_slot(survey.request, slot):
        zone_name = survey.request.zone.key
        data = SlotTakenData.of(blockers, alternatives, survey.unknown, zone_name, texts, locale)
        sentence = TIME_HAS_PASSED if _has_passed(slot, survey, blockers) else None
        raise Refused(Code.SLOT_TAKEN, "the time asked for is not free", data=data, sentence=sentence)
    return alternatives


def _has_passed(slot: Interval, survey: Survey, blockers: tuple[Blocker, ...]) -> bool:
    """Tell whether nothing but the clock says no: nobody is busy, it has begun already."""
    only_notice = all(blocker.reason is Reason.NOTICE for blocker in blockers)
    return only_notice and slot.start <= survey.request.now
