from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given

from tests.domain.worlds import BUCHAREST, at, on_monday, person, request
from tests.strategies import ALWAYS, searches
from worker.domain.availability import Visibility
from worker.domain.ranking import RankedSlot
from worker.domain.ranking_features import CORE, FAIR, OPTIONAL, PREFERRED, SOON, SPREAD, TIDY
from worker.domain.search import search
from worker.domain.search_request import SearchRequest


def ranked(asked: SearchRequest) -> tuple[RankedSlot, ...]:
    return search(asked, 10_000).slots


def local(some: tuple[RankedSlot, ...]) -> list[str]:
    return [f"{each.slot.start.astimezone(BUCHAREST):%a %H:%M}" for each in some]


def best(asked: SearchRequest) -> RankedSlot:
    return ranked(asked)[0]


@given(searches())
def test_scores_fall_from_100_towards_0_and_ties_go_to_the_earlier(asked: SearchRequest) -> None:
    slots = ranked(asked)
    scores = [each.score for each in slots]

    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert len({each.slot for each in slots}) == len(slots)


@given(searches())
def test_a_free_preferred_time_comes_first(asked: SearchRequest) -> None:
    slots = ranked(asked)

    if asked.preferred in [each.slot.start for each in slots]:
        assert slots[0].slot.start == asked.preferred
        assert "preferred_time" in slots[0].reasons


@given(searches())
def test_where_a_search_ends_changes_no_score(asked: SearchRequest) -> None:
    less = replace(asked, read=asked.window.widened(asked.gap_before, asked.gap_after))

    assert ranked(less) == ranked(asked)


def test_half_of_the_preference_outweighs_everything_else() -> None:
    assert PREFERRED / 2 >= OPTIONAL + CORE + FAIR + TIDY + SPREAD + SOON


def test_a_slot_that_has_everything_scores_100() -> None:
    asked = request(person("ana@x"), person("ion@x", required=False), preferred="2026-06-01T10:00")

    assert best(asked) == RankedSlot(
        on_monday("10:00-10:30"),
        100,
        ("preferred_time", "soon", "optional_free", "core_hours", "fair_hours"),
    )


def test_without_a_preference_core_hours_come_first_then_the_sooner() -> None:
    asked = request(person("ana@x"), minutes=60, step=60)

    assert local(ranked(asked)) == [f"Mon {hour:02}:00" for hour in (*range(10, 16), 9, 16)]


def test_next_to_a_preferred_time_that_is_taken_the_nearest_wins() -> None:
    asked = request(person("ana@x", busy=["12:00-13:00"]), preferred="2026-06-01T12:30")

    assert local(ranked(asked))[:2] == ["Mon 13:00", "Mon 11:30"]
    assert "near_preferred_time" in best(asked).reasons


def test_three_hours_away_is_not_near() -> None:
    asked = request(person("ana@x", busy=["09:00-15:30"]), preferred="2026-06-01T12:00")

    assert "near_preferred_time" not in best(asked).reasons


def test_a_time_that_suits_an_optional_person_is_better() -> None:
    ion = person("ion@x", required=False, busy=["09:00-14:00"])

    assert local(ranked(request(person("ana@x"), ion)))[0] == "Mon 14:00"


def test_the_more_optional_people_the_better() -> None:
    ion, eva = (
        person("ion@x", required=False, busy=["09:00-12:00"]),
        person("eva@x", required=False, busy=["09:00-15:00"]),
    )
    slots = ranked(request(person("ana@x"), ion, eva, minutes=60, step=60))

    def scores(hours: range) -> Iterator[int]:
        return (slot.score for slot in slots if slot.slot.start.astimezone(BUCHAREST).hour in hours)

    assert max(scores(range(10, 12))) < min(scores(range(12, 15))) < max(scores(range(15, 16)))


def test_nobody_meets_at_night_who_could_meet_by_day() -> None:
    night_owl = request(person("ana@x", hours=ALWAYS), minutes=60, step=60)

    assert "fair_hours" in best(night_owl).reasons
    assert local(ranked(night_owl))[0] == "Mon 08:00"


def test_an_unknown_calendar_lowers_every_score_and_says_so() -> None:
    ana, guest = person("ana@x"), person("guest@y")
    sure = best(request(ana, guest))
    unsure = best(request(ana, replace(guest, visibility=Visibility.NOT_VISIBLE)))

    assert unsure.slot == sure.slot
    assert unsure.score == sure.score - 10
    assert unsure.reasons == (*sure.reasons, "unknown_participants")


def test_a_preferred_time_between_two_starts_is_no_start() -> None:
    asked = request(person("ana@x"), preferred="2026-06-01T12:10")

    assert best(asked).slot.start == at("2026-06-01T12:00")
    assert "preferred_time" not in best(asked).reasons
