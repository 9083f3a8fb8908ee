from dataclasses import replace
from datetime import date

from hypothesis import given

from tests.domain.oracle import Blame, Oracle
from tests.domain.worlds import on_monday, person, request, span
from tests.strategies import ALWAYS, searches
from worker.domain.availability import Visibility
from worker.domain.blockers import Reason
from worker.domain.explanation import nothing_looked_at
from worker.domain.search import search
from worker.domain.search_request import ExcludedDays, SearchRequest
from worker.domain.starts import StartSet
from worker.domain.sweep import Sweep, sweep


def blame(done: Sweep, index: int) -> Blame:
    """What the sweep says against one start."""

    def holds(some: StartSet) -> bool:
        return bool(some >> index & 1)

    rules = {(None, reason) for reason, some in done.rules.items() if holds(some)}
    people = {
        (e.person.email, reason) for e in done.required for reason, some in e.by_reason.items() if holds(some)
    }
    return frozenset(rules | people)


@given(searches())
def test_every_start_that_is_not_free_is_blocked_by_whoever_really_blocks_it(asked: SearchRequest) -> None:
    oracle, done = Oracle(asked), sweep(asked)
    starts = [at // 60 for at in done.starts.at]

    assert starts == oracle.starts(oracle.end)
    assert [blame(done, n) for n in range(len(starts))] == [oracle.blame(at) for at in starts]
    assert [starts[n] for n in done.starts.indices(done.free)] == oracle.free(oracle.end)


@given(searches())
def test_the_counts_are_those_of_the_window(asked: SearchRequest) -> None:
    oracle, result = Oracle(asked), search(asked)
    told = result.explanation
    all_blame = [oracle.blame(at) for at in oracle.starts()]

    assert told.candidates == len(all_blame) == result.found + sum(map(bool, all_blame))
    assert told.blocked == {r: sum(any(r is why for _, why in each) for each in all_blame) for r in Reason}
    for each in told.participants:
        mine = [
            {who for who, _ in blamed} for blamed in all_blame if any(who == each.email for who, _ in blamed)
        ]
        assert (each.blocks, each.blocks_alone) == (len(mine), mine.count({each.email}))


def test_a_start_blocked_for_several_reasons_counts_under_each() -> None:
    asked = request(person("ana@x", busy=["16:00-18:00"]), minutes=60, window=on_monday("16:00-18:00"))

    told = search(asked).explanation

    assert (told.candidates, told.blocked[Reason.BUSY], told.blocked[Reason.OUTSIDE_HOURS]) == (3, 3, 2)


def test_who_blocks_alone_is_told_from_who_blocks_with_others() -> None:
    ana, ion = person("ana@x", busy=["09:00-12:00"]), person("ion@x", busy=["11:00-17:00"])
    told = search(request(ana, ion, minutes=60, step=60, window=on_monday("09:00-17:00"))).explanation

    assert [(p.email, p.blocks, p.blocks_alone) for p in told.participants] == [
        ("ana@x", 3, 2),
        ("ion@x", 6, 5),
    ]


def test_a_rule_of_the_request_keeps_a_person_from_blocking_alone() -> None:
    asked = request(person("ana@x", busy=["09:00-12:00"]), window=on_monday("09:00-12:00"), notice=24 * 60)

    assert search(asked).explanation.participants[0].blocks_alone == 0


def test_time_promised_by_this_system_is_a_hold_until_google_shows_it() -> None:
    ana = person("ana@x", busy=["10:00-11:00"])
    window = on_monday("10:00-11:00")
    promised = (window,)
    shown = request(replace(ana, promised=promised), minutes=60, window=window)
    unseen = request(replace(person("ana@x"), promised=promised), minutes=60, window=window)

    assert search(shown).found == search(unseen).found == 0
    assert search(shown).explanation.blocked[Reason.HOLD] == 0
    assert search(unseen).explanation.blocked[Reason.HOLD] == 1


def test_an_optional_person_blocks_nothing_in_the_counts() -> None:
    told = search(request(person("ion@x", required=False, busy=["00:00-24:00"]))).explanation

    assert (told.blocked[Reason.BUSY], told.participants[0].blocks) == (0, 0)


def test_a_window_that_has_passed_is_explained_without_looking() -> None:
    told = nothing_looked_at((person("ion@x"), person("ana@x")))

    assert told.candidates == 0
    assert set(told.blocked) == set(Reason)
    assert [each.email for each in told.participants] == ["ana@x", "ion@x"]
    assert told.participants[0].state is Visibility.READABLE


def test_days_left_out_touch_every_meeting_that_reaches_into_them() -> None:
    asked = request(
        person("ana@x", hours=ALWAYS), minutes=60, window=span("2026-06-01T22:00", "2026-06-02T01:00")
    )
    told = search(replace(asked, excluded=ExcludedDays(frozenset({date(2026, 6, 2)})))).explanation

    assert (told.candidates, told.blocked[Reason.EXCLUDED_DAY]) == (5, 2)
