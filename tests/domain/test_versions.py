from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from worker.domain.calendar_event import CalendarEvent, EventStatus
from worker.domain.interval import Interval
from worker.domain.versions import Verdict, is_bare, judge, remembered, vanished

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KNOWN = CalendarEvent(
    "e",
    "c",
    '"2"',
    EventStatus.CONFIRMED,
    NINE,
    "Known",
    when=Interval(NINE, NINE + MINUTE),
    private=(("vai_write_id", "w"),),
)
OLDER = replace(KNOWN, etag='"1"', updated=NINE - MINUTE, title="Older")
LATER = replace(KNOWN, etag='"3"', updated=NINE + MINUTE, title="Later")
TWIN = replace(KNOWN, etag='"twin"', title="Twin")
SAME = replace(KNOWN, etag='"same"')
GONE = replace(KNOWN, status=EventStatus.CANCELLED)
BARE = CalendarEvent("e", "c", "", EventStatus.CANCELLED)
UNDATED = replace(KNOWN, updated=None, title="Undated")

LATE, EARLY, DOUBT = Verdict.LATER, Verdict.EARLIER, Verdict.DOUBTFUL


@pytest.mark.parametrize(
    ("seen", "known", "verdicts"),
    [
        pytest.param(KNOWN, None, (LATE, LATE, LATE), id="new"),
        pytest.param(LATER, KNOWN, (LATE, LATE, LATE), id="later"),
        pytest.param(OLDER, KNOWN, (EARLY, EARLY, EARLY), id="older"),
        pytest.param(KNOWN, KNOWN, (LATE, LATE, LATE), id="the same"),
        pytest.param(SAME, KNOWN, (LATE, LATE, LATE), id="nothing to see"),
        pytest.param(TWIN, KNOWN, (DOUBT, DOUBT, LATE), id="of the same instant"),
        pytest.param(BARE, KNOWN, (LATE, DOUBT, LATE), id="a bare tombstone"),
        pytest.param(KNOWN, BARE, (LATE, DOUBT, LATE), id="alive after a bare tombstone"),
        pytest.param(GONE, KNOWN, (LATE, LATE, LATE), id="what our deletion left"),
        pytest.param(KNOWN, GONE, (DOUBT, EARLY, LATE), id="what our deletion deleted"),
        pytest.param(KNOWN, vanished(KNOWN), (DOUBT, DOUBT, LATE), id="what was missing"),
        pytest.param(UNDATED, KNOWN, (LATE, DOUBT, LATE), id="without a date"),
    ],
)
def test_the_later_version_counts_and_what_cannot_be_told_is_in_doubt(
    seen: CalendarEvent, known: CalendarEvent | None, verdicts: tuple[Verdict, Verdict, Verdict]
) -> None:
    """Read after all that is known; perhaps before some of it; and by itself, after all of it."""
    assert (
        judge(seen, known, overtaken=False),
        judge(seen, known, overtaken=True),
        judge(seen, known, overtaken=False, settled=True),
    ) == verdicts


@pytest.mark.parametrize("seen", [TWIN, BARE, UNDATED], ids=["twin", "bare", "undated"])
def test_a_reading_that_was_to_settle_a_doubt_may_be_overtaken_itself(seen: CalendarEvent) -> None:
    assert judge(seen, KNOWN, overtaken=True, settled=True) is DOUBT


def test_a_tombstone_that_says_nothing_keeps_what_was_known() -> None:
    kept = remembered(BARE, KNOWN)

    assert kept == replace(KNOWN, status=EventStatus.CANCELLED, etag="")
    assert not is_bare(kept)


@pytest.mark.parametrize(
    ("seen", "known"), [(BARE, None), (GONE, KNOWN), (LATER, KNOWN)], ids=["nothing known", "full", "alive"]
)
def test_what_says_something_is_kept_as_it_is(seen: CalendarEvent, known: CalendarEvent | None) -> None:
    assert remembered(seen, known) == seen
